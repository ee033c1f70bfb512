package io.plumbline.program;

import java.util.List;

/** Another program that computes a function, however it is reached. Several threads may ask. */
interface RunningProgram extends AutoCloseable {
  /** How it was given, for messages. */
  String source();

  /** What it serves; the same at any time. */
  Declared declared();

  /**
   * Asks at several points.
   *
   * @param inputs their first axis counts the points
   * @param vectors for products: of the outputs for {@link ProgramOp#VJP}, else of the inputs
   * @return the outputs, or one tensor for each input, with the points first
   * @throws ProgramException if it refuses: what it says of it
   * @throws ProgramEnded if it is no more, or makes no sense
   */
  List<NamedArray> ask(ProgramOp op, int points, List<NamedArray> inputs, List<NamedArray> vectors);

  @Override
  void close();
}
