package io.plumbline.core.survey;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.BeforeSoftmax;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Causes;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import java.util.ArrayList;
import java.util.List;

/**
 * What a survey says of one gradient. Arrays are not copied.
 *
 * @param gradient as given
 * @param decision the verdict, and why it is inconclusive
 * @param judgement coordinate by coordinate
 * @param power what would have been caught
 * @param derivative the mean of the difference quotients beside x
 * @param bound how far it may be off; infinite for a coordinate that was left out
 * @param kinks half of what slopes beside x differ by
 * @param onKink whether a kink is seen
 * @param rounding what the gradient's own arithmetic allows
 * @param x the point, in the function's arithmetic
 * @param noise bound on the noise of one value
 * @param step half the distance between the points of a quotient
 */
public record SurveyedGradient(
    double[] gradient,
    Decision decision,
    Judgement judgement,
    Power power,
    double[] derivative,
    double[] bound,
    double[] kinks,
    boolean[] onKink,
    double[] rounding,
    double[] x,
    double noise,
    double step) {
  /** Beside kinks that cannot be told apart many a cause explains half of the data. */
  private static final double CONFIDENT = 0.9;

  /**
   * What the estimate of one coordinate cost.
   *
   * @return how many evaluations
   */
  public int evaluationsOfEach() {
    return (int) Quotients.cost(1, Survey.JITTERS);
  }

  /**
   * Why the gradient is wrong: causes that the arrays alone show without a doubt.
   *
   * @param shape of x
   * @param channelsFirst whether an image's channels stand before its rows
   * @param conventions factors by which the right gradient, as others define it, differs
   * @return the most specific first; none where nothing explains it
   */
  public List<Cause> causes(Shape shape, boolean channelsFirst, List<Factor> conventions) {
    double[] allowed = new double[gradient.length];
    double size = Euclidean.norm(derivative);
    for (int i = 0; i < allowed.length; i++) {
      allowed[i] = Math.min(bound[i], size) + rounding[i];
    }
    Suspicion suspicion =
        new Suspicion(gradient, shape, channelsFirst, List.of(derivative), allowed, conventions);
    List<Mistake> finders = new ArrayList<>(Causes.ofArrays());
    finders.add(new BeforeSoftmax(x));
    return Causes.of(finders).explain(suspicion).stream()
        .filter(cause -> cause.confidence() >= CONFIDENT)
        .toList();
  }
}
