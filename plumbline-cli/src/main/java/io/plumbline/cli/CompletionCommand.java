package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plumbline completion}. */
@Command(
    name = "completion",
    description = "Print what completes commands and options in a shell: bash, zsh or fish.")
final class CompletionCommand implements Callable<Integer> {
  private static final String NAME = "plumbline";

  private final Terminal terminal;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private String shell;

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CommandLine plumbline = PlumblineCommand.withSubcommands(terminal);
    terminal
        .out()
        .print(
            switch (shell.toLowerCase(Locale.ROOT)) {
              // One script serves both: it tells the shells apart.
              case "bash", "zsh" -> AutoComplete.bash(NAME, plumbline);
              case "fish" -> FishCompletion.of(NAME, plumbline);
              default ->
                  throw new InvalidInputException(
                      "SHELL (" + shell + ") must be bash, zsh or fish");
            });
    return ExitCode.FINE;
  }
}
