package io.plumbline.evaluate.kernel;

import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.NearTie;
import java.util.List;

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

  /** Adds to {@code moved[in]} what {@link #flip} changes in {@link Kernel#backward}. */
  abstract void flipEffect(P pin, NearTie tie, double[][][] bars, double[][][] moved);

  /**
   * How much of a change of the input, last pushed, {@link #flip} turns into a change of the loss.
   */
  abstract double flipScore(P pin, NearTie tie, double[][][] bars, Changes changes);

  /**
   * Adds to {@code moved[in]} by how much each element may differ between what holds and whatever
   * the near-ties decide, where the derivatives by the output are at most of these sizes.
   */
  abstract void either(P pin, List<NearTie> ties, double[][] sizes, double[][][] moved);

  /** Adds each unit that ties or switches under the change last pushed. */
  public abstract void list(BasePoint point, Changes changes, List<Kink> found);

  /**
   * The largest multiple of the change last pushed that no unit's kink lies within; 0 where one
   * ties, infinite where none moves.
   */
  public abstract double reach(BasePoint point, Changes changes);

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
    void flipEffect(P pin, NearTie tie, double[][][] bars, double[][][] moved) {
      throw new IllegalStateException("no kinks");
    }

    @Override
    void either(P pin, List<NearTie> ties, double[][] sizes, double[][][] moved) {}

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

    @Override
    public double reach(BasePoint point, Changes changes) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
