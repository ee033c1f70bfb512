package io.plumbline.blackbox.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Messages over a socket, each with its length before it, in the order of bytes of this machine.
 * Nothing that comes in is believed: a length beyond {@link #MOST_BYTES} ends the talk. One thread
 * at a time.
 */
final class Messages implements AutoCloseable {
  static final int MOST_BYTES = 1 << 28;

  /** Neither a shape nor a list of outputs has more entries. */
  static final int MOST_ENTRIES = 1 << 12;

  private final SocketChannel socket;
  private ByteBuffer buffer = allocate(1 << 12);

  Messages(SocketChannel socket) {
    this.socket = socket;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * A message to be filled in, and sent by {@link #send}.
   *
   * @param most how many bytes it may get
   * @throws IOException if that is too many
   */
  ByteBuffer begin(long most) throws IOException {
    if (most > MOST_BYTES) {
      throw new IOException("message (" + most + " bytes) must be at most " + MOST_BYTES);
    }
    if (buffer.capacity() < Integer.BYTES + most) {
      buffer = allocate(Integer.BYTES + (int) most);
    }
    buffer.clear().position(Integer.BYTES);
    return buffer;
  }

  void send() throws IOException {
    buffer.putInt(0, buffer.position() - Integer.BYTES).flip();
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
  }

  /** The next message; stays as it is until the next call. */
  ByteBuffer receive() throws IOException {
    fill(Integer.BYTES);
    int length = buffer.getInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("message (" + length + " bytes) must be at most " + MOST_BYTES);
    }
    fill(length);
    return buffer;
  }

  private void fill(int bytes) throws IOException {
    if (buffer.capacity() < bytes) {
      buffer = allocate(bytes);
    }
    buffer.clear().limit(bytes);
    while (buffer.hasRemaining()) {
      if (socket.read(buffer) < 0) {
        throw new EOFException();
      }
    }
    buffer.flip();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void putText(ByteBuffer message, byte[] utf8) {
    message.putInt(utf8.length).put(utf8);
  }

  static String text(ByteBuffer message) throws IOException {
    int length = message.getInt();
    if (length < 0 || length > message.remaining()) {
      throw new IOException("text (" + length + " bytes) must be within its message");
    }
    byte[] utf8 = new byte[length];
    message.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static void putShape(ByteBuffer message, long[] shape) {
    message.putInt(shape.length);
    for (long extent : shape) {
      message.putLong(extent);
    }
  }

  static long[] shape(ByteBuffer message) throws IOException {
    long[] shape = new long[entries(message)];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = message.getLong();
    }
    return shape;
  }

  static int entries(ByteBuffer message) throws IOException {
    int entries = message.getInt();
    if (entries < 0 || entries > MOST_ENTRIES) {
      throw new IOException("entries (" + entries + ") must be at most " + MOST_ENTRIES);
    }
    return entries;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
