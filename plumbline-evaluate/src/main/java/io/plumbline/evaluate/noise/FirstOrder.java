package io.plumbline.evaluate.noise;

import io.plumbline.evaluate.kernel.Deviations;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.rounding.LocalRounding;
import org.jspecify.annotations.Nullable;

/**
 * How far a gradient in float32 may be off along a direction, to first order and whatever the order
 * of summation: the sum, over all results of the forward and the reverse pass, of |adjoint| times
 * the bound of the result's own rounding. The adjoint is the true one, the derivative of &lt;g,
 * v&gt; by that result, so that what cancels in the network cancels here: the sum grows with depth
 * as the number of roundings does.
 *
 * <p>By a derivative of the reverse pass the adjoint is the value's own derivative along v; by a
 * value of the forward pass it is the derivative along v of the reverse pass's derivative by it.
 * Both come from one pair of passes on the pinned piece at x + hv and x - hv.
 */
public final class FirstOrder {
  private static final double STEP = 0x1p-17;

  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final LocalRounding sizes;
  private final double[] sums;
  private final double[][][] bars;

  public FirstOrder(Evaluated point, Pinned<?>[] pins, double[][][] bars) {
    this.point = point;
    this.pins = pins;
    this.bars = bars;
    sizes = LocalRounding.certain(point, pins);
    sums = new double[bars.length];
    int[] readers = point.program.readerCounts();
    for (int id = 0; id < sums.length; id++) {
      sums[id] = Arithmetic.SUMS * Math.max(0, readers[id] - 1);
    }
  }

  /**
   * One bound on |&lt;g - d, v&gt;| for each direction.
   *
   * @param count how many directions
   * @param directions each as long as the input
   */
  public double[] along(int count, Directions directions) {
    double[] bounds = new double[count];
    int lanes = Math.min(count, 2);
    Watch.Counter counter = point.watch.counter("bounding rounding", count);
    Parallel.lanes(
        lanes,
        lane -> {
          PinnedPass ahead = PinnedPass.keeping(point, pins);
          PinnedPass back = PinnedPass.keeping(point, pins);
          for (int k = lane; k < count; k += lanes) {
            bounds[k] = along(directions.of(k), ahead, back);
            counter.add(1);
          }
        });
    return bounds;
  }

  /** Directions, made when they are wanted. */
  public interface Directions {
    double[] of(int number);
  }

  private double along(double[] v, PinnedPass ahead, PinnedPass back) {
    double most = 0;
    for (double each : v) {
      most = Math.max(most, Math.abs(each));
    }
    double h = STEP / most;
    run(ahead, v, h);
    run(back, v, -h);
    double bound = 0;
    for (int k = 0; k < pins.length; k++) {
      Kernel<?> kernel = point.program.kernels.get(k);
      bound += sizes.forward[k].weigh(ahead.bars[kernel.out], back.bars[kernel.out]);
      @Nullable Deviations[] handedBack = sizes.backward[k];
      if (handedBack == null) {
        continue;
      }
      for (int operand = 0; operand < kernel.in.length; operand++) {
        int id = kernel.in[operand];
        Deviations each = handedBack[operand];
        bound += each == null ? 0 : each.weigh(ahead.values[id], back.values[id]);
      }
      if (sums[kernel.out] > 0) {
        double[][] bar = bars[kernel.out];
        bound += sums[kernel.out] * product(ahead.values[kernel.out], back.values[kernel.out], bar);
      }
    }
    double[] scoresAhead = ahead.scores();
    double[] scoresBack = back.scores();
    for (int score = 0; score < scoresAhead.length; score++) {
      bound += Math.abs(scoresAhead[score] - scoresBack[score]) * sizes.loss[score];
    }
    return bound / (2 * h);
  }

  private void run(PinnedPass pass, double[] v, double h) {
    double[] x = point.x();
    for (int k = 0; k < x.length; k++) {
      x[k] += h * v[k];
    }
    pass.forward(x);
    pass.reverse();
  }

  private static double product(double[][] ahead, double[][] back, double[][] sizes) {
    double sum = 0;
    for (int q = 0; q < sizes.length; q++) {
      double[] plus = ahead[q];
      double[] minus = back[q];
      double[] size = sizes[q];
      for (int c = 0; c < size.length; c++) {
        sum += Math.abs(plus[c] - minus[c]) * Math.abs(size[c]);
      }
    }
    return sum;
  }
}
