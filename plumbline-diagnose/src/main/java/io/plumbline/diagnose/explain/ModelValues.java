package io.plumbline.diagnose.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.OutputKind;

/** A model that gives outputs for inputs and shows nothing else, in arithmetic of its own. */
public interface ModelValues {
  /**
   * What its output means.
   *
   * @return as it is, or as it was said
   */
  OutputKind kind();

  /**
   * How many outputs it has.
   *
   * @return at least one
   */
  int outputs();

  /**
   * Whether it gives what losses are computed from, and not only a softmax of that.
   *
   * @return whether losses of other kinds than the stated one can be told
   */
  boolean showsScores();

  /**
   * In which arithmetic quotients were evaluated.
   *
   * @param quotients the array
   * @return what its rounding is held against
   */
  Precision arithmetic(GivenArray quotients);

  /**
   * Its scores at a point.
   *
   * @param x one value for each element of the input
   * @param beforeSoftmax whether they are to be what goes into a final softmax, if there is one
   * @return one for each output
   */
  double[] scores(double[] x, boolean beforeSoftmax);

  /**
   * Its scores beside a point.
   *
   * @param x one value for each element of the input
   * @param groups elements that are moved together
   * @param step by which, to either side
   * @param beforeSoftmax as for {@link #scores}
   * @return how they change along each group
   */
  Surroundings surroundings(double[] x, int[][] groups, double step, boolean beforeSoftmax);

  /**
   * Checks a gradient by values alone.
   *
   * @param given of what
   * @param array the gradient
   * @return what is said of it
   * @throws InvalidInputException if the loss is not finite at the sample
   */
  ArrayVerdict judge(Disagreement given, GivenArray array);
}
