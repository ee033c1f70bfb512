package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.result.Allowance;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.oracle.Dd;
import io.plumbline.testing.oracle.ReferenceLoss;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Losses of scores against extended precision. */
public class ObjectiveTest {
  private static final int CASES = 3000;
  private static final double U = 0x1p-53;

  /** A loss at random scores, some of them as sure as a trained network is. */
  private static final class Drawn {
    final Random random;
    final int classes;
    final double[] scores;
    final Loss loss;
    final Target target;
    final OutputKind kind;
    final Objective objective;

    Drawn(int seed) {
      random = new Random(7919L * seed + 3);
      classes = 2 + random.nextInt(9);
      scores = vector(random.nextBoolean() ? 3 : 1);
      if (random.nextInt(3) == 0) {
        scores[random.nextInt(classes)] += 40 * random.nextDouble();
      }
      int index = random.nextInt(classes);
      loss =
          switch (random.nextInt(6)) {
            case 0 -> new Loss.CrossEntropy(true);
            case 1 -> new Loss.MeanSquaredError();
            case 2 -> new Loss.Probability(index);
            case 3 -> new Loss.Margin(index, (index + 1) % classes);
            case 4 -> new Loss.Logit(index);
            default -> Loss.CROSS_ENTROPY;
          };
      boolean probabilities = random.nextBoolean() && !(loss instanceof Loss.Logit);
      kind = probabilities ? OutputKind.PROBABILITIES : OutputKind.LOGITS;
      target = random.nextInt(3) > 0 ? Target.label(index, classes) : Target.of(soft());
      objective = Objective.of(loss, target, kind, classes);
    }

    private double[] soft() {
      double[] weights = random.doubles(classes).toArray();
      double sum = java.util.Arrays.stream(weights).sum();
      return java.util.Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    double[] vector(double scale) {
      double[] values = new double[classes];
      for (int k = 0; k < classes; k++) {
        values[k] = scale * random.nextGaussian();
      }
      return values;
    }

    Dd exact(Dd[] at) {
      if (kind != OutputKind.PROBABILITIES) {
        return new ReferenceLoss(loss, target, kind).of(at);
      }
      Dd sum = Dd.ZERO;
      Dd[] p = new Dd[classes];
      for (int k = 0; k < classes; k++) {
        p[k] = at[k].minus(scores[0]).exp();
        sum = sum.plus(p[k]);
      }
      for (int k = 0; k < classes; k++) {
        p[k] = p[k].over(sum);
      }
      return new ReferenceLoss(loss, target, kind).of(p);
    }

    Dd[] moved(double[] direction, double h) {
      Dd[] moved = Dd.of(scores);
      for (int k = 0; k < classes; k++) {
        moved[k] = moved[k].plus(Dd.of(direction[k]).times(h));
      }
      return moved;
    }

    /** Whether Keras's clipping bends the loss beside these scores. */
    boolean clips(double reach) {
      double[] ones = new double[classes];
      boolean clips = false;
      for (int k = 0; k < classes; k++) {
        ones[k] = reach;
        clips |= objective.crosses(scores, ones);
        ones[k] = -reach;
        clips |= objective.crosses(scores, ones);
        ones[k] = 0;
      }
      return clips;
    }

    @Override
    public String toString() {
      return loss + " of " + kind + " " + java.util.Arrays.toString(scores) + " for " + target;
    }
  }

  @Test
  void valuesAndGradientsAreThoseOfTheirDefinition() {
    for (int seed = 0; seed < CASES; seed++) {
      Drawn drawn = new Drawn(seed);
      double exact = drawn.exact(Dd.of(drawn.scores)).value();
      assertThat(Math.abs(drawn.objective.value(drawn.scores) - exact))
          .as("seed %s: %s", seed, drawn)
          .isLessThanOrEqualTo(1e-14 * Math.max(60, Math.abs(exact)));
      if (!drawn.clips(1e-3)) {
        checkGradient(seed, drawn);
      }
    }
  }

  private static void checkGradient(int seed, Drawn drawn) {
    double[] gradient = new double[drawn.classes];
    drawn.objective.gradient(drawn.scores, gradient);
    double[] allowed = new double[drawn.classes];
    drawn.objective.gradientError(drawn.scores, new double[drawn.classes], U, allowed);
    double h = 0x1p-16;
    for (int k = 0; k < drawn.classes; k++) {
      double[] along = new double[drawn.classes];
      along[k] = 1;
      Dd near = drawn.exact(drawn.moved(along, h)).minus(drawn.exact(drawn.moved(along, -h)));
      Dd far =
          drawn.exact(drawn.moved(along, 2 * h)).minus(drawn.exact(drawn.moved(along, -2 * h)));
      double exact = near.times(8).minus(far).over(12 * h).value();
      assertThat(Math.abs(gradient[k] - exact))
          .as("seed %s, score %s: %s against %s of %s", seed, k, gradient[k], exact, drawn)
          .isLessThanOrEqualTo(8 * allowed[k] + 30 * U * Math.abs(exact) + 1e-19);
    }
  }

  @Test
  void differencesKeepTheirDigitsHoweverSmallTheChange() {
    for (int seed = 0; seed < CASES; seed++) {
      Drawn drawn = new Drawn(seed);
      double size = Math.pow(10, -12 * drawn.random.nextDouble());
      double[] change = drawn.vector(size);
      if (drawn.clips(10 * size)) {
        continue;
      }
      Dd exact = drawn.exact(drawn.moved(change, 1)).minus(drawn.exact(Dd.of(drawn.scores)));
      double off = exact.minus(drawn.objective.difference(drawn.scores, change)).value();
      double[] gradient = new double[drawn.classes];
      drawn.objective.gradient(drawn.scores, gradient);
      double[] error = new double[drawn.classes];
      drawn.objective.gradientError(drawn.scores, new double[drawn.classes], U, error);
      double terms = 0;
      double allowed = 1e-28;
      for (int k = 0; k < drawn.classes; k++) {
        terms += Math.abs(gradient[k] * change[k]);
        allowed += 8 * error[k] * Math.abs(change[k]);
      }
      double bound = 1e-13 * Math.max(terms, Math.abs(exact.value())) + allowed;
      assertThat(Math.abs(off))
          .as("seed %s: change of %s of %s", seed, size, drawn)
          .isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void aSureSoftmaxKeepsTheDigitsOfWhatIsLeft() {
    for (double gap : new double[] {5, 15, 27.6, 34, 40, 80}) {
      double[] scores = {gap, 0, -1};
      Objective objective =
          Objective.of(Loss.CROSS_ENTROPY, Target.label(0, 3), OutputKind.LOGITS, 3);
      for (double step : new double[] {1e-3, 1e-7, 1e-12}) {
        double[] change = {step, -0.5 * step, 2 * step};
        Dd[] moved = Dd.of(scores);
        for (int k = 0; k < 3; k++) {
          moved[k] = moved[k].plus(change[k]);
        }
        // log(1 + r) by its series, for what 32 digits would lose beside 1.
        double exact = rest(moved).minus(rest(Dd.of(scores))).value();
        double found = objective.difference(scores, change);
        assertThat(found / exact).isBetween(1 - 1e-13, 1 + 1e-13);
      }
    }
  }

  private static Dd rest(Dd[] z) {
    Dd r = z[1].minus(z[0]).exp().plus(z[2].minus(z[0]).exp());
    Dd power = r;
    Dd sum = Dd.ZERO;
    for (int n = 1; n < 40; n++) {
      sum = sum.plus(power.over(n % 2 == 1 ? n : -n));
      power = power.times(r);
    }
    return sum;
  }

  @Test
  void thirdDerivativesStayWithinTheirBound() {
    double tightest = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Drawn drawn = new Drawn(seed);
      double[] along = drawn.vector(1);
      if (drawn.clips(0.1)) {
        continue;
      }
      double range = 0;
      for (double a : along) {
        for (double b : along) {
          range = Math.max(range, a - b);
        }
      }
      double bound = drawn.objective.thirdDerivative(range);
      double h = 0x1p-12;
      Dd far =
          drawn.exact(drawn.moved(along, 2 * h)).minus(drawn.exact(drawn.moved(along, -2 * h)));
      Dd near = drawn.exact(drawn.moved(along, h)).minus(drawn.exact(drawn.moved(along, -h)));
      double third = far.minus(near.times(2)).over(2).over(h).over(h).over(h).value();
      assertThat(Math.abs(third))
          .as("seed %s: %s", seed, drawn)
          .isLessThanOrEqualTo(bound * (1 + 1e-5) + 1e-15);
      tightest = Math.max(tightest, bound == 0 ? 0 : Math.abs(third) / bound);
    }
    assertThat(tightest).isGreaterThan(0.3);
  }

  @Test
  void gradientErrorsCoverFloat32() {
    for (int seed = 0; seed < CASES; seed++) {
      Drawn drawn = new Drawn(seed);
      if (!(drawn.loss instanceof Loss.CrossEntropy c) || c.clipProbabilities()) {
        continue;
      }
      double[] exact = new double[drawn.classes];
      double[] allowed = new double[drawn.classes];
      double[] rounded = new double[drawn.classes];
      double[] inScores = new double[drawn.classes];
      for (int k = 0; k < drawn.classes; k++) {
        rounded[k] = (float) drawn.scores[k];
        inScores[k] = Math.abs(drawn.scores[k]) * 0x1p-24;
      }
      drawn.objective.gradient(drawn.scores, exact);
      drawn.objective.gradientError(drawn.scores, inScores, 0x1p-24, allowed);
      float[] found = float32(rounded, drawn.target.weights());
      for (int k = 0; k < drawn.classes; k++) {
        assertThat(Math.abs(found[k] - exact[k]))
            .as("seed %s, score %s of %s", seed, k, drawn)
            .isLessThanOrEqualTo(Allowance.DEVIATIONS * allowed[k]);
      }
    }
  }

  /** Softmax minus target, as frameworks compute it. */
  private static float[] float32(double[] scores, double[] target) {
    float most = Float.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, (float) score);
    }
    float[] p = new float[scores.length];
    float sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = (float) Math.exp((float) scores[k] - most);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] = p[k] / sum - (float) target[k];
    }
    return p;
  }
}
