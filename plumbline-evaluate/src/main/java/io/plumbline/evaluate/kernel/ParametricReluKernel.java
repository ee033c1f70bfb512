package io.plumbline.evaluate.kernel;

import io.plumbline.graph.TieRule;
import java.util.List;

/** x at or above 0, slope · x below, the slope a parameter by element. */
public final class ParametricReluKernel extends Kernel<double[][]> {
  private final double[][] below;
  private final Slot slot;
  private final int[] elementOf;

  public ParametricReluKernel(
      String name,
      int[] in,
      int out,
      int rows,
      int channels,
      double[][] below,
      Slot slot,
      int[] elementOf) {
    super(name, in, out, rows, channels);
    this.below = below;
    this.slot = slot;
    this.elementOf = elementOf;
  }

  private double below(int row, int channel) {
    return below[below.length == 1 ? 0 : row][channel];
  }

  @Override
  public void forward(double[][][] values) {
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double x = values[in[0]][q][c];
        values[out][q][c] = x >= 0 ? x : below(q, c) * x;
      }
    }
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double steepest = Math.max(1, Math.abs(below(q, c)));
        errors[out][q][c] =
            norm.of(steepest) * errors[in[0]][q][c] + norm.size(u * values[out][q][c]);
      }
    }
  }

  @Override
  double[][] pin(double[][][] values, TieRule rule) {
    double[][] slopes = new double[rows][channels];
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double x = values[in[0]][q][c];
        double left = below(q, c);
        slopes[q][c] = x > 0 ? 1 : x < 0 ? left : rule.below() * left + 1 - rule.below();
      }
    }
    return slopes;
  }

  @Override
  void backward(double[][][] values, double[][] pin, double[][][] bars, Entries norm) {
    multiply(pin, bars, norm);
  }

  private void multiply(double[][] slopes, double[][][] bars, Entries norm) {
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        bars[in[0]][q][c] += norm.of(slopes[q][c]) * bars[out][q][c];
      }
    }
  }

  @Override
  double[][] forwardPinned(double[][][] values, double[][][] base, double[][] pin) {
    double[][] slopes = pin;
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double moved = values[in[0]][q][c] - base[in[0]][q][c];
        values[out][q][c] = base[out][q][c] + slopes[q][c] * moved;
      }
    }
    return pin;
  }

  @Override
  public double backwardTerms() {
    return 3;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, double[][] pin, Changes changes) {
    double[][] slopes = pin;
    double[][] margins = point.margins(this);
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      int q = x.touched[t];
      double[] result = y.touch(q);
      for (int c = x.from; c < x.to; c++) {
        double moved = x.rows[q][c];
        double by = Math.abs(moved);
        if (by > margins[q][c]) {
          changes.kink(by, margins[q][c]);
        }
        result[c] = slopes[q][c] * moved;
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
      double[] result = y.touch(q);
      for (int c = x.from; c < x.to; c++) {
        double at = point.values[in[0]][q][c];
        double to = at + x.rows[q][c];
        result[c] = (to >= 0 ? to : below(q, c) * to) - (at >= 0 ? at : below(q, c) * at);
      }
    }
  }

  @Override
  double[][] margins(double[][][] values, double[][][] errors) {
    double[][] margins = new double[rows][channels];
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        margins[q][c] = Math.max(0, Math.abs(values[in[0]][q][c]) - errors[in[0]][q][c]);
      }
    }
    return margins;
  }

  @Override
  public List<Slot> slots() {
    return List.of(slot);
  }

  @Override
  double[] parameterGradient(
      int which, double[][][] values, double[][] pin, double[][] bar, boolean absolute) {
    double[] gradient = new double[slot.values().length];
    for (int e = 0; e < elementOf.length; e++) {
      double x = Math.min(0, values[in[0]][e / channels][e % channels]);
      gradient[elementOf[e]] += (absolute ? -x : x) * bar[e / channels][e % channels];
    }
    return gradient;
  }

  @Override
  public double[] parameterError(
      int which, double[][][] values, double[][][] errors, double[][] bar) {
    double[] off = new double[slot.values().length];
    for (int e = 0; e < elementOf.length; e++) {
      double error = errors[in[0]][e / channels][e % channels];
      if (values[in[0]][e / channels][e % channels] - error < 0) {
        off[elementOf[e]] += error * bar[e / channels][e % channels];
      }
    }
    return off;
  }

  @Override
  void perturb(
      BasePoint point, double[][] pin, int which, int index, double step, Changes changes) {
    Changes.Change y = changes.of(out);
    y.begin(0, channels);
    for (int e = 0; e < elementOf.length; e++) {
      double x = point.values[in[0]][e / channels][e % channels];
      if (elementOf[e] == index && x < 0) {
        y.accumulator(e / channels)[e % channels] = step * x;
      }
    }
  }

  @Override
  public Kinks<double[][]> kinks() {
    return new UnitKinks(this, new Sides());
  }

  private final class Sides implements UnitKinks.Sides {
    @Override
    public double distance(double argument) {
      return Math.abs(argument);
    }

    @Override
    public double other(int row, int channel, double slope) {
      return slope == 1 ? below(row, channel) : 1;
    }
  }
}
