package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.loss.Objective;
import java.util.List;
import java.util.Optional;

/** Why the analytic array is wrong, if it is. */
final class WrongAnalytic {
  /** A named input must leave no more of the array than this. */
  private static final double LEFT = 0.1;

  /** What a check says where it can fit much or nothing: an input that leaves little says more. */
  private static final List<String> VAGUE = List.of("unknown", "training-mode");

  private WrongAnalytic() {}

  /** What a check names, or else another input whose gradient it is. */
  static Optional<Cause> cause(Evaluator evaluator, Disagreement given, SampleResult analytic) {
    if (analytic.verdict() != Verdict.FAIL) {
      return Optional.empty();
    }
    List<Cause> named = analytic.causes();
    if (!named.isEmpty() && !VAGUE.contains(named.get(0).id())) {
      return Optional.of(named.get(0));
    }
    Optional<Cause> input = input(evaluator, given);
    return input.isPresent() ? input : named.stream().findFirst();
  }

  private static Optional<Cause> input(Evaluator evaluator, Disagreement given) {
    double[] array = given.analytic().values();
    double least = LEFT * Vectors.norm(array);
    InputVariant found = null;
    for (InputVariant variant : InputVariant.all(given)) {
      Objective objective =
          Scalar.stated(given.loss(), variant.target(), evaluator.kind(), evaluator.outputs())
              .objective();
      Point point = evaluator.at(variant.x(), objective);
      double[] gradient = Source.nearest(point, array, variant::array).gradient();
      double misfit = Vectors.distance(array, variant.array(gradient));
      if (misfit < least) {
        least = misfit;
        found = variant;
      }
    }
    return Optional.ofNullable(found)
        .map(
            variant ->
                new Cause(
                    variant.id(),
                    1 - LEFT,
                    variant.details(),
                    "It is the gradient at another input: " + variant.name() + "."));
  }
}
