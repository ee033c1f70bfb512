package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.loss.OutputKind;

/** A model that gives outputs for inputs, and shows nothing else. */
public interface BlackBox extends AutoCloseable {
  /**
   * The file's name.
   *
   * @return for messages and results
   */
  String source();

  /**
   * The shape of one sample.
   *
   * @return without a batch axis
   */
  int[] shape();

  /**
   * How many outputs one sample has.
   *
   * @return at least one
   */
  int outputs();

  /**
   * What the model's output means.
   *
   * @return by its last operation, or by the values it gives
   */
  OutputKind kind();

  /**
   * Whether {@link #evaluate} gives what goes into the final softmax, not what comes out of it.
   *
   * @return false where the output itself is all there is
   */
  boolean exposesScores();

  /**
   * The format of the input, and so of the arithmetic.
   *
   * @return points handed in are rounded to it
   */
  Precision precision();

  /**
   * How many points are best evaluated at once.
   *
   * @return 1 where the model takes one only
   */
  int batch();

  /**
   * Evaluates.
   *
   * @param points so many samples one after another, each in C order
   * @param count how many
   * @param outputs is overwritten with the outputs of each
   * @throws InvalidInputException if the model cannot be evaluated there
   */
  void evaluate(double[] points, int count, double[] outputs);

  @Override
  void close();
}
