package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.ScalarFunction;
import java.util.Optional;

/**
 * A difference quotient handed in as a gradient: it equals one of the function itself, with a step
 * that people take, to within what rounding makes of that.
 */
final class HandedInQuotient implements Mistake {
  private static final double[] STEPS = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8};

  /** What a step does to both sides of x. */
  private enum Kind {
    FORWARD("forward"),
    BACKWARD("backward"),
    CENTRAL("central");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** A quotient is known to so many roundings of a value. */
  private static final double ROUNDINGS = 8;

  private final ScalarFunction function;
  private final double[] x;
  private final double[] scale;
  private final double centre;

  /**
   * The mistake with one function.
   *
   * @param chart the function, by all entries
   * @param centre f(x)
   */
  HandedInQuotient(Chart chart, double centre) {
    this.function = chart.function();
    this.x = chart.x();
    this.scale = chart.units();
    this.centre = centre;
  }

  @Override
  public String id() {
    return "finite-difference";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return price();
  }

  private static double price() {
    return Price.QUOTIENT.among(STEPS.length * Kind.values().length);
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (double h : STEPS) {
      double[][] beside = {values(h), values(-h)};
      for (Kind kind : Kind.values()) {
        double[] predicted = new double[x.length];
        double[] allowed = new double[x.length];
        for (int k = 0; k < x.length; k++) {
          double right = kind == Kind.BACKWARD ? centre : beside[0][k];
          double left = kind == Kind.FORWARD ? centre : beside[1][k];
          double way = kind == Kind.CENTRAL ? 2 * h : h;
          predicted[k] = (right - left) / way;
          double size = Math.max(Math.abs(right), Math.abs(left));
          allowed[k] =
              ROUNDINGS
                  * function.precision().unitRoundoff()
                  * (size / way + Math.abs(predicted[k]));
        }
        shortlist.offer(predicted, allowed, price(), confidence -> cause(confidence, kind, h));
      }
    }
    return shortlist.best();
  }

  /** The values with each entry moved by h, in the user's units. */
  private double[] values(double h) {
    double[] values = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      double[] point = x.clone();
      point[k] = function.precision().round(x[k] + h / scale[k]);
      values[k] = function.evaluate(point);
    }
    return values;
  }

  private static Cause cause(double confidence, Kind kind, double h) {
    String sentence =
        "This is a difference quotient of the function, not its gradient: the "
            + kind.word
            + " one with h = "
            + h
            + ".";
    return Cause.of("finite-difference", confidence, sentence, "h", h, "kind", kind.word);
  }
}
