package io.plumbline.evaluate.kernel;

import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.NearTie;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The kinks of one operation: which units have them, what the other side is, and which of them a
 * change reaches.
 */
public abstract class Kinks<P> {
  /** Of an operation that is smooth. */
  static <P> Kinks<P> none() {
    return new None<>();
  }

  /**
   * Shows every unit that has a kink, with its distance.
   *
   * @param variances of each value in the visitor's precision
   */
  abstract void visit(BasePoint point, P pin, double[][][] variances, KinkVisitor visitor);

  /** The pin in which one near-tie goes the other way. */
  abstract P flip(P pin, NearTie tie);

  /**
   * Adds to {@code moved[in]} what {@link #flip} changes in {@link Kernel#backward}.
   *
   * @param bar the derivative by the unit's output, or the part of it that takes the other side
   */
  abstract void flipEffect(P pin, NearTie tie, double bar, double[][][] moved);

  /**
   * How much of a change of the input, last pushed, {@link #flip} turns into a change of the loss.
   */
  abstract double flipScore(P pin, NearTie tie, double[][][] bars, Changes changes);

  /**
   * Adds to the variances of the input what {@link Kernel#backward} would add if the near-ties also
   * took their other sides.
   */
  abstract void spread(P pin, List<NearTie> ties, double[][][] variances);

  /**
   * Widens the derivatives by the input, carried back through this piece, to whatever the near-ties
   * may make of those by the output.
   */
  abstract void widen(P pin, List<NearTie> ties, Intervals bars);

  /**
   * What the near-ties may add at most to the product of the gradient with the direction last
   * pushed: the pushed change of each tied unit's output is replaced by the slope of a line that
   * bounds the product for each derivative in its interval.
   *
   * @param bars the intervals that {@link #widen} made
   * @param lines is given each tied unit's line
   */
  abstract void bound(
      P pin, List<NearTie> ties, Intervals bars, Changes changes, Consumer<Line> lines);

  /** Whether each unit of another piece has a side that it has here or that its near-tie offers. */
  abstract boolean covers(P pin, List<NearTie> ties, P other);

  /**
   * A tied unit under a push: its output moves by {@code low} to {@code high}, as its sides and
   * their mixtures have it, while the derivative b by it lies in an interval. The largest product
   * is convex in b, so the line through its ends bounds it.
   *
   * @param unit a near-tie of the unit
   * @param least the near-tie by which it moves least; empty where that is as the piece has it
   * @param most the same for the most
   * @param low the least b
   * @param high the largest b
   * @param slope of the line
   * @param constant of the line at b = 0
   */
  public record Line(
      NearTie unit,
      Optional<NearTie> least,
      Optional<NearTie> most,
      double low,
      double high,
      double slope,
      double constant) {
    /**
     * The line of a unit.
     *
     * @param below how far the output moves at least
     * @param above and at most
     */
    static Line of(
        NearTie unit,
        Optional<NearTie> least,
        Optional<NearTie> most,
        double below,
        double above,
        double low,
        double high) {
      if (low >= 0) {
        return new Line(unit, least, most, low, high, above, 0);
      } else if (high <= 0) {
        return new Line(unit, least, most, low, high, below, 0);
      }
      double slope = (high * above - low * below) / (high - low);
      return new Line(unit, least, most, low, high, slope, high * (above - slope));
    }

    /**
     * The part of a derivative in the interval that the line takes to the side that moves most; the
     * rest goes to the one that moves least.
     */
    public double towardsMost(double bar) {
      if (low >= 0) {
        return bar;
      }
      return high <= 0 ? 0 : (bar - low) / (high - low) * high;
    }
  }

  /** Adds each unit that ties or switches under the change last pushed. */
  public abstract void list(BasePoint point, Changes changes, List<Kink> found);

  /** Whether there is any kink. */
  public boolean any() {
    return true;
  }

  private static final class None<P> extends Kinks<P> {
    @Override
    void visit(BasePoint point, P pin, double[][][] variances, KinkVisitor visitor) {}

    @Override
    P flip(P pin, NearTie tie) {
      throw new IllegalStateException("no kinks");
    }

    @Override
    void flipEffect(P pin, NearTie tie, double bar, double[][][] moved) {
      throw new IllegalStateException("no kinks");
    }

    @Override
    void spread(P pin, List<NearTie> ties, double[][][] variances) {}

    @Override
    void widen(P pin, List<NearTie> ties, Intervals bars) {}

    @Override
    void bound(P pin, List<NearTie> ties, Intervals bars, Changes changes, Consumer<Line> lines) {}

    @Override
    boolean covers(P pin, List<NearTie> ties, P other) {
      return true;
    }

    @Override
    double flipScore(P pin, NearTie tie, double[][][] bars, Changes changes) {
      throw new IllegalStateException("no kinks");
    }

    @Override
    public void list(BasePoint point, Changes changes, List<Kink> found) {}

    @Override
    public boolean any() {
      return false;
    }
  }
}
