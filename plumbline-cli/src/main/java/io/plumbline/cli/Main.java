package io.plumbline.cli;

import io.plumbline.core.LostOutputException;
import io.plumbline.core.StandardOutput;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

  static int run(Terminal terminal, String... args) {
    CommandLine commands = PlumblineCommand.withSubcommands(terminal, args);
    Failures failures = new Failures(terminal, commands.getCommand());
    commands
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                terminal.hasColour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setUsageHelpAutoWidth(false)
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
