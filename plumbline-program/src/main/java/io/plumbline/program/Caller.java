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

  private final OutputStream out;
  private final Answers answers;
  private long questions;

  /**
   * Whoever is at the other end.
   *
   * @param in its answers; read byte by byte, so a buffer should stand before it
   * @param out what it is asked
   */
  public Caller(InputStream in, OutputStream out) {
    this.out = out;
    this.answers = new Answers(in);
  }

  /**
   * Asks what it serves.
   *
   * @throws ProgramEnded if it does not say so
   */
  Program function() {
    Declared declared = answer("describe", Frame.describe(questions), answers::declared);
    return new Function(declared);
  }

  /** Reads an answer. */
  private interface Reading<T> {
    T read(long id) throws IOException;
  }

  private synchronized <T> T answer(String what, byte[] frame, Reading<T> reading) {
    try {
      out.write(frame);
      out.flush();
      return reading.read(questions);
    } catch (Refusal e) {
      throw new ProgramException(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      String why =
          e instanceof EOFException
              ? "it closed our input, and must answer until it has the result"
              : ForeignText.excerpt(String.valueOf(e.getMessage()));
      throw new ProgramEnded("caller, " + what + " (question " + questions + "): " + why, e);
    } finally {
      questions++;
    }
  }

  /** What it serves at present; it outlives that. */
  private final class Function implements Program {
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
    public List<Tensor> ask(Op op, int points, List<Tensor> inputs, List<Tensor> vectors) {
      synchronized (Caller.this) {
        byte[] frame = Frame.of(questions, op, points, inputs, vectors);
        return answer(op.word(), frame, id -> answers.tensors(id, points));
      }
    }

    @Override
    public void close() {
      // It goes on.
    }
  }
}
