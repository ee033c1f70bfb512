package io.plumbline.jobs.check.outcome;

import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.Source;
import io.plumbline.jobs.input.SampleArrays;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What people call the entries of an input: each of them, or the places along one of its axes, such
 * as the features of a sequence or its tokens.
 *
 * @param names in order
 * @param axis along which they are; {@link #OF_ENTRIES} where each entry has one of its own
 */
public record EntryNames(List<String> names, int axis) {
  static final int OF_ENTRIES = -1;

  /** Copies the list. */
  public EntryNames {
    names = List.copyOf(names);
  }

  /**
   * Reads a file with a name on each line.
   *
   * @param file in UTF-8
   * @param shape of the input, without a batch axis
   * @return the names of all entries where there are as many, else of the last axis that is as long
   * @throws InvalidInputException if the file cannot be read, or has another number of lines
   */
  public static EntryNames read(Path file, int[] shape) {
    byte[] bytes = Source.of(file).read(InputStream::readAllBytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<String> names =
        text.replaceFirst("^\ufeff", "").lines().map(ForeignText::excerpt).toList();
    int size = Shape.of(shape).size();
    if (names.size() == size) {
      return new EntryNames(names, OF_ENTRIES);
    }
    int axis =
        IntStream.iterate(shape.length - 1, k -> k >= 0, k -> k - 1)
            .filter(k -> shape[k] == names.size() && names.size() > 1)
            .findFirst()
            .orElseThrow(() -> misfit(file, names.size(), shape, size));
    return new EntryNames(names, axis);
  }

  private static InvalidInputException misfit(Path file, int lines, int[] shape, int size) {
    String along =
        Arrays.stream(shape)
            .filter(extent -> extent > 1 && extent != size)
            .distinct()
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(" or "));
    return new InvalidInputException(
        "--names ("
            + file.getFileName()
            + ", "
            + lines
            + (lines == 1 ? " line" : " lines")
            + ") must have "
            + size
            + (size == 1 ? " line" : " lines")
            + ", one for each entry of the input "
            + SampleArrays.text(shape)
            + (along.isEmpty() ? "" : ", or as many as an axis has places: " + along));
  }

  /** Whether they are of the places along an axis, and not of single entries. */
  public boolean areOfAnAxis() {
    return axis != OF_ENTRIES;
  }

  /**
   * What an entry is called.
   *
   * @param shape of the input
   * @param flat the entry's place in C order
   * @return its name, or its index with one of its numbers replaced; where a line is empty, numbers
   */
  String of(int[] shape, int flat) {
    if (axis == OF_ENTRIES && !names.get(flat).isBlank()) {
      return names.get(flat);
    }
    int[] at = Shape.of(shape).coordinates(flat);
    return IntStream.range(0, at.length)
        .mapToObj(
            k ->
                k == axis && !names.get(at[k]).isBlank()
                    ? names.get(at[k])
                    : Integer.toString(at[k]))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
