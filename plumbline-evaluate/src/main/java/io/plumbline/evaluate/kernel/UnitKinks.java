package io.plumbline.evaluate.kernel;

import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.NearTie;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The kinks of an activation's units. The pin holds their slopes, by row and channel. */
public final class UnitKinks extends Kinks<double[][]> {
  private final Kernel<?> kernel;
  private final Sides sides;

  /** What an activation knows of its kinks. */
  interface Sides {
    /** How far an argument is from the nearest kink. */
    double distance(double argument);

    /** The slope beyond the kink nearest to where this slope holds. */
    double other(int row, int channel, double slope);
  }

  UnitKinks(Kernel<?> kernel, Sides sides) {
    this.kernel = kernel;
    this.sides = sides;
  }

  @Override
  void visit(BasePoint point, double[][] pin, double[][][] variances, KinkVisitor visitor) {
    for (int q = 0; q < kernel.rows; q++) {
      for (int c = 0; c < kernel.channels; c++) {
        double distance = sides.distance(point.values[kernel.in[0]][q][c]);
        visitor.unit(kernel, q, c, distance, variances[kernel.in[0]][q][c]);
      }
    }
  }

  private double otherSlope(double[][] pin, NearTie tie) {
    return sides.other(tie.row(), tie.channel(), slope(pin, tie));
  }

  private static double slope(double[][] pin, NearTie tie) {
    return pin[tie.row()][tie.channel()];
  }

  @Override
  double[][] flip(double[][] pin, NearTie tie) {
    double[][] slopes = pin.clone();
    slopes[tie.row()] = slopes[tie.row()].clone();
    slopes[tie.row()][tie.channel()] = otherSlope(pin, tie);
    return slopes;
  }

  @Override
  void flipEffect(double[][] pin, NearTie tie, double bar, double[][][] moved) {
    moved[kernel.in[0]][tie.row()][tie.channel()] += (otherSlope(pin, tie) - slope(pin, tie)) * bar;
  }

  @Override
  void spread(double[][] pin, List<NearTie> ties, double[][][] variances) {
    for (NearTie tie : ties) {
      double square = Entries.SQUARED.of(otherSlope(pin, tie));
      variances[kernel.in[0]][tie.row()][tie.channel()] +=
          square * variances[kernel.out][tie.row()][tie.channel()];
    }
  }

  @Override
  void widen(double[][] pin, List<NearTie> ties, Intervals bars) {
    for (NearTie tie : ties) {
      int q = tie.row();
      int c = tie.channel();
      double low = bars.low(kernel.out, q, c);
      double high = bars.high(kernel.out, q, c);
      double slope = slope(pin, tie);
      double other = otherSlope(pin, tie);
      double least = Math.min(slope * low, slope * high);
      double most = Math.max(slope * low, slope * high);
      double newLeast = Math.min(least, Math.min(other * low, other * high));
      double newMost = Math.max(most, Math.max(other * low, other * high));
      bars.replace(kernel.in[0], q, c, least, most, newLeast, newMost);
    }
  }

  @Override
  void bound(
      double[][] pin, List<NearTie> ties, Intervals bars, Changes changes, Consumer<Line> lines) {
    Changes.Change x = changes.of(kernel.in[0]);
    Changes.Change y = changes.of(kernel.out);
    for (NearTie tie : ties) {
      int q = tie.row();
      int c = tie.channel();
      if (y.has(q)) {
        double moves = slope(pin, tie) * x.at(q, c);
        double other = otherSlope(pin, tie) * x.at(q, c);
        Line line =
            Line.of(
                tie,
                other < moves ? Optional.of(tie) : Optional.empty(),
                other > moves ? Optional.of(tie) : Optional.empty(),
                Math.min(moves, other),
                Math.max(moves, other),
                bars.low(kernel.out, q, c),
                bars.high(kernel.out, q, c));
        y.rows[q][c] = line.slope();
        lines.accept(line);
      }
    }
  }

  @Override
  boolean covers(double[][] pin, List<NearTie> ties, double[][] other) {
    double[][] left = other.clone();
    for (NearTie tie : ties) {
      double slope = slope(pin, tie);
      double beyond = otherSlope(pin, tie);
      double there = left[tie.row()][tie.channel()];
      if (there >= Math.min(slope, beyond) && there <= Math.max(slope, beyond)) {
        left[tie.row()] = left[tie.row()].clone();
        left[tie.row()][tie.channel()] = slope;
      }
    }
    return Arrays.deepEquals(pin, left);
  }

  @Override
  double flipScore(double[][] pin, NearTie tie, double[][][] bars, Changes changes) {
    double moved = changes.of(kernel.in[0]).at(tie.row(), tie.channel());
    double bar = bars[kernel.out][tie.row()][tie.channel()];
    return bar * (otherSlope(pin, tie) - slope(pin, tie)) * moved;
  }

  @Override
  public void list(BasePoint point, Changes changes, List<Kink> found) {
    double[][] margins = point.margins(kernel);
    Changes.Change x = changes.of(kernel.in[0]);
    for (int t = 0; t < x.count; t++) {
      int q = x.touched[t];
      for (int c = x.from; c < x.to; c++) {
        double moved = Math.abs(x.rows[q][c]);
        if (moved > margins[q][c]) {
          found.add(kink(point, q, c, margins[q][c] <= 0));
        }
      }
    }
  }

  private Kink kink(BasePoint point, int q, int c, boolean tied) {
    String relation = tied ? " on its kink" : " crosses its kink";
    return new Kink(
        kernel.name,
        q * kernel.channels + c,
        tied,
        false,
        () -> Units.name(point, kernel, q, c) + relation);
  }
}
