package io.plumbline.core.slip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Labels that are written as another framework has them: the end of the line that refuses them. */
public final class LabelSlip {
  private LabelSlip() {}

  /**
   * Of a class that there is not.
   *
   * @param label the class
   * @param classes how many there are
   * @return what to say where it is the one after the last
   */
  public static String outside(long label, int classes) {
    return label == classes ? "; classes are counted from 0" : "";
  }

  /**
   * Of more labels than samples.
   *
   * @param labels as they are stored
   * @param classes how many there are
   * @return what to say where they are one-hot: the classes, and the code that finds them
   */
  public static String oneHot(long[] labels, int classes) {
    List<Integer> found = new ArrayList<>();
    for (int start = 0; start + classes <= labels.length; start += classes) {
      long[] row = Arrays.copyOfRange(labels, start, start + classes);
      int ones = 0;
      int last = 0;
      for (int k = 0; k < classes; k++) {
        if (row[k] == 1) {
          ones++;
          last = k;
        } else if (row[k] != 0) {
          return "";
        }
      }
      if (ones != 1) {
        return "";
      }
      found.add(last);
    }
    if (classes < 2 || found.isEmpty() || found.size() * classes != labels.length) {
      return "";
    }
    String code = found.size() == 1 ? "y.argmax()" : "y.reshape(-1, " + classes + ").argmax(-1)";
    return "; they are one-hot, and "
        + code
        + " makes of them "
        + (found.size() == 1
            ? "the class " + found.get(0)
            : found.stream().limit(3).map(String::valueOf).collect(Collectors.joining(", "))
                + (found.size() > 3 ? ", …" : ""));
  }

  /**
   * Of floating-point numbers in place of classes.
   *
   * @param labels as they are stored
   * @return what to say where all are whole
   */
  public static String floats(double[] labels) {
    boolean whole =
        labels.length > 0 && Arrays.stream(labels).allMatch(label -> label == Math.rint(label));
    return whole ? "; y.astype(int) makes classes of them" : "";
  }
}
