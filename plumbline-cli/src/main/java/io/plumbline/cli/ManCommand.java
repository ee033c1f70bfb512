package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.slip.Spelling;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plumbline man}. */
@Command(
    name = "man",
    description = "Print a manual page, for man -l -: of a command, or of plumbline itself.")
final class ManCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "Whose page.")
  private @Nullable String command;

  ManCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine plumbline = PlumblineCommand.withSubcommands(terminal);
    terminal.out().print(ManPage.of(command == null ? plumbline : named(plumbline, command)));
    return ExitCode.FINE;
  }

  private static CommandLine named(CommandLine plumbline, String command) {
    Map<String, CommandLine> all = plumbline.getSubcommands();
    return Spelling.find(command, all.keySet().stream().toList(), word -> word)
        .map(all::get)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "COMMAND ("
                        + command
                        + ") must be a command"
                        + Spelling.question(command, all.keySet())));
  }
}
