package io.plumbline.jobs.input;

import io.plumbline.data.npy.NpyArray;
import io.plumbline.dataset.LabelSource;
import io.plumbline.dataset.SampleSource;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The labels of a data set that have a place of their own: classes, weights or targets.
 *
 * @param size how many there are
 * @param files that they are read from
 * @param reading of one
 * @param closing of what they are read from
 */
record StoredLabels(int size, List<Path> files, IntFunction<NpyArray> reading, Runnable closing) {
  /**
   * Opens labels.
   *
   * @param given a class, a text file of classes, or whatever holds samples
   * @param count how many samples one class is for
   * @throws InvalidInputException if it cannot be opened
   */
  static StoredLabels open(String given, int count) {
    if (given.matches("[+-]?\\d{1,9}")) {
      NpyArray all = NpyArray.of(new long[] {Long.parseLong(given)}, 1);
      return new StoredLabels(count, List.of(), index -> all, () -> {});
    }
    if (LabelSource.isText(given)) {
      LabelSource text = LabelSource.open(given);
      return new StoredLabels(
          text.size(),
          text.files(),
          index -> NpyArray.of(new long[] {text.label(index)}, 1),
          text::close);
    }
    SampleSource arrays = SampleSource.open(given);
    return new StoredLabels(
        arrays.size(), arrays.files(), index -> arrays.read(index).values(), arrays::close);
  }

  /** The label of one sample. */
  NpyArray of(int index) {
    return reading.apply(index);
  }

  void close() {
    closing.run();
  }
}
