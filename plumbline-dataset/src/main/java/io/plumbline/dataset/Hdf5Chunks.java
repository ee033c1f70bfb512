package io.plumbline.dataset;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.exceptions.HdfException;
import io.plumbline.data.Recent;
import java.util.Arrays;

/**
 * Rows of a data set that is stored in chunks, each of which is packed by itself. Chunks are put
 * together here: the library's own slices are zero outside of the first chunk in its version 0.9.4.
 * What a chunk has of rows is kept for the thread that asked, who will want the next one too.
 */
final class Hdf5Chunks {
  /** Where rows are larger than this together, one is put together at a time. */
  private static final int KEPT_BYTES = 1 << 23;

  /** Of samples and of labels, in one file or in two. */
  private static final Recent<Hdf5Chunks, Band> KEPT = new Recent<>(2);

  private final ChunkedDataset dataset;
  private final Hdf5Shape shape;
  private final int[] chunk;
  private final int together;

  /** Rows one after another, from a first one on. */
  private record Band(int first, byte[] bytes) {}

  Hdf5Chunks(ChunkedDataset dataset, Hdf5Shape shape) {
    this.dataset = dataset;
    this.shape = shape;
    this.chunk = dataset.getChunkDimensions();
    if (chunk.length != shape.extents().length || Arrays.stream(chunk).anyMatch(n -> n < 1)) {
      throw new HdfException("chunks must have the axes of the data set");
    }
    int fitting = Math.max(1, KEPT_BYTES / shape.rowBytes());
    this.together = Math.min(Math.min(chunk[0], shape.extents()[0]), fitting);
  }

  /** The bytes of a row as they are stored. */
  byte[] row(int index) {
    int inChunk = index % chunk[0];
    int first = index - inChunk % together;
    Band band = KEPT.take(this);
    if (band == null || band.first != first) {
      // The rows before make room for these.
      band = null;
      band = new Band(first, band(first, Math.min(together, chunk[0] - first % chunk[0])));
    }
    KEPT.put(this, band);
    int from = (index - first) * shape.rowBytes();
    return Arrays.copyOfRange(band.bytes, from, from + shape.rowBytes());
  }

  /** Rows that are all in the same chunks; of the last ones, those beyond the end too. */
  private byte[] band(int first, int rows) {
    byte[] band = new byte[Math.multiplyExact(rows, shape.rowBytes())];
    int[] offset = new int[chunk.length];
    offset[0] = first - first % chunk[0];
    do {
      Window window = window(offset, first, rows);
      copy(dataset.getDecompressedChunk(offset.clone()), band, window, 0, 0, 0);
    } while (moveOn(offset));
    return band;
  }

  /** To the next chunk with some of the same rows, if there is one. */
  private boolean moveOn(int[] offset) {
    for (int axis = chunk.length - 1; axis > 0; axis--) {
      offset[axis] += chunk[axis];
      if (offset[axis] < shape.extents()[axis]) {
        return true;
      }
      offset[axis] = 0;
    }
    return false;
  }

  /**
   * What is copied of a chunk: along each axis, where it begins in the chunk and in the rows, and
   * how many elements there are.
   */
  private record Window(int[] from, int[] to, int[] count) {}

  private Window window(int[] offset, int first, int rows) {
    int[] from = new int[chunk.length];
    int[] to = offset.clone();
    int[] count = new int[chunk.length];
    for (int axis = 1; axis < chunk.length; axis++) {
      count[axis] = Math.min(chunk[axis], shape.extents()[axis] - offset[axis]);
    }
    from[0] = first - offset[0];
    to[0] = 0;
    count[0] = rows;
    return new Window(from, to, count);
  }

  /** Copies from an axis on, run by run along the last; positions are those along axes before. */
  private void copy(byte[] data, byte[] band, Window window, int axis, int source, int target) {
    int from = source * chunk[axis] + window.from[axis];
    int to = target * shape.extents()[axis] + window.to[axis];
    if (axis == chunk.length - 1) {
      int item = shape.type().bytes();
      System.arraycopy(data, from * item, band, to * item, window.count[axis] * item);
      return;
    }
    for (int k = 0; k < window.count[axis]; k++) {
      copy(data, band, window, axis + 1, from + k, to + k);
    }
  }
}
