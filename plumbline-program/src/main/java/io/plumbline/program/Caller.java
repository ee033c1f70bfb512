package io.plumbline.program;

import io.plumbline.core.ForeignText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The program that started this one, and serves a function to it over the pipes between them. It is
 * asked as any other is, but not waited for with a limit, nor ended: it is the one that waits.
 */
public final class Caller {
  /** What stands for it in place of a command. */
  public static final String WORD = "-";

  private final Exchange exchange;

  /**
   * Whoever is at the other end.
   *
   * @param in its answers; read byte by byte, so a buffer should stand before it
   * @param out what it is asked
   */
  public Caller(InputStream in, OutputStream out) {
    this.exchange = new Exchange(in, out);
  }

  /**
   * Asks what it serves.
   *
   * @throws ProgramEnded if it does not say so
   */
  RunningProgram function() {
    return new Function(ask("describe", exchange::describe));
  }

  private synchronized <T> T ask(String what, Exchange.Question<T> question) {
    try {
      return question.ask();
    } catch (Refusal e) {
      throw new ProgramException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      String why =
          e instanceof EOFException
              ? "it closed our input, and must answer until it has the result"
              : ForeignText.excerpt(String.valueOf(e.getMessage()));
      throw new ProgramEnded(
          "caller, " + what + " (question " + exchange.number() + "): " + why, e);
    }
  }

  /** What it serves at present; it outlives that. */
  private final class Function implements RunningProgram {
    private final Declared declared;

    Function(Declared declared) {
      this.declared = declared;
    }

    @Override
    public String source() {
      return "caller";
    }

    @Override
    public Declared declared() {
      return declared;
    }

    @Override
    public List<NamedArray> ask(
        ProgramOp op, int points, List<NamedArray> inputs, List<NamedArray> vectors) {
      return Caller.this.ask(op.word(), () -> exchange.ask(op, points, inputs, vectors));
    }

    @Override
    public void close() {
      // It goes on.
    }
  }
}
