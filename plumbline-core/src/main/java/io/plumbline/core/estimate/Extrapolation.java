package io.plumbline.core.estimate;

/**
 * The values beyond some steps of a ladder, by polynomials through the last of them to both sides,
 * and how far a function that goes on as it began may be from it: the noise that the polynomial
 * carries, and the change that its last term makes. Of polynomials through two, three and four
 * steps the one is taken that is surest at the next step.
 */
final class Extrapolation implements Jump.Expectation {
  /** How many steps a forecast needs at least. */
  static final int FEWEST_STEPS = 2;

  private static final int[][] ODD = {{1}, {1, 3}, {1, 3, 5}, {1, 3, 5, 7}};
  private static final int[][] EVEN = {{2}, {2, 4}, {2, 4, 6}, {2, 4, 6, 8}};

  private final Rungs rungs;
  private final int next;
  private final double noise;

  private final int oddOrder;
  private final int evenOrder;

  /**
   * A forecast.
   *
   * @param next the first step that is not used
   * @param noise a bound on the error of a value
   */
  Extrapolation(Rungs rungs, int next, double noise) {
    this.rungs = rungs;
    this.next = next;
    this.noise = noise;
    this.oddOrder = surest(rungs.odd, ODD);
    this.evenOrder = surest(rungs.even, EVEN);
  }

  @Override
  public Jump.Expected at(double offset) {
    double t = Math.abs(offset);
    Jump.Expected odd = of(rungs.odd, t, ODD, oddOrder);
    Jump.Expected even = of(rungs.even, t, EVEN, evenOrder);
    double value = rungs.centre + even.value() + Math.signum(offset) * odd.value();
    return new Jump.Expected(
        value,
        2 * noise + odd.unsure() + even.unsure(),
        Math.abs(rungs.centre) + odd.magnitude() + even.magnitude());
  }

  private int surest(double[] parts, int[][] powers) {
    int surest = 1;
    for (int order = 2; order < Math.min(powers.length, next); order++) {
      double t = rungs.steps[next];
      if (of(parts, t, powers, order).unsure() < of(parts, t, powers, surest).unsure()) {
        surest = order;
      }
    }
    return surest;
  }

  private Jump.Expected of(double[] parts, double t, int[][] powers, int order) {
    Jump.Expected expected = through(parts, t, powers[order]);
    double change = Math.abs(expected.value() - through(parts, t, powers[order - 1]).value());
    return new Jump.Expected(expected.value(), expected.unsure() + change, expected.magnitude());
  }

  private Jump.Expected through(double[] parts, double t, int[] powers) {
    int first = next - powers.length;
    double[] weights = FitWeights.at(t, rungs.steps, first, powers);
    double value = 0;
    double carried = 0;
    double magnitude = 0;
    for (int j = 0; j < weights.length; j++) {
      value += weights[j] * parts[first + j];
      carried += Math.abs(weights[j]) * (2 * noise + rungs.skew[first + j]);
      magnitude += Math.abs(weights[j] * parts[first + j]);
    }
    return new Jump.Expected(value, carried, magnitude);
  }
}
