package io.plumbline.program;

import io.plumbline.core.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a program prints on its error stream: the end of it is kept. */
final class LastWords {
  private static final int KEPT = 1 << 12;
  private static final int LINES = 3;
  private static final int LONGEST = 240;
  private static final long MOST_WAITED_MILLIS = 1000;

  private final InputStream in;
  private final byte[] tail = new byte[KEPT];
  private final Thread thread;
  private long length;

  LastWords(InputStream in) {
    this.in = in;
    this.thread = new Thread(this::read, "plumbline-last-words");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    byte[] chunk = new byte[KEPT];
    try {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        keep(chunk, count);
      }
    } catch (IOException e) {
      // It has ended.
    }
  }

  private synchronized void keep(byte[] chunk, int count) {
    for (int k = 0; k < count; k++) {
      tail[(int) (length++ % KEPT)] = chunk[k];
    }
  }

  /** The last lines, in one, after the program has ended; empty if it printed nothing. */
  String said() {
    try {
      thread.join(MOST_WAITED_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> lines = text().lines().map(ForeignText::spaced).filter(l -> !l.isEmpty()).toList();
    String last =
        String.join(" / ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    return last.length() <= LONGEST ? last : "…" + last.substring(last.length() - LONGEST);
  }

  private synchronized String text() {
    int count = (int) Math.min(length, KEPT);
    byte[] bytes = new byte[count];
    for (int k = 0; k < count; k++) {
      bytes[k] = tail[(int) ((length - count + k) % KEPT)];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
