package io.plumbline.cli;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.program.ProgramChoice;
import io.plumbline.program.Caller;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A model, or in its place a function in another program. */
final class ProgramOptions {
  private static final Set<String> ALWAYS = Set.of("--program", "--input");

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "An .onnx or .keras file; or --program in its place.")
  private @Nullable Path model;

  @Option(
      names = "--program",
      paramLabel = "COMMAND",
      description =
          "In place of a model: a program, as \"python f.py\", that computes a function and its"
              + " derivatives and is talked to over its standard input and output; or the address"
              + " of a server of UM-Bridge, or of the Open Inference Protocol: http://…#MODEL; or -,"
              + " whoever started this one, over our own.")
  private @Nullable String program;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean isGiven() {
    return program != null;
  }

  /** Where to print: beside the questions where they go to standard output. */
  Terminal beside(Terminal terminal) {
    return Caller.WORD.equals(program) ? terminal.besideCaller() : terminal;
  }

  /**
   * The function and the point.
   *
   * @param known the options that are asked of a program, besides this one and the point
   */
  ProgramChoice read(Optional<Path> input, Terminal terminal, Set<String> known) {
    String words = Objects.requireNonNull(program);
    if (model != null) {
      throw new InvalidInputException("MODEL (" + model + ") must not be with --program");
    }
    for (OptionSpec each : command.commandLine().getParseResult().matchedOptions()) {
      String name = each.longestName();
      if (!known.contains(name) && !ALWAYS.contains(name) && !each.inherited()) {
        throw new InvalidInputException(
            name + " (given) must not be with --program: it is of models");
      }
    }
    Optional<Caller> caller =
        words.equals(Caller.WORD) ? Optional.of(terminal.caller()) : Optional.empty();
    return ProgramChoice.of(words, caller, input);
  }

  /** The model, where there is no program. */
  Path model() {
    return required(model, "parameter: 'MODEL'");
  }

  /** What must be given where there is no program. */
  <T> T required(@Nullable T given, String what) {
    if (given == null) {
      throw new ParameterException(command.commandLine(), "Missing required " + what);
    }
    return given;
  }
}
