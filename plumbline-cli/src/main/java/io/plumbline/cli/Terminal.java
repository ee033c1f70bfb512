package io.plumbline.cli;

import io.plumbline.core.ForeignText;
import io.plumbline.core.OutputFile;
import io.plumbline.core.StandardOutput;
import io.plumbline.program.Caller;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes, and what is there: a person at a terminal, or a pipe. The
 * launcher knows, and says so in system properties. Results go to {@link #out}, in UTF-8; progress
 * and errors to {@link #err}.
 */
final class Terminal {
  private static final int USUAL_COLUMNS = 80;

  /** On less no table can be read. */
  private static final int LEAST_COLUMNS = 40;

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final OutputStream questions;
  private final Set<Ability> abilities;
  private final Colour colour;
  private final Size size;

  /** What a person in front of it makes possible. */
  private enum Ability {
    ENTER,
    PROGRESS,
    SHELL
  }

  /**
   * How wide it is.
   *
   * @param width of what is printed; empty where lines keep their length
   * @param progress of the line that progress is shown in
   */
  private record Size(OptionalInt width, int progress) {
    static final Size NONE = new Size(OptionalInt.empty(), USUAL_COLUMNS);

    static Size of(int columns) {
      int width = Integer.max(columns, LEAST_COLUMNS);
      return new Size(OptionalInt.of(width), width);
    }
  }

  private Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      OutputStream questions,
      Set<Ability> abilities,
      Colour colour,
      Size size) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.questions = questions;
    this.abilities = abilities;
    this.colour = colour;
    this.size = size;
  }

  /** This process's own. */
  static Terminal ofProcess() {
    PrintStream out = stream(StandardOutput.PROCESS);
    Map<String, String> environment = System.getenv();
    Set<String> attended = Set.of(System.getProperty("plumbline.terminal", "").split(","));
    boolean moves = !"dumb".equals(environment.get("TERM"));
    return new Terminal(
        System.in,
        out,
        stream(new FileOutputStream(FileDescriptor.err)),
        out,
        abilities(attended, moves),
        Colour.of(attended.contains("out") && moves, environment),
        size(attended.contains("out"), environment));
  }

  private static Set<Ability> abilities(Set<String> attended, boolean moves) {
    Set<Ability> abilities = EnumSet.of(Ability.SHELL);
    if (attended.contains("in")) {
      abilities.add(Ability.ENTER);
    }
    if (attended.contains("err") && moves) {
      abilities.add(Ability.PROGRESS);
    }
    return abilities;
  }

  /** COLUMNS before what the terminal says, and where there is none. */
  private static Size size(boolean attended, Map<String, String> environment) {
    String asked = environment.getOrDefault("COLUMNS", "");
    if (asked.matches("[1-9][0-9]{0,4}")) {
      return Size.of(Integer.parseInt(asked));
    }
    int columns = Integer.getInteger("plumbline.columns", USUAL_COLUMNS);
    return attended ? Size.of(columns) : new Size(OptionalInt.empty(), columns);
  }

  /** Streams that nobody watches. */
  static Terminal unattended(PrintStream out, PrintStream err) {
    return new Terminal(
        InputStream.nullInputStream(),
        out,
        err,
        out,
        Set.of(Ability.SHELL),
        Colour.none(),
        Size.NONE);
  }

  /**
   * Streams with a person in front of them.
   *
   * @param columns how wide the terminal is
   */
  static Terminal attended(InputStream in, PrintStream out, PrintStream err, int columns) {
    Colour colour = Colour.of(true, Map.of());
    Set<Ability> all = EnumSet.allOf(Ability.class);
    return new Terminal(in, out, err, out, all, colour, Size.of(columns));
  }

  /**
   * Streams of a program that waits for the result and may be asked meanwhile.
   *
   * @param in its answers
   * @param questions what it is asked
   * @param out the result, apart from those
   * @param err what is said on the way
   */
  static Terminal served(InputStream in, OutputStream questions, PrintStream out, PrintStream err) {
    return new Terminal(in, out, err, questions, Set.of(), Colour.none(), Size.NONE);
  }

  private static PrintStream stream(OutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  /**
   * The same for a command that writes files: where one of them is standard output, nothing else
   * goes there.
   *
   * @param files that were asked for
   */
  Terminal beside(@Nullable Path... files) {
    boolean taken =
        Arrays.stream(files).anyMatch(file -> file != null && OutputFile.isStandardOutput(file));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return taken ? new Terminal(in, nowhere, err, questions, abilities, colour, size) : this;
  }

  /** The same where questions go to standard output: the result goes to where errors do. */
  Terminal besideCaller() {
    return questions == out ? new Terminal(in, err, err, questions, abilities, colour, size) : this;
  }

  /** Whoever started this process. */
  Caller caller() {
    return new Caller(in, questions);
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** Whether what is printed is coloured. */
  Colour colour() {
    return colour;
  }

  /** How wide what is printed may be; empty where it is for a file or a program. */
  OptionalInt width() {
    return size.width();
  }

  /** How wide paragraphs are, everywhere. */
  int paragraphs() {
    return size.width().orElse(USUAL_COLUMNS);
  }

  /** How wide the line may be that progress is shown in. */
  int columns() {
    return size.progress();
  }

  /** Whether someone sees progress as it happens. */
  boolean showsProgress() {
    return abilities.contains(Ability.PROGRESS);
  }

  /** Whether who reads this types commands and Ctrl-C, and is no program. */
  boolean isShell() {
    return abilities.contains(Ability.SHELL);
  }

  /**
   * Waits for Enter where there is someone to press it, and goes on at once where there is not.
   *
   * @param prompt what comes next
   */
  void waitForEnter(String prompt) {
    if (!abilities.contains(Ability.ENTER)) {
      return;
    }
    err.print(prompt);
    err.flush();
    line();
  }

  /** Whether questions are seen, and someone can answer them. */
  boolean asks() {
    return abilities.contains(Ability.ENTER) && showsProgress();
  }

  /**
   * Asks for a line.
   *
   * @param prompt what it is asked for with
   * @return what is typed; empty where nobody types, or no more
   */
  Optional<String> ask(String prompt) {
    if (!asks()) {
      return Optional.empty();
    }
    err.print(prompt);
    err.flush();
    return line();
  }

  /** The next line that is typed; empty at the end. */
  private Optional<String> line() {
    ByteArrayOutputStream typed = new ByteArrayOutputStream();
    try {
      int read = in.read();
      if (read < 0) {
        return Optional.empty();
      }
      while (read >= 0 && read != '\n') {
        typed.write(read);
        read = in.read();
      }
      return Optional.of(typed.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A terminal that has gone away is no reason to stop.
      return Optional.empty();
    }
  }

  /**
   * A text from a file or a message as one line that is safe to print: what could move the cursor,
   * change colours or turn the direction of writing is replaced.
   */
  static String printable(String text) {
    return ForeignText.spaced(text);
  }
}
