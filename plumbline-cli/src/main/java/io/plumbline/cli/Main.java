package io.plumbline.cli;

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
    System.exit(run(Terminal.ofProcess(), args));
  }

  static int run(Terminal terminal, String... args) {
    CommandLine commands = PlumblineCommand.withSubcommands(terminal);
    Failures failures = new Failures(terminal, commands.getCommand());
    commands
        .setOut(new java.io.PrintWriter(terminal.out(), true))
        .setErr(new java.io.PrintWriter(terminal.err(), true))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                terminal.hasColour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler(failures::wrongUsage)
        .setExecutionExceptionHandler(failures::failed);
    try {
      return commands.execute(args);
    } catch (OutOfMemoryError e) {
      return failures.outOfMemory(e);
    } catch (Error e) {
      return failures.internal(e);
    }
  }
}
