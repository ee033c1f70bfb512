package io.plumbline.evaluate.kernel;

import io.plumbline.graph.Activation;
import io.plumbline.graph.TieRule;
import org.jspecify.annotations.Nullable;

/** An activation, element by element. */
public final class ElementwiseKernel extends Kernel<double[][]> {
  private final Activation function;
  private final boolean smooth;
  private final boolean piecewiseLinear;
  private final boolean relu;

  public ElementwiseKernel(
      String name, int[] in, int out, int rows, int channels, Activation function) {
    super(name, in, out, rows, channels);
    this.function = function;
    this.smooth = function.smooth();
    this.piecewiseLinear = function.piecewiseLinear();
    this.relu = function.kind() == Activation.Kind.RELU;
  }

  @Override
  public void forward(double[][][] values) {
    double[][] x = values[in[0]];
    eachRow(
        q -> {
          double[] y = values[out][q];
          double[] row = x[q];
          for (int c = 0; c < channels; c++) {
            y[c] = relu ? Math.max(0, row[c]) : function.value(row[c]);
          }
        });
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    double own = piecewiseLinear && !scales() ? 0 : norm.atMost(4) * u;
    for (int q = 0; q < rows; q++) {
      double[] x = values[in[0]][q];
      double[] off = errors[in[0]][q];
      double[] result = errors[out][q];
      if (relu) {
        for (int c = 0; c < channels; c++) {
          result[c] = x[c] + norm.root(off[c]) < 0 ? 0 : off[c];
        }
        continue;
      }
      for (int c = 0; c < channels; c++) {
        double e = norm.root(off[c]);
        double rounding = own * terms(x[c], values[out][q][c], norm.atMost(3));
        result[c] = norm.size(steepest(x[c], e) * e) + norm.size(rounding);
      }
    }
  }

  private double steepest(double a, double e) {
    double steepest = Math.abs(function.slope(a));
    if (e > 0) {
      steepest = Math.max(steepest, Math.abs(function.slope(a - e)));
      steepest = Math.max(steepest, Math.abs(function.slope(a + e)));
    }
    return steepest;
  }

  /** How large the terms are that the result is summed from: it is smaller where they cancel. */
  private double terms(double a, double y, double several) {
    return switch (function.kind()) {
      // x·(1 + erf) and x·(1 + tanh), whose brackets cancel far below 0.
      case GELU, GELU_TANH -> several * Math.max(Math.abs(a), Math.abs(y));
      // Libraries round to a part of 1, not of a small result.
      case SIN, COS -> Math.max(1, Math.abs(y));
      // Its series is good to a dozen roundings.
      case ERF -> several * y;
      case HARD_SIGMOID ->
          Math.max(Math.abs(function.alpha() * a) + Math.abs(function.beta()), Math.abs(y));
      default -> y;
    };
  }

  /** Whether a piecewise linear function multiplies, and so rounds. */
  private boolean scales() {
    return switch (function.kind()) {
      case LEAKY_RELU, HARD_SIGMOID -> true;
      default -> false;
    };
  }

  /** The slopes that hold here; at a kink, the rule's mean of the two. */
  @Override
  double[][] pin(double[][][] values, TieRule rule) {
    double below = rule.below();
    double[][] slopes = new double[rows][channels];
    for (int q = 0; q < rows; q++) {
      double[] x = values[in[0]][q];
      double[] slope = slopes[q];
      for (int c = 0; c < channels; c++) {
        double a = x[c];
        if (relu) {
          slope[c] = a > 0 ? 1 : a < 0 ? 0 : 1 - below;
        } else if (!atKink(a)) {
          slope[c] = function.slope(a);
        } else if (!jumps()) {
          // At a jump there is no slope to choose: the piece is that which holds the value.
          slope[c] = below * function.slopeBelow(a) + (1 - below) * function.slope(a);
        }
      }
    }
    return slopes;
  }

  private boolean jumps() {
    return switch (function.kind()) {
      case HARD_SHRINK, THRESHOLD, STEP, FLOOR, ROUND -> true;
      default -> false;
    };
  }

  private boolean atKink(double a) {
    return a == function.nearestKink(a);
  }

  @Override
  void backward(double[][][] values, double[][] pin, double[][][] bars, Entries norm) {
    double[][] slopes = pin;
    eachRow(
        q -> {
          double[] x = bars[in[0]][q];
          double[] bar = bars[out][q];
          double[] slope = slopes[q];
          if (norm == Entries.SIGNED && piecewiseLinear) {
            for (int c = 0; c < channels; c++) {
              x[c] += slope[c] * bar[c];
            }
          } else {
            for (int c = 0; c < channels; c++) {
              // Where nothing is handed back, nothing goes on, be the slope infinite.
              x[c] += bar[c] == 0 ? 0 : norm.of(slope[c]) * bar[c];
            }
          }
        });
  }

  @Override
  public void slopeError(
      double[][][] values,
      double[][][] errors,
      double[][][] bars,
      double[][][] barErrors,
      double u,
      Entries norm) {
    if (piecewiseLinear) {
      return;
    }
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double bar = Math.abs(bars[out][q][c]);
        if (bar != 0) {
          double a = values[in[0]][q][c];
          double e = norm.root(errors[in[0]][q][c]);
          double slope = function.slope(a);
          double off =
              Math.max(
                  Math.abs(function.slope(a + e) - slope), Math.abs(function.slope(a - e) - slope));
          double own = norm.atMost(4) * u * slopeTerms(slope, norm);
          barErrors[in[0]][q][c] += norm.size(bar * (off + own));
        }
      }
    }
  }

  /** A slope is often computed as 1 - y² or y(1 - y), which cancels: u of 1, not of it. */
  private double slopeTerms(double slope, Entries norm) {
    boolean direct =
        switch (function.kind()) {
          case EXP, LOG, SQRT, POWER, RECIPROCAL, SOFTPLUS, SOFTSIGN -> norm == Entries.LOCAL;
          default -> false;
        };
    return direct ? Math.abs(slope) : Math.max(1, Math.abs(slope));
  }

  @Override
  double[][] forwardPinned(double[][][] values, double[][][] base, double[][] pin) {
    if (smooth && !piecewiseLinear) {
      forward(values);
      return slopesAt(values);
    }
    double[][] slopes = pin;
    double[][] moved = piecewiseLinear ? slopes : new double[rows][channels];
    for (int q = 0; q < rows; q++) {
      double[] x = values[in[0]][q];
      double[] from = base[in[0]][q];
      for (int c = 0; c < channels; c++) {
        boolean straight = piecewiseLinear || function.kinkBetween(from[c], x[c]);
        values[out][q][c] =
            straight ? base[out][q][c] + slopes[q][c] * (x[c] - from[c]) : function.value(x[c]);
        if (!piecewiseLinear) {
          moved[q][c] = straight ? slopes[q][c] : function.slope(x[c]);
        }
      }
    }
    return moved;
  }

  private double[][] slopesAt(double[][][] values) {
    double[][] slopes = new double[rows][channels];
    eachRow(
        q -> {
          for (int c = 0; c < channels; c++) {
            slopes[q][c] = function.slope(values[in[0]][q][c]);
          }
        });
    return slopes;
  }

  @Override
  public int[] held() {
    return smooth && !piecewiseLinear ? in : super.held();
  }

  @Override
  public double backwardSums() {
    return piecewiseLinear && !scales() ? 0 : 1;
  }

  @Override
  public double backwardTerms() {
    return 3;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return piecewiseLinear;
  }

  @Override
  void push(BasePoint point, double[][] pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      pushRow(x.touched[t], point, pin, x, y, changes);
    }
  }

  /** One row of {@link #push}. */
  public void pushRow(
      int q, BasePoint point, double[][] pin, Changes.Change x, Changes.Change y, Changes changes) {
    double[] moved = x.rows[q];
    double[] result = y.touch(q);
    if (!smooth) {
      watch(moved, point.margins(this)[q], x.from, x.to, changes);
    }
    if (piecewiseLinear) {
      double[] slope = pin[q];
      for (int c = x.from; c < x.to; c++) {
        result[c] = slope[c] * moved[c];
      }
    } else {
      double[] at = point.values[in[0]][q];
      for (int c = x.from; c < x.to; c++) {
        result[c] =
            !smooth && atKink(at[c])
                ? ActivationDifference.atKink(function, at[c], moved[c], pin[q][c])
                : ActivationDifference.of(function, at[c], moved[c]);
      }
    }
  }

  @Override
  public void pushReal(BasePoint point, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      int q = x.touched[t];
      double[] at = point.values[in[0]][q];
      double[] result = y.touch(q);
      for (int c = x.from; c < x.to; c++) {
        result[c] =
            smooth && !piecewiseLinear
                ? ActivationDifference.of(function, at[c], x.rows[q][c])
                : function.value(at[c] + x.rows[q][c]) - function.value(at[c]);
      }
    }
  }

  private static void watch(double[] moved, double[] margin, int from, int to, Changes changes) {
    for (int c = from; c < to; c++) {
      double by = Math.abs(moved[c]);
      if (by > margin[c]) {
        changes.kink(by, margin[c]);
      }
    }
  }

  @Override
  double @Nullable [][] margins(double[][][] values, double[][][] errors) {
    if (smooth) {
      return null;
    }
    double[][] margins = new double[rows][channels];
    for (int q = 0; q < rows; q++) {
      double[] x = values[in[0]][q];
      double[] off = errors[in[0]][q];
      for (int c = 0; c < channels; c++) {
        double margin = (relu ? Math.abs(x[c]) : distance(x[c])) - off[c];
        margins[q][c] = margin > 0 ? margin : 0;
      }
    }
    return margins;
  }

  @Override
  public double pushRoundings() {
    return piecewiseLinear ? 4 : 40;
  }

  private double distance(double a) {
    return Math.abs(a - function.nearestKink(a));
  }

  /** The slope beyond the nearest kink: that of a function with two slopes near each kink. */
  private double otherSlope(double slope) {
    for (double kink : function.kinks()) {
      double right = function.slope(kink);
      double left = function.slopeBelow(kink);
      if (slope == left || slope == right) {
        return slope == left ? right : left;
      }
    }
    return slope;
  }

  @Override
  double[][] slopes(double[][] pin) {
    return pin;
  }

  @Override
  public Kinks<double[][]> kinks() {
    return smooth ? Kinks.none() : new UnitKinks(this, new Sides());
  }

  private final class Sides implements UnitKinks.Sides {
    @Override
    public double distance(double argument) {
      return ElementwiseKernel.this.distance(argument);
    }

    @Override
    public double other(int row, int channel, double slope) {
      return otherSlope(slope);
    }
  }
}
