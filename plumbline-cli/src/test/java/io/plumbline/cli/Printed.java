package io.plumbline.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a command did, run in this process.
 *
 * @param code the exit code
 * @param out what it printed
 * @param err what it printed on the error stream
 */
record Printed(int code, String out, String err) {
  /** What is said of work that takes long, which is any on a busy machine. */
  private static final Pattern ESTIMATE =
      Pattern.compile(
          "(?m)^plumbline: (this|training) takes about \\d+ (s|minutes|hours)(; Ctrl-C .*)?\n");

  /** What the error stream says but for how long the work takes. */
  String complaints() {
    return complaints(err);
  }

  /** The same of another process's error stream. */
  static String complaints(String err) {
    return ESTIMATE.matcher(err).replaceAll("");
  }

  /** Runs a command as in a pipe. */
  static Printed by(String... args) {
    return print(null, 0, args);
  }

  /** Runs a command before a person who types. */
  static Printed typing(String typed, String... args) {
    return print(typed, 80, args);
  }

  /** Runs a command at a terminal of a width. */
  static Printed at(int columns, String... args) {
    return print("", columns, args);
  }

  /**
   * Runs a command on a program in a model's place.
   *
   * @param program the words that start it
   * @param words what follows, by spaces; @ stands for the folder
   */
  static Printed ofProgram(String command, String program, String words, Path folder) {
    Stream<String> rest =
        Arrays.stream(words.split(" ")).map(word -> word.replace("@", folder.toString()));
    return by(Stream.concat(Stream.of(command, "--program", program), rest).toArray(String[]::new));
  }

  private static Printed print(String typed, int columns, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream printedOut = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream printedErr = new PrintStream(err, true, StandardCharsets.UTF_8);
    Terminal terminal =
        typed == null
            ? Terminal.unattended(printedOut, printedErr)
            : Terminal.attended(
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                printedOut,
                printedErr,
                columns);
    int code = Main.run(terminal, args);
    return new Printed(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
