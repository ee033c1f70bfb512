package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.AuditSettings;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads the words of {@code audit}, for who runs an audit elsewhere, as on a cluster. */
public final class AuditArguments {
  private AuditArguments() {}

  /**
   * Reads them.
   *
   * @param words what would follow {@code plumbline audit}
   * @return what they ask for
   * @throws InvalidInputException if they cannot be understood, or contradict each other
   */
  public static AuditSettings parse(String... words) {
    AuditCommand command = new AuditCommand(Terminal.unattended(System.out, System.err));
    try {
      NumberOptions.register(new CommandLine(command)).parseArgs(words);
    } catch (ParameterException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()), e);
    }
    return command.settings();
  }
}
