package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Labels that stand beside a data set, each read when it is asked for; safe for several threads.
 */
public interface LabelSource extends AutoCloseable {
  /**
   * How many labels there are.
   *
   * @return at least 1
   */
  int size();

  /**
   * Reads one label.
   *
   * @param index from 0, below {@link #size}
   * @return the class, any whole number
   * @throws InvalidInputException if there is no such label, or it is no whole number of 32 bits
   */
  int label(int index);

  /**
   * All files that labels are read from.
   *
   * @return none of which may be overwritten
   */
  List<Path> files();

  /** Removes what was unpacked; nothing is read afterwards. */
  @Override
  default void close() {}

  /**
   * Opens labels.
   *
   * @param spec a {@code .txt} or {@code .csv} file of one whole number a line, or whatever {@link
   *     SampleSource#open} takes whose samples are single whole numbers
   * @return the labels, to be closed
   * @throws InvalidInputException if there are none that can be read, in one line
   */
  static LabelSource open(String spec) {
    DataSpec labels = DataSpec.of(spec);
    return TextLabels.isMeantBy(labels.path())
        ? TextLabels.read(labels.path())
        : new NumberLabels(Formats.open(labels));
  }

  /**
   * Whether labels are in a text file.
   *
   * @param spec as for {@link #open}
   * @return whether it ends in .txt or .csv
   */
  static boolean isText(String spec) {
    return TextLabels.isMeantBy(DataSpec.of(spec).path());
  }
}
