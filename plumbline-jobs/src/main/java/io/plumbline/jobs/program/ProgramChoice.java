package io.plumbline.jobs.program;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.program.Caller;
import io.plumbline.program.ProgramEnded;
import io.plumbline.program.ProgramFunction;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * A function that another program computes, and a point.
 *
 * @param program its words
 * @param caller in its place, who started this process, and serves the function
 * @param input where to differentiate: an array, or several with names
 */
public record ProgramChoice(String program, Optional<Caller> caller, Path input) {
  /**
   * What was chosen.
   *
   * @param program its words
   * @param caller in its place, who started this process
   * @param input where to differentiate
   * @return the choice
   * @throws InvalidInputException if there is no point
   */
  public static ProgramChoice of(String program, Optional<Caller> caller, Optional<Path> input) {
    return new ProgramChoice(
        program,
        caller,
        input.orElseThrow(
            () ->
                new InvalidInputException(
                    "--input (none) must be given with --program: where to check")));
  }

  /** The files that are read, among them arrays by the inputs. */
  InputFiles files(Stream<Path> more) {
    return InputFiles.NONE.and(
        () ->
            Stream.concat(Stream.of(input), more)
                .flatMap(each -> NamedArrays.files(each).stream())
                .toList());
  }

  Inputs at() {
    return ProgramArrays.inputs(input);
  }

  /** Starts it; to be closed. */
  ProgramFunction start(Inputs at, CancellationToken token) {
    if (caller.isPresent()) {
      return ProgramFunction.of(caller.get(), at);
    }
    try {
      return ProgramFunction.start(program, at, ProgramFunction.SILENCE, token);
    } catch (CancellationException e) {
      throw new InvalidInputException(
          "time (over) must be longer: the program has given no value yet", e);
    }
  }

  /**
   * That the program has answered to the end, or was ended on purpose.
   *
   * @throws ProgramEnded if it has not
   */
  static void requireAnswers(ProgramFunction function, CancellationToken token) {
    Optional<ProgramEnded> ended = function.ended().filter(end -> !token.isCancelled());
    if (ended.isPresent()) {
      throw ended.get();
    }
  }

  /** A command line on it, to be copied. */
  Invocation line(String command) {
    return Invocation.of(command).with("--program", program).with("--input", input);
  }
}
