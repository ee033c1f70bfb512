package io.plumbline.core.cause;

import io.plumbline.core.Lazy;
import io.plumbline.core.function.Precision;
import java.util.Arrays;
import java.util.List;

/**
 * How badly a prediction fits the gradient that was given.
 *
 * <p>A coordinate that is off by r where rounding allows a deviation s costs
 *
 * <pre>max(0, log((1 + (r/s)²) / 10) / 2)</pre>
 *
 * nats: nothing within three deviations, and beyond them the logarithm of the ratio, as a Cauchy
 * distribution of errors has it. So a few coordinates that another choice at near-ties has changed
 * cost little against all others, however large they are; and the costs of hypotheses can be
 * compared with the price of the free numbers in them.
 */
public final class Misfit {
  /** A float32 rounding or two at every coordinate. */
  private static final double PROPORTIONAL = 0x1p-22;

  /** The cosine below which nothing is explained. */
  private static final double ALIKE = 0.5;

  /** What float32 leaves of a gradient in which nothing cancels, relative to its size. */
  private static final double USUAL = 2e-6;

  /** So many roundings of a format are common on the way through a network. */
  private static final double SOME_ROUNDINGS = 8;

  /** The share of the distance from which on it counts. */
  private static final double NEARLY_ALL = 0.995;

  private static final double LEAST_RELATIVE = 1e-7;
  private static final double MOST_RELATIVE = 0.02;

  private final double[] gradient;
  private final List<double[]> references;
  private final Lazy<List<double[]>> scaled;
  private final double[] rounding;
  private final Precision format;
  private final double size;
  private final double relative;
  private final double floor;
  private final double nothing;
  private final boolean isExact;
  private final double distance;

  Misfit(double[] gradient, List<double[]> references, double[] rounding) {
    this(gradient, references, rounding, false);
  }

  private Misfit(double[] gradient, List<double[]> references, double[] rounding, boolean isExact) {
    this.isExact = isExact;
    this.gradient = gradient;
    this.references = references;
    this.rounding = rounding;
    this.format = format(gradient);
    double[] reference = references.get(0);
    this.size = rootMeanSquare(reference);
    this.relative = share(reference, rounding);
    this.floor = isExact ? 0 : 0.03 * relative * size;
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] each : references) {
      nearest = Math.min(nearest, Math.sqrt(squaredDistance(each)));
    }
    this.nothing = least(references, inPlace(1), Precision.FLOAT32);
    this.scaled =
        new Lazy<>(
            () -> references.stream().map(each -> Shortlist.times(each, factor(each))).toList());
    this.distance = Math.min(nearest, rootMeanSquare(gradient) * Math.sqrt(gradient.length));
  }

  /**
   * The measure for an array of which nothing is known but what is predicted.
   *
   * @param array as given
   * @return a measure that knows the cost of a prediction with its bounds
   */
  public static Misfit of(double[] array) {
    return new Misfit(array, List.of(array), new double[array.length]);
  }

  /** The measure by which no entry may be further off than its own bound. */
  static Misfit exact(double[] gradient, double[] derivative, double[] bound) {
    return new Misfit(gradient, List.of(derivative), bound, true);
  }

  /** The coarsest format that holds every value; float64 if it takes that. */
  private static Precision format(double[] values) {
    for (Precision each :
        new Precision[] {Precision.BFLOAT16, Precision.FLOAT16, Precision.FLOAT32}) {
      boolean holds = true;
      for (double value : values) {
        holds &= !Double.isFinite(value) || each.round(value) == value;
      }
      if (holds) {
        return each;
      }
    }
    return Precision.FLOAT64;
  }

  /**
   * The coarsest format that holds every value of the gradient.
   *
   * @return float64 if it takes that
   */
  public Precision format() {
    return format;
  }

  /**
   * Whether every value of the gradient is one of a format of few bits.
   *
   * @return whether that is float16 or bfloat16
   */
  public boolean isCoarse() {
    return format == Precision.BFLOAT16 || format == Precision.FLOAT16;
  }

  /**
   * What a format of few bits makes of values on the way through a network, where the gradient is
   * of one.
   *
   * @return relative to them; 0 where its format is finer
   */
  public double coarseRounding() {
    return isCoarse() ? SOME_ROUNDINGS * format.unitRoundoff() : 0;
  }

  /**
   * What the derivatives themselves leave unexplained.
   *
   * @return nats of the reference that fits best
   */
  public double nothing() {
    return nothing;
  }

  /** What rounding allows where a prediction is a reference multiplied by a factor. */
  double[] inPlace(double factor) {
    double[] allowed = new double[rounding.length];
    for (int k = 0; k < allowed.length; k++) {
      allowed[k] = Math.abs(factor) * Math.max(rounding[k], floor);
    }
    return allowed;
  }

  /** What rounding allows where a prediction is some other gradient: as much, relative to it. */
  double[] elsewhere(double[] predicted) {
    return relativeTo(predicted, relative);
  }

  /**
   * What rounding allows where a prediction is a multiple of a reference, entry by entry or not.
   */
  double[] scaled(double[] predicted, double factor) {
    double[] allowed = inPlace(factor);
    if (isExact) {
      return allowed;
    }
    double even = relative * rootMeanSquare(predicted);
    for (int k = 0; k < allowed.length; k++) {
      allowed[k] = Math.max(allowed[k], even);
    }
    return allowed;
  }

  /**
   * What rounding allows for another function of the same scores: what it allows for the one that
   * was asked for, whose scores are the same, and besides as much as it usually does.
   *
   * @param predicted the other function's gradient
   * @param factor by which that is multiplied
   * @return one bound for each coordinate
   */
  public double[] sameScores(double[] predicted, double factor) {
    double size = rootMeanSquare(predicted);
    double own = relative * size + USUAL * size;
    double even = Math.abs(factor) * relative * this.size + USUAL * size;
    double[] allowed = new double[predicted.length];
    // Formats of few bits round the scores themselves, and each function of them by its own size.
    Arrays.fill(allowed, isCoarse() ? own : Math.min(own, even));
    return allowed;
  }

  /**
   * What rounding allows for a gradient of which is known what it allows on average.
   *
   * @param predicted the gradient
   * @param share relative to its root mean square
   * @return one bound for each coordinate
   */
  public static double[] relativeTo(double[] predicted, double share) {
    double[] allowed = new double[predicted.length];
    Arrays.fill(allowed, share * rootMeanSquare(predicted));
    return allowed;
  }

  /**
   * The share of a gradient's size that rounding may take, as a number that {@link #relativeTo}
   * takes.
   *
   * @param gradient one value for each coordinate
   * @param rounding what its arithmetic allows at each
   * @return between what float32 always takes and 2 %
   */
  public static double share(double[] gradient, double[] rounding) {
    double size = rootMeanSquare(gradient);
    double ratio = size > 0 ? rootMeanSquare(rounding) / size : 0;
    return Math.max(LEAST_RELATIVE, Math.min(MOST_RELATIVE, ratio));
  }

  /**
   * The cost of a prediction of which is known what rounding allows.
   *
   * @param predicted one value for each coordinate
   * @param allowed one bound for each coordinate
   * @return nats
   */
  public double cost(double[] predicted, double[] allowed) {
    return cost(predicted, allowed, format);
  }

  private double cost(double[] predicted, double[] allowed, Precision stored) {
    boolean coarse = stored == Precision.BFLOAT16 || stored == Precision.FLOAT16;
    double unit = PROPORTIONAL + (coarse ? stored.unitRoundoff() / 2 : 0);
    double least = coarse ? stored.minValue() / 2 : 0x1p-149;
    double sum = 0;
    for (int k = 0; k < predicted.length; k++) {
      double off = gradient[k] - predicted[k];
      if (off != 0) {
        double scale = unit * Math.abs(predicted[k]) + allowed[k] / 3 + least;
        double ratio = off / scale;
        double cost = Math.log((1 + ratio * ratio) / 10) / 2;
        sum += Double.isNaN(ratio) || Double.isInfinite(cost) ? 1000 : Math.max(0, cost);
      }
    }
    return sum;
  }

  /**
   * How much of the mistake a prediction explains: the share of the cost, or that of the distance
   * where nearly nothing of it is left, as where a framework rounds more than it should. Where more
   * is allowed for the prediction than for the derivative, that is held to the same: what the
   * derivative would explain by that measure, the prediction does not.
   *
   * @param predicted one value for each coordinate
   * @param allowed one bound for each coordinate
   * @param cost of the prediction
   * @return at most 1; 0 or less where it explains nothing
   */
  public double explained(double[] predicted, double[] allowed, double cost) {
    // What costs as much as the derivative explains nothing by any measure.
    double right = cost < nothing ? Math.min(nothing, costOfDerivative(allowed)) : nothing;
    double byCost = right > 0 ? 1 - cost / right : 0;
    double byDistance = 1 - Math.sqrt(squaredDistance(predicted)) / distance;
    return byDistance >= NEARLY_ALL && !isExact ? Math.max(byCost, byDistance) : byCost;
  }

  /**
   * What the derivatives leave.
   *
   * @param allowed one bound for each coordinate
   * @return nats of the one that leaves least
   */
  public double costOfDerivative(double[] allowed) {
    return least(references, allowed, format);
  }

  /**
   * What the derivatives leave, each times the factor that fits best.
   *
   * @param allowed one bound for each coordinate
   * @return nats of the one that leaves least
   */
  public double costOfScaled(double[] allowed) {
    return least(scaled.get(), allowed, format);
  }

  private double least(List<double[]> predictions, double[] allowed, Precision stored) {
    double least = Double.POSITIVE_INFINITY;
    for (double[] each : predictions) {
      least = Math.min(least, cost(each, allowed, stored));
    }
    return least;
  }

  /** A first look: whether a prediction points anywhere near the gradient's direction, or back. */
  boolean isLike(double[] predicted) {
    double product = 0;
    double given = 0;
    double own = 0;
    for (int k = 0; k < predicted.length; k++) {
      product += predicted[k] * gradient[k];
      given += gradient[k] * gradient[k];
      own += predicted[k] * predicted[k];
    }
    return !(Math.abs(product) < ALIKE * Math.sqrt(given) * Math.sqrt(own));
  }

  private double squaredDistance(double[] predicted) {
    double sum = 0;
    for (int k = 0; k < predicted.length; k++) {
      double off = gradient[k] - predicted[k];
      sum += off * off;
    }
    return sum;
  }

  /**
   * The factor by which a prediction fits best, in the sense of the least absolute errors: the
   * median of the ratios weighted by the prediction, then the mean of those ratios near it.
   *
   * @param predicted one value for each coordinate
   * @return the factor; 0 where the prediction is 0
   */
  public double factor(double[] predicted) {
    Integer[] order = new Integer[predicted.length];
    int count = 0;
    double total = 0;
    for (int k = 0; k < predicted.length; k++) {
      if (predicted[k] != 0 && Double.isFinite(gradient[k])) {
        order[count++] = k;
        total += Math.abs(predicted[k]);
      }
    }
    if (count == 0) {
      return 0;
    }
    double[] ratios = new double[predicted.length];
    for (int k = 0; k < count; k++) {
      ratios[order[k]] = gradient[order[k]] / predicted[order[k]];
    }
    Arrays.sort(order, 0, count, (a, b) -> Double.compare(ratios[a], ratios[b]));
    double below = 0;
    double median = 0;
    for (int k = 0; k < count && below < total / 2; k++) {
      median = ratios[order[k]];
      below += Math.abs(predicted[order[k]]);
    }
    return refined(predicted, ratios, median);
  }

  private double refined(double[] predicted, double[] ratios, double median) {
    double width = (3 * relative + 8 * PROPORTIONAL) * Math.abs(median);
    double product = 0;
    double square = 0;
    for (int k = 0; k < predicted.length; k++) {
      if (predicted[k] != 0 && Math.abs(ratios[k] - median) <= width) {
        product += gradient[k] * predicted[k];
        square += predicted[k] * predicted[k];
      }
    }
    return square > 0 ? product / square : median;
  }

  /** How far a fitted factor may be off: a few of what rounding allows. */
  double factorTolerance() {
    return 3 * relative + 1e-6 + (isCoarse() ? format.unitRoundoff() / 4 : 0);
  }

  private static double rootMeanSquare(double[] values) {
    double most = 0;
    for (double value : values) {
      most = Math.max(most, Math.abs(value));
    }
    if (!(most > 0) || Double.isInfinite(most)) {
      return most;
    }
    double sum = 0;
    for (double value : values) {
      sum += value / most * (value / most);
    }
    return most * Math.sqrt(sum / values.length);
  }
}
