package io.plumbline.core.slip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The names of the arrays of numbers in a file of MATLAB, versions 5 to 7. Of each only its head is
 * read, and of one that is packed only as much is unpacked.
 */
final class MatlabNames {
  private static final int HEADER = 128;
  private static final int ORDER = 126;
  private static final int TAG = 8;
  private static final int HEAD = 512;
  private static final int MATRIX = 14;
  private static final int PACKED = 15;

  /** Of those that MATLAB numbers, the classes from double to uint64 are arrays of numbers. */
  private static final int FIRST_NUMBER = 6;

  private static final int LAST_NUMBER = 15;
  private static final int MOST = 64;

  private MatlabNames() {}

  /** In their order; none where the file is damaged before the first. */
  static List<String> of(Path file) {
    List<String> names = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file)) {
      ByteOrder order =
          read(channel, ORDER, 2, ByteOrder.BIG_ENDIAN).getShort() == 0x4d49
              ? ByteOrder.BIG_ENDIAN
              : ByteOrder.LITTLE_ENDIAN;
      long at = HEADER;
      for (int k = 0; k < MOST && at + TAG <= channel.size(); k++) {
        ByteBuffer tag = read(channel, at, TAG, order);
        int type = tag.getInt();
        long size = Integer.toUnsignedLong(tag.getInt());
        ByteBuffer head = read(channel, at + TAG, (int) Math.min(HEAD, size), order);
        if (type == PACKED) {
          head = unpacked(head);
          type = head.remaining() < TAG ? 0 : head.getInt();
          head.position(Math.min(TAG, head.limit()));
        }
        if (type == MATRIX) {
          add(names, head);
        }
        at += TAG + size;
      }
    } catch (IOException | DataFormatException | RuntimeException e) {
      // What was found until the damage is what is named.
      return names;
    }
    return names;
  }

  private static ByteBuffer read(FileChannel channel, long at, int count, ByteOrder order)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(order);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // A channel may give less than was asked for.
    }
    return bytes.flip();
  }

  private static ByteBuffer unpacked(ByteBuffer packed) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] head = new byte[HEAD];
      int count = inflater.inflate(head);
      return ByteBuffer.wrap(head, 0, count).order(packed.order());
    } finally {
      inflater.end();
    }
  }

  /** Flags with the class, extents, and the name stand one behind the other. */
  private static void add(List<String> names, ByteBuffer head) {
    int kind = element(head).getInt() & 0xff;
    element(head);
    ByteBuffer name = element(head);
    byte[] text = new byte[name.remaining()];
    name.get(text);
    if (kind >= FIRST_NUMBER && kind <= LAST_NUMBER && text.length > 0) {
      names.add(new String(text, StandardCharsets.ISO_8859_1));
    }
  }

  /** What an element holds; small ones have their size in the upper half of the type. */
  private static ByteBuffer element(ByteBuffer head) {
    int start = head.position();
    int type = head.getInt();
    int small = type >>> 16;
    int size = small > 0 ? small : head.getInt();
    ByteBuffer content = head.slice(head.position(), size).order(head.order());
    head.position(small > 0 ? start + TAG : start + TAG + (size + TAG - 1) / TAG * TAG);
    return content;
  }
}
