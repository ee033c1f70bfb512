package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
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
    try {
      if (values.type().isFloat() || values.size() != 1) {
        throw new InvalidInputException("label (" + values + ") must be one whole number");
      }
      return label(values.toUnsignedLongs()[0]);
    } catch (InvalidInputException e) {
      throw SampleSet.invalid(samples.name(), index, e);
    }
  }

  /**
   * A label that is stored in more bits than are handed on.
   *
   * @throws InvalidInputException if it does not fit
   */
  static int label(long stored) {
    if (stored != (int) stored) {
      throw new InvalidInputException("label (" + stored + ") must be a whole number of 32 bits");
    }
    return (int) stored;
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
