package io.plumbline.program;

import io.plumbline.core.ForeignText;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.process.ProcessWatch;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started here and is talked to over its standard input and output. Whatever
 * ends it, be it a crash, silence or an answer that makes no sense, is one line with its last
 * words, for whoever waits and for everyone who asks later. It does not outlive this process.
 */
final class ProgramProcess implements RunningProgram {
  private static final int BUFFER = 1 << 16;

  private final String source;
  private final CancellationToken token;
  private final Duration silence;
  private final OutputStream out;
  private final Exchange exchange;
  private final LastWords lastWords;
  private final ProcessWatch watch;
  private final CompletableFuture<Void> lifeline;
  private @Nullable ProgramEnded ended;

  @SuppressWarnings("NullAway.Init") // set before anyone has it
  private Declared declared;

  private ProgramProcess(
      String source, Process process, Duration silence, CancellationToken token) {
    this.source = source;
    this.silence = silence;
    this.token = token;
    this.out = process.getOutputStream();
    this.exchange = new Exchange(new BufferedInputStream(process.getInputStream(), BUFFER), out);
    this.lastWords = new LastWords(process.getErrorStream());
    this.watch = new ProcessWatch(process, Long.MAX_VALUE, token::isCancelled);
    this.lifeline = Lifeline.of(process);
  }

  /**
   * Starts a program.
   *
   * @param line its words
   * @param silence how long an answer may take, for each point
   * @param token ends it, in the middle of an answer too
   * @throws InvalidInputException if it cannot be started
   * @throws ProgramEnded if it does not say what it serves
   */
  static ProgramProcess start(String line, Duration silence, CancellationToken token) {
    List<String> words = CommandWords.of(line);
    Process process;
    try {
      process = new ProcessBuilder(words).start();
    } catch (IOException e) {
      String said = String.valueOf(e.getMessage());
      throw new InvalidInputException(
          "program ("
              + ForeignText.excerpt(line)
              + ") must be one that can be started: "
              + said.substring(said.indexOf("error=") < 0 ? 0 : said.lastIndexOf(", ") + 2),
          e);
    }
    ProgramProcess program = new ProgramProcess(line, process, silence, token);
    try {
      program.declared = program.ask("describe", 1, program.exchange::describe);
      return program;
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public Declared declared() {
    return declared;
  }

  @Override
  public synchronized List<NamedArray> ask(
      ProgramOp op, int points, List<NamedArray> inputs, List<NamedArray> vectors) {
    return ask(op.word(), points, () -> exchange.ask(op, points, inputs, vectors));
  }

  private <T> T ask(String what, int points, Exchange.Question<T> question) {
    if (ended != null) {
      throw ended;
    }
    ProcessWatch.Call call = watch.begin("one answer", silence.multipliedBy(points));
    try {
      return question.ask();
    } catch (Refusal e) {
      throw new ProgramException(ForeignText.excerpt(source) + ": " + e.getMessage(), e);
    } catch (IOException e) {
      ended = ended(what, e);
      if (token.isCancelled()) {
        throw new CancellationException("cancelled");
      }
      throw ended;
    } finally {
      watch.end(call);
    }
  }

  private ProgramEnded ended(String what, IOException e) {
    Optional<String> wrong =
        e instanceof WrongAnswer ? Optional.ofNullable(e.getMessage()) : Optional.empty();
    Optional<Integer> code = wrong.isPresent() ? Optional.empty() : watch.exitCode();
    watch.close();
    String why =
        wrong
            .or(watch::killed)
            .orElseGet(
                () ->
                    "it "
                        + code.map(exit -> "ended by itself, " + ProcessWatch.ending(exit))
                            .orElse("closed its output")
                        + ", and must answer until its input ends");
    String said = lastWords.said();
    return new ProgramEnded(
        "program ("
            + ForeignText.excerpt(source)
            + "), "
            + what
            + " (question "
            + exchange.number()
            + "): "
            + why
            + (said.isEmpty() ? "" : "; its last words: " + said),
        e);
  }

  /** Ends its input, which is its end, and does not wait for long. */
  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      // It has ended.
    }
    watch.exitCode();
    lifeline.join();
  }
}
