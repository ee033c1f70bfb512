package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where the records of a TFRecord file are. The format (TensorFlow's {@code record_writer.h}): the
 * length in eight bytes, little-endian, their masked CRC-32C, the record, and its masked CRC-32C;
 * and again. One pass goes over the lengths, whose sums are checked; the records' own are checked
 * when they are read. Where the file is cut short or a length is damaged, the records before are
 * there, and what follows is one bad record.
 */
final class TfRecordFile {
  static final int HEADER_BYTES = 12;
  private static final int SUM_BYTES = 4;
  private static final int MOST_BYTES = 1 << 30;
  private static final int MASK = 0xa282ead8;
  private static final int FIRST_ROOM = 1024;

  private final Source source;

  /** Where each whole record starts, and where one behind the last would. */
  private long[] starts = new long[FIRST_ROOM];

  private int whole;
  private Optional<String> fault = Optional.empty();

  /**
   * Goes over the lengths.
   *
   * @throws InvalidInputException if the file cannot be read
   */
  TfRecordFile(Source source) {
    this.source = source;
    source.read(
        in -> {
          index(in);
          return this;
        });
  }

  /** Whether bytes can be the beginning of such a file. */
  static boolean isBegunBy(byte[] head) {
    return head.length >= HEADER_BYTES && isSummed(head, Long.BYTES);
  }

  private void index(InputStream in) throws IOException {
    long size = source.size().orElse(0);
    long at = 0;
    // The stream of a file skips by moving on in it, without reading.
    for (byte[] header = in.readNBytes(HEADER_BYTES);
        header.length > 0 && fault.isEmpty();
        header = in.readNBytes(HEADER_BYTES)) {
      add(at + HEADER_BYTES);
      fault = fault(header, size - at);
      if (fault.isEmpty()) {
        long length = length(header);
        in.skipNBytes(length + SUM_BYTES);
        at += HEADER_BYTES + length + SUM_BYTES;
        whole++;
      }
    }
    add(at + HEADER_BYTES);
  }

  private void add(long start) {
    if (whole == starts.length) {
      starts = Arrays.copyOf(starts, 2 * whole);
    }
    starts[whole] = start;
  }

  private static Optional<String> fault(byte[] header, long left) {
    if (header.length < HEADER_BYTES) {
      return Optional.of("record must be whole: the file is cut short");
    }
    if (!isSummed(header, Long.BYTES)) {
      return Optional.of("sum of the length must be its CRC-32C: no record is found from here on");
    }
    long most = left - HEADER_BYTES - SUM_BYTES;
    return length(header) < 0 || length(header) > most
        ? Optional.of(
            "record (%s bytes) must be %s bytes long: the file is cut short"
                .formatted(Math.max(0, most), Long.toUnsignedString(length(header))))
        : Optional.empty();
  }

  private static long length(byte[] header) {
    return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** Whether bytes are followed by their masked sum. */
  private static boolean isSummed(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    int masked = Integer.rotateRight((int) sum.getValue(), 15) + MASK;
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(length) == masked;
  }

  /** How many records there are, with the bad one at the end. */
  int count() {
    return whole + fault.map(bad -> 1).orElse(0);
  }

  /**
   * Reads a record.
   *
   * @throws InvalidInputException if it is damaged, with the fault alone
   */
  byte[] record(int index) {
    if (index == whole) {
      throw new InvalidInputException(fault.orElseThrow());
    }
    long length = starts[index + 1] - starts[index] - HEADER_BYTES - SUM_BYTES;
    if (length > MOST_BYTES) {
      throw new InvalidInputException(
          "record (" + length + " bytes) must be at most " + MOST_BYTES + " bytes long");
    }
    byte[] bytes = source.part(starts[index], (int) length + SUM_BYTES);
    if (!isSummed(bytes, (int) length)) {
      throw new InvalidInputException("sum of the record must be its CRC-32C: it is damaged");
    }
    return Arrays.copyOf(bytes, (int) length);
  }
}
