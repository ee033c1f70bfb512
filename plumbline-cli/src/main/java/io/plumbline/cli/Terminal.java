package io.plumbline.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Where a command reads and writes, and what is there: a person at a terminal, or a pipe. The
 * launcher knows, and says so in system properties. Results go to {@link #out}, in UTF-8; progress
 * and errors to {@link #err}.
 */
final class Terminal {
  private static final int USUAL_COLUMNS = 80;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Set<String> attended;
  private final int columns;

  private Terminal(
      InputStream in, PrintStream out, PrintStream err, Set<String> attended, int columns) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.attended = attended;
    this.columns = columns;
  }

  /** This process's own. A pipe whose reader has gone is quietly written to. */
  static Terminal ofProcess() {
    return new Terminal(
        System.in,
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Set.of(System.getProperty("plumbline.terminal", "").split(",")),
        Integer.getInteger("plumbline.columns", USUAL_COLUMNS));
  }

  /** Streams that nobody watches. */
  static Terminal unattended(PrintStream out, PrintStream err) {
    return new Terminal(InputStream.nullInputStream(), out, err, Set.of(), USUAL_COLUMNS);
  }

  /** Streams with a person in front of them. */
  static Terminal attended(InputStream in, PrintStream out, PrintStream err) {
    return new Terminal(in, out, err, Set.of("in", "out", "err"), USUAL_COLUMNS);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** The width that lines on {@link #err} may have. */
  int columns() {
    return columns;
  }

  /** Whether someone sees progress as it happens. */
  boolean showsProgress() {
    return attended.contains("err") && !"dumb".equals(System.getenv("TERM"));
  }

  /** Whether colour and weight may be used: only at a terminal, and never where NO_COLOR is set. */
  boolean hasColour() {
    String refused = System.getenv("NO_COLOR");
    return attended.contains("out")
        && (refused == null || refused.isEmpty())
        && !"dumb".equals(System.getenv("TERM"));
  }

  String bold(String text) {
    return hasColour() ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /**
   * Waits for Enter where there is someone to press it, and goes on at once where there is not.
   *
   * @param prompt what comes next
   */
  void waitForEnter(String prompt) {
    if (!attended.contains("in")) {
      return;
    }
    err.print(prompt);
    err.flush();
    try {
      int read = in.read();
      while (read >= 0 && read != '\n') {
        read = in.read();
      }
    } catch (IOException e) {
      // A terminal that has gone away is no reason to stop.
    }
  }

  /**
   * A text from a file or a message as one line that is safe to print: what could move the cursor
   * or change colours is replaced.
   */
  static String printable(String text) {
    return text.strip().replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\s]+", " ");
  }
}
