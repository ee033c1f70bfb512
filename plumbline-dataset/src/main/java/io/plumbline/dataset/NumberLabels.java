package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import io.plumbline.data.npy.NpyArray;
import java.nio.file.Path;
import java.util.List;

/** Labels that are the samples of a data set: single whole numbers. */
final class NumberLabels implements LabelSource {
  private final SampleSource samples;

  NumberLabels(SampleSource samples) {
    this.samples = samples;
  }

  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public int label(int index) {
    NpyArray values = samples.read(index).values();
    if (values.type().isFloat() || values.size() != 1) {
      throw invalid(index, values.toString(), "must be one whole number");
    }
    long label = values.toUnsignedLongs()[0];
    if (label != (int) label) {
      throw invalid(index, Long.toString(label), "must be a whole number of 32 bits");
    }
    return (int) label;
  }

  private InvalidInputException invalid(int index, String value, String condition) {
    return new InvalidInputException(
        Source.printable(samples.name()) + ": label " + index + " (" + value + ") " + condition);
  }

  @Override
  public List<Path> files() {
    return samples.files();
  }

  @Override
  public void close() {
    samples.close();
  }
}
