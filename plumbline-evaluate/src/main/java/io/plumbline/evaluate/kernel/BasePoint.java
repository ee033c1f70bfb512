package io.plumbline.evaluate.kernel;

import io.plumbline.core.function.Shape;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What kernels know of the point that changes start from: every value there, and how far each unit
 * is from its kink. Safe for many threads.
 */
public abstract class BasePoint {
  /** By value, row and channel. */
  public final double[][][] values;

  private final double[] zeros;
  private double @Nullable [][][] margins;
  private double @Nullable [][][][] gaps;

  /**
   * A point.
   *
   * @param values by value, row and channel; null of a value that is not held
   */
  protected BasePoint(double[][][] values) {
    this.values = values;
    int most = 0;
    for (double[][] rows : values) {
      most = rows == null || rows.length == 0 ? most : Math.max(most, rows[0].length);
    }
    zeros = new double[most];
  }

  /** The shape of a value, channels last. */
  public abstract Shape shape(int id);

  /** The margins of an activation's units; {@link #prepareKinks} has been called. */
  public double[][] margins(Kernel<?> kernel) {
    return Objects.requireNonNull(margins)[kernel.out];
  }

  /** The gaps of a maximum's windows; {@link #prepareKinks} has been called. */
  public double[][][] gaps(MaximumKernel kernel) {
    return Objects.requireNonNull(gaps)[kernel.out];
  }

  /**
   * Computes, once, how far every unit is from its kink.
   *
   * @param errors how far each value may be off
   */
  protected synchronized void prepareKinks(List<Kernel<?>> kernels, double[][][] errors) {
    if (margins != null) {
      return;
    }
    gaps = new double[values.length][][][];
    double[][][] found = new double[values.length][][];
    for (Kernel<?> kernel : kernels) {
      found[kernel.out] = kernel.margins(values, errors);
      gaps[kernel.out] = kernel.gaps(values, errors);
    }
    margins = found;
  }

  /** A row that does not move, as long as the longest. Never written to. */
  double[] zeros() {
    return zeros;
  }
}
