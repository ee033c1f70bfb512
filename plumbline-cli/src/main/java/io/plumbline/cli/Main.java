package io.plumbline.cli;

import io.plumbline.core.LostOutputException;
import io.plumbline.core.StandardOutput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine;

/** The process's entry. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    // Results are in English, whatever the locale: so are the orders and digits of libraries.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** The command line as it is meant; of a check of nothing, what its user answers. */
  private static String[] meant(Terminal terminal, String... typed) {
    String[] args = Habits.read(PlumblineCommand.names(), typed);
    boolean nothing = args.length == 1 && args[0].equals("check") && terminal.asks();
    return nothing ? new Questions(terminal, Path.of("")).check().orElse(args) : args;
  }

  static int run(Terminal terminal, String... typed) {
    String[] args = meant(terminal, typed);
    CommandLine commands = PlumblineCommand.withSubcommands(terminal, args);
    Failures failures = new Failures(terminal, commands);
    commands
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(terminal.paragraphs())
        .setExecutionStrategy(failures::execute)
        .setParameterExceptionHandler(failures::wrongUsage)
        .setExecutionExceptionHandler(failures::failed);
    try {
      int code = commands.execute(args);
      StandardOutput.PROCESS.requireWhole();
      return code;
    } catch (LostOutputException e) {
      return failures.lost(e);
    } catch (OutOfMemoryError e) {
      return failures.outOfMemory(e);
    } catch (Error e) {
      return failures.internal(e);
    }
  }
}
