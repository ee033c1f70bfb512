package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/** Samples of a data set, each read when it is asked for; safe for several threads. */
public interface SampleSource extends AutoCloseable {
  /**
   * What the user calls it.
   *
   * @return the specification that it was opened by, as it was given
   */
  String name();

  /**
   * How many samples it has, bad ones included.
   *
   * @return at least 1
   */
  int size();

  /**
   * Reads one sample.
   *
   * @param index from 0, below {@link #size}
   * @return what is stored
   * @throws InvalidInputException if there is no such sample, or this one cannot be read, in one
   *     line that names it and the fault; others may well be fine
   */
  DataRecord read(int index);

  /**
   * All files that samples and their labels are read from.
   *
   * @return none of which may be overwritten
   */
  List<Path> files();

  /** Removes what was unpacked; nothing is read afterwards. */
  @Override
  void close();

  /**
   * Opens a data set, whose kind is told by what is in it.
   *
   * @param spec a file, a folder, files whose names have {@code *} in them, or something within a
   *     file: {@code arrays.npz:x}, {@code file.h5:/images}, {@code file.tfrecord:image}, {@code
   *     file.parquet:image}
   * @return the samples, to be closed
   * @throws InvalidInputException if there is none that can be read, in one line
   */
  static SampleSource open(String spec) {
    return Formats.open(DataSpec.of(spec));
  }
}
