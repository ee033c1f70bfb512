package io.plumbline.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Questions to a program and its answers, each under its number, over two streams. */
final class Exchange {
  private final OutputStream out;
  private final Answers answers;
  private long number = -1;

  /** Reads the answer to the question of a number. */
  private interface Reading<T> {
    T read(long id) throws IOException;
  }

  /** A question that is asked when this is called. */
  interface Question<T> {
    /**
     * Asks.
     *
     * @throws Refusal if the program says that it has no answer
     * @throws IOException if there is none, or it makes no sense
     */
    T ask() throws IOException;
  }

  /**
   * Streams to and from a program.
   *
   * @param in its answers; read byte by byte, so a buffer should stand before it
   * @param out what it is asked
   */
  Exchange(InputStream in, OutputStream out) {
    this.out = out;
    this.answers = new Answers(in);
  }

  /** What the program serves. */
  Declared describe() throws IOException {
    return ask(Frame.describe(number + 1), answers::declared);
  }

  /** What it gives at several points. */
  List<NamedArray> ask(ProgramOp op, int points, List<NamedArray> inputs, List<NamedArray> vectors)
      throws IOException {
    return ask(
        Frame.of(number + 1, op, points, inputs, vectors), id -> answers.tensors(id, points));
  }

  private <T> T ask(byte[] frame, Reading<T> answer) throws IOException {
    number++;
    out.write(frame);
    out.flush();
    return answer.read(number);
  }

  /** Of the question that was asked last. */
  long number() {
    return number;
  }
}
