package io.plumbline.data.hdf5;

import io.jhdf.exceptions.HdfFilterException;
import io.jhdf.filter.Filter;
import io.jhdf.filter.FilterManager;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * HDF5's gzip filter, in place of the library's, which unpacks without end: two of them in a row
 * make gigabytes of a few thousand bytes.
 */
public final class BoundedInflation implements Filter {
  /** What a chunk may unpack to. h5py chooses chunks of up to 1 MB. */
  public static final int MOST_BYTES = 1 << 25;

  private static final int DEFLATE = 1;

  /**
   * LZF, LZ4 and bitshuffle say themselves how much they unpack to. Neither Keras nor h5py writes
   * them unasked.
   */
  private static final int[] OTHERS = {32000, 32004, 32008};

  private static final int BUFFER_BYTES = 1 << 14;

  private BoundedInflation() {}

  /** A chunk that unpacks to more. */
  public static final class TooLargeException extends HdfFilterException {
    private static final long serialVersionUID = 1L;

    private TooLargeException() {
      super("chunk unpacks to more than " + MOST_BYTES + " bytes");
    }
  }

  /** Makes the library unpack so from now on. */
  static void install() {
    FilterManager.addFilter(new BoundedInflation());
    for (int id : OTHERS) {
      FilterManager.addFilter(new Refused(id));
    }
  }

  private record Refused(int id) implements Filter {
    @Override
    public int getId() {
      return id;
    }

    @Override
    public String getName() {
      return "refused";
    }

    @Override
    public byte[] decode(byte[] encoded, int[] settings) {
      throw new HdfFilterException("chunk must be packed by deflate");
    }
  }

  @Override
  public int getId() {
    return DEFLATE;
  }

  @Override
  public String getName() {
    return "deflate";
  }

  @Override
  public byte[] decode(byte[] encoded, int[] settings) {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(encoded);
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new HdfFilterException("chunk must be whole");
        }
        decoded.write(buffer, 0, count);
        if (decoded.size() > MOST_BYTES) {
          throw new TooLargeException();
        }
      }
      return decoded.toByteArray();
    } catch (DataFormatException e) {
      throw new HdfFilterException("chunk must be packed by deflate", e);
    } finally {
      inflater.end();
    }
  }
}
