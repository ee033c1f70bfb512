package io.plumbline.dataset;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import io.plumbline.data.hdf5.Hdf5;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The rows of a data set of an HDF5 file, along its first axis. */
final class Hdf5Samples extends SampleSet {
  private final Path file;
  private final FileChannel channel;
  private final Rows rows;

  /** Where rows are. */
  private record Rows(Hdf5Shape shape, IntFunction<byte[]> bytes) {}

  private Hdf5Samples(DataSpec spec, FileChannel channel, Rows rows) {
    super(spec.text(), rows.shape.extents()[0]);
    this.file = spec.path();
    this.channel = channel;
    this.rows = rows;
  }

  static Hdf5Samples open(DataSpec spec) {
    Source source = Source.of(spec.path());
    FileChannel channel = source.read(in -> FileChannel.open(spec.path()));
    try {
      return new Hdf5Samples(spec, channel, guarded(() -> rows(spec, source, channel)));
    } catch (InvalidInputException e) {
      close(channel);
      throw invalid(spec.text(), e.getMessage());
    }
  }

  private static Rows rows(DataSpec spec, Source source, FileChannel channel) {
    HdfFile file = Hdf5.opened(channel);
    String name = Source.printable(String.valueOf(spec.path().getFileName()));
    String path = spec.within().orElseThrow();
    Dataset dataset = new Hdf5(file, name).dataset(path, InvalidInputException::new);
    Hdf5Shape shape = Hdf5Shape.of(dataset);
    if (dataset instanceof ChunkedDataset chunked) {
      return new Rows(shape, new Hdf5Chunks(chunked, shape)::row);
    }
    if (dataset instanceof ContiguousDataset whole) {
      long start = file.getUserBlockSize() + whole.getDataAddress();
      int bytes = shape.rowBytes();
      return new Rows(shape, index -> source.part(start + (long) index * bytes, bytes));
    }
    throw new InvalidInputException("must be stored in one piece or in chunks");
  }

  /** Whatever a damaged file makes the library do, it becomes one line. */
  private static <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new InvalidInputException(
          "must be in an undamaged HDF5 file, of version 1.14 at most", e);
    }
  }

  @Override
  DataRecord sample(int index) {
    byte[] row;
    try {
      row = guarded(() -> rows.bytes.apply(index));
    } catch (InvalidInputException e) {
      if (!channel.isOpen()) {
        throw new IllegalStateException("closed, or interrupted in another thread", e);
      }
      throw e;
    }
    return DataRecord.of(index, rows.shape.row(row));
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read from.
    }
  }
}
