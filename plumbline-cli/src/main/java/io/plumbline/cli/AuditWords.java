package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.AuditSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads the words of {@code audit}, for processes that compute a part of it. */
public final class AuditWords {
  private static final String SPEC = "SPEC";
  private static final String AUDIT = "audit";

  private AuditWords() {}

  /**
   * Reads them.
   *
   * @param words what follows {@code plumbline audit}
   * @return what they ask for
   * @throws InvalidInputException if they cannot be understood, or contradict each other
   */
  public static AuditSettings read(List<String> words) {
    AuditCommand command = command();
    parsed(command, words);
    return command.settings();
  }

  /**
   * The same words where files are elsewhere.
   *
   * @param words what follows {@code plumbline audit}
   * @param model says where the model is, by how it was given
   * @param place says where any other file is that is read; what is within it may follow, behind a
   *     colon
   * @return words that name those
   * @throws InvalidInputException if they cannot be understood
   */
  public static List<String> located(
      List<String> words, UnaryOperator<String> model, UnaryOperator<String> place) {
    ParseResult parsed = parsed(command(), words);
    List<String> located = new ArrayList<>();
    // An option that is given twice is matched twice, each time with all of its values.
    for (ArgSpec argument : new LinkedHashSet<>(parsed.matchedArgs())) {
      UnaryOperator<String> at = argument.isPositional() ? model : place;
      boolean flag = argument.arity().max() == 0;
      for (String value : argument.originalStringValues()) {
        if (argument instanceof OptionSpec option) {
          located.add(option.longestName());
        }
        if (!flag) {
          located.add(isRead(argument) ? placed(argument, value, at) : value);
        }
      }
    }
    return located;
  }

  /** Whether it names what is read; what is written stays where the command was given. */
  private static boolean isRead(ArgSpec argument) {
    boolean written =
        argument instanceof OptionSpec option
            && Arrays.stream(option.names()).anyMatch(AuditCommand.WRITTEN::contains);
    boolean file =
        argument.paramLabel().contains(SPEC)
            || argument.type() == Path.class
            || Arrays.asList(argument.auxiliaryTypes()).contains(Path.class);
    return file && !written;
  }

  private static String placed(ArgSpec argument, String value, UnaryOperator<String> place) {
    int name = argument.isMultiValue() ? value.indexOf('=') + 1 : 0;
    String file = value.substring(name);
    boolean number = argument.paramLabel().contains("|") && file.matches("-?\\d+");
    return number ? value : value.substring(0, name) + place.apply(file);
  }

  private static AuditCommand command() {
    return new AuditCommand(Terminal.unattended(System.out, System.err));
  }

  private static ParseResult parsed(AuditCommand command, List<String> words) {
    CommandLine plumbline = new CommandLine(new PlumblineCommand()).addSubcommand(AUDIT, command);
    try {
      return PlumblineCommand.spelled(plumbline)
          .parseArgs(Stream.concat(Stream.of(AUDIT), words.stream()).toArray(String[]::new))
          .subcommand();
    } catch (ParameterException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
