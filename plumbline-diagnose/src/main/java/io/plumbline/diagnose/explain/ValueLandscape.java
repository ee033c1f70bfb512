package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.core.noise.NoiseBound;
import io.plumbline.diagnose.explain.ArrayVerdict.Measured;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that gives values, in arithmetic of its own. Slopes are central quotients at steps that
 * were measured to be the best, but for the derivative of the stated loss where that is known: it
 * is that of one side of each kink, and where it is further from the quotient than noise explains,
 * a kink is what lies between. A quotient at any other step that differs from a slope by no more
 * than noise is that slope.
 */
final class ValueLandscape implements Landscape {
  private final ModelValues values;
  private final Measured measured;
  private final double[] derivative;
  private final Map<double[], Surroundings> scoresNear = new IdentityHashMap<>();
  private final Map<double[], Surroundings> outputsNear = new IdentityHashMap<>();

  /**
   * The losses of a model.
   *
   * @param measured the noise of the stated loss, and the steps that suit it
   * @param derivative of the stated loss, as far as it is known
   */
  ValueLandscape(ModelValues values, Measured measured, double[] derivative) {
    this.values = values;
    this.measured = measured;
    this.derivative = derivative;
  }

  @Override
  public OutputKind kind() {
    return values.kind();
  }

  @Override
  public int outputs() {
    return values.outputs();
  }

  @Override
  public boolean showsScores() {
    return values.showsScores();
  }

  @Override
  public Precision arithmetic(GivenArray quotients) {
    return values.arithmetic(quotients);
  }

  @Override
  public double[] derivative() {
    return derivative;
  }

  @Override
  public Spot at(double[] x, Objective objective) {
    return new ValueSpot(x, objective);
  }

  /** What noise of the stated loss may make of a central quotient. */
  private double noise(double step) {
    return noise(measuredDeviation(), step);
  }

  /**
   * What noise may make of a central quotient.
   *
   * @param deviation of one value, standard
   */
  static double noise(double deviation, double step) {
    return Rounding.DEVIATIONS * deviation * DifferenceScheme.CENTRAL.gain(step);
  }

  @Override
  public double measuredDeviation() {
    return measured.noise() / NoiseBound.DEVIATIONS;
  }

  private final class ValueSpot implements Spot {
    private final double[] x;
    private final Objective objective;
    private final double[] scores;

    ValueSpot(double[] x, Objective objective) {
      this.x = x;
      this.objective = objective;
      this.scores = values.scores(x, objective.beforeSoftmax());
    }

    @Override
    public double loss() {
      return objective.value(scores);
    }

    @Override
    public double[] scores() {
      return scores.clone();
    }

    /** The model's own noise, and the roundings of the loss as for a model that is read. */
    @Override
    public double deviation(Precision arithmetic) {
      double own = arithmetic.unitRoundoff() * (1 + Math.abs(loss()));
      return Math.hypot(measuredDeviation(), own);
    }

    @Override
    public Surroundings surroundings(int[][] groups, double step) {
      return values.surroundings(x, groups, step, objective.beforeSoftmax());
    }

    @Override
    public Side side(double[] like, InputChange change) {
      LossChanges near = near();
      double[] gradient = DifferenceScheme.CENTRAL.quotients(near, () -> near);
      boolean[] tied = new boolean[gradient.length];
      if (Arrays.equals(like, derivative)) {
        for (int k = 0; k < gradient.length; k++) {
          tied[k] = Math.abs(derivative[k] - gradient[k]) > noise(measured.steps()[k]);
          gradient[k] = derivative[k];
        }
      }
      return new MeasuredSide(gradient, tied);
    }

    private LossChanges near() {
      int[][] groups = Cut.single(x.length).groups();
      double[] steps = measured.steps();
      Surroundings around =
          (objective.beforeSoftmax() ? scoresNear : outputsNear)
              .computeIfAbsent(
                  x, each -> CandidateInput.surroundings(this::surroundings, groups, steps));
      return LossChanges.of(around, objective, steps);
    }
  }

  /** Slopes as they were measured, or as an array has them where that is as good. */
  private final class MeasuredSide implements Side {
    private final double[] gradient;
    private final boolean[] tied;

    MeasuredSide(double[] gradient, boolean[] tied) {
      this.gradient = gradient;
      this.tied = tied;
    }

    @Override
    public double[] gradient() {
      return gradient;
    }

    @Override
    public double[] rounding(Precision arithmetic) {
      return Arrays.stream(measured.steps()).map(each -> noise(each)).toArray();
    }

    @Override
    public double[] withoutKinks(double[] moved, double[] quotients) {
      double[] smooth = withoutNoise(moved, quotients);
      for (int k = 0; k < smooth.length; k++) {
        smooth[k] = tied[k] ? gradient[k] : smooth[k];
      }
      return smooth;
    }

    @Override
    public double[] withoutNoise(double[] moved, double[] quotients) {
      double[] sure = quotients.clone();
      for (int k = 0; k < sure.length; k++) {
        double noise = noise(moved[k]) + noise(measured.steps()[k]);
        sure[k] = Math.abs(sure[k] - gradient[k]) <= noise ? gradient[k] : sure[k];
      }
      return sure;
    }

    @Override
    public Ties ties(Disagreement given, CandidateInput source, double step, double[] effects) {
      boolean[] ties = new boolean[tied.length];
      for (int k = 0; k < ties.length; k++) {
        ties[k] = tied[source.change().from(k)];
      }
      List<String> units = Collections.nCopies(ties.length, "");
      return new Ties(ties, new boolean[ties.length], units, List.of(), Optional.empty());
    }
  }
}
