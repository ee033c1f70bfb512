package io.plumbline.core;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The process's standard output. Writing to it never fails, so that no long job ends for a line of
 * its log; what could not be written is said in the end, by {@link #requireWhole}. A pipe whose
 * reader has gone is no failure: it had what it wanted.
 */
public final class StandardOutput extends OutputStream {
  /** The process has one. */
  public static final StandardOutput PROCESS =
      new StandardOutput(new FileOutputStream(FileDescriptor.out));

  private final OutputStream to;
  private @Nullable IOException failure;

  StandardOutput(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    try {
      to.write(bytes, offset, length);
    } catch (IOException e) {
      if (failure == null && !readerIsGone(e)) {
        failure = e;
      }
    }
  }

  /** Java passes on only the system's words; translations keep these. */
  private static boolean readerIsGone(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
  }

  /**
   * Asks whether everything went out.
   *
   * @throws LostOutputException if something did not
   */
  public synchronized void requireWhole() {
    if (failure != null) {
      throw new LostOutputException(failure);
    }
  }
}
