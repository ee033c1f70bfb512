package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.util.concurrent.CancellationException;

/** What all data sets share: their name, their number, and how a bad sample is said. */
abstract class SampleSet implements SampleSource {
  private final String name;
  private final int size;

  /**
   * A data set.
   *
   * @param name as the user gave it
   * @param size how many samples it has; none is for parts of a data set alone
   * @throws InvalidInputException if there are more than can be counted
   */
  SampleSet(String name, long size) {
    this.name = name;
    if (size > Integer.MAX_VALUE) {
      throw invalid(name, "samples (" + size + ") must be at most " + Integer.MAX_VALUE);
    }
    this.size = (int) size;
  }

  /** The error of a data set that cannot be read at all. */
  static InvalidInputException invalid(String name, String fault) {
    return new InvalidInputException(Source.printable(name) + ": " + fault);
  }

  /** The error of one sample, from its fault alone. */
  static InvalidInputException invalid(String name, int index, InvalidInputException fault) {
    return new InvalidInputException(
        Source.printable(name) + ": sample " + index + ": " + fault.getMessage(), fault);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final int size() {
    return size;
  }

  @Override
  public final DataRecord read(int index) {
    if (index < 0 || index >= size) {
      throw invalid(name, "sample (" + index + ") must be at least 0 and below " + size);
    }
    try {
      return sample(index);
    } catch (InvalidInputException e) {
      if (Thread.currentThread().isInterrupted()) {
        // The file was closed under the reader: the sample may be as good as any.
        throw new CancellationException(
            Source.printable(name) + ": sample " + index + ": interrupted while it was read");
      }
      throw invalid(name, index, e);
    }
  }

  /**
   * One sample.
   *
   * @param index of one that there is
   * @throws InvalidInputException if it is bad, with the fault alone
   */
  abstract DataRecord sample(int index);

  /** Nothing is kept open. */
  @Override
  public void close() {}
}
