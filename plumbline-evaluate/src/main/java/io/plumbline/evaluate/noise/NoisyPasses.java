package io.plumbline.evaluate.noise;

import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.RandomErrors;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.GradientNoise;
import io.plumbline.evaluate.rounding.LocalRounding;
import io.plumbline.evaluate.ties.NearTies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Passes with random errors on a pinned piece: the sample behind {@link GradientNoise}. */
public final class NoisyPasses {
  /** Draws that are made one after the other, whatever the number of threads. */
  private static final int LANES = 2;

  /** Lanes take this part of the memory at most. */
  private static final int SHARE = 8;

  /** float64's unit roundoff as a part of that of float32. */
  private static final double OWN = Evaluated.FLOAT64 / Arithmetic.SUMS;

  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final Arithmetic arithmetic;
  private final int draws;
  private final long seed;
  private final double[] derivative;
  private final double[] deviations;
  private final double[] own;
  private final double norm;
  private final double[][][] variances;

  /** One lane's sums of squares. */
  private record Sums(double[] gradient, double[][][] values) {}

  private NoisyPasses(
      Evaluated point,
      Pinned<?>[] pins,
      double[] derivative,
      Arithmetic arithmetic,
      int draws,
      long seed) {
    this.point = point;
    this.pins = pins;
    this.arithmetic = arithmetic;
    this.draws = draws;
    this.seed = seed;
    this.derivative = derivative;
    LocalRounding sizes = LocalRounding.likely(point, pins, arithmetic);
    List<Sums> lanes = sample(sizes, draws, true);
    variances = new double[point.program.valueCount()][][];
    for (Sums lane : lanes) {
      for (int id = 0; id < variances.length; id++) {
        variances[id] = plus(variances[id], lane.values[id]);
      }
    }
    double[] squares = total(lanes);
    deviations = roots(squares, draws);
    norm = Math.sqrt(Arrays.stream(squares).sum() / draws);
    own = arithmetic.roundsMore() ? ownError() : scaled(deviations, OWN);
  }

  public static GradientNoise of(
      Evaluated point,
      Pinned<?>[] pins,
      double[] derivative,
      Arithmetic arithmetic,
      int draws,
      long seed) {
    return new NoisyPasses(point, pins, derivative, arithmetic, draws, seed).noise();
  }

  private GradientNoise noise() {
    return new GradientNoise(
        derivative,
        deviations,
        norm,
        own,
        arithmetic,
        draws,
        seed,
        () -> NearTies.of(point, pins, variances));
  }

  /** Of an arithmetic whose noise is not that of float64's sums, that is measured apart. */
  private double[] ownError() {
    LocalRounding sizes = LocalRounding.likely(point, pins, Arithmetic.FLOAT32);
    return scaled(roots(total(sample(sizes, draws, false)), draws), OWN);
  }

  private List<Sums> sample(LocalRounding sizes, int count, boolean units) {
    List<Sums> lanes = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      double[][][] values = new double[point.program.valueCount()][][];
      if (units) {
        point.program.kernels.stream()
            .filter(kernel -> kernel.kinks().any())
            .forEach(kernel -> values[kernel.in[0]] = point.program.room(kernel.in[0]));
      }
      lanes.add(new Sums(new double[derivative.length], values));
    }
    Watch.Counter counter = point.watch.counter("measuring rounding", count);
    double[] x = point.x();
    PinnedPass shared = roomForEach() ? null : new PinnedPass(point, pins);
    IntConsumer sampling =
        lane -> {
          PinnedPass pass = shared == null ? new PinnedPass(point, pins) : shared;
          for (int k = lane; k < count; k += LANES) {
            RandomErrors draw = new RandomErrors(seed, k);
            pass.forward(x, sizes, draw);
            pass.reverse(sizes, draw);
            collect(pass, lanes.get(lane));
            counter.add(1);
          }
        };
    if (shared == null) {
      Parallel.lanes(LANES, sampling);
    } else {
      // One after the other in the same room: the same sums, in the same order.
      IntStream.range(0, LANES).forEach(sampling);
    }
    return lanes;
  }

  /** Whether every lane may have values of its own, and leave most of the memory to others. */
  private boolean roomForEach() {
    return LANES * point.program.bytes() <= Runtime.getRuntime().maxMemory() / SHARE;
  }

  private void collect(PinnedPass pass, Sums sums) {
    double[] gradient = pass.gradient();
    for (int k = 0; k < gradient.length; k++) {
      double off = gradient[k] - derivative[k];
      sums.gradient[k] += off * off;
    }
    for (int id = 0; id < sums.values.length; id++) {
      double[][] rows = sums.values[id];
      for (int q = 0; rows != null && q < rows.length; q++) {
        double[] here = pass.values[id][q];
        double[] base = point.values[id][q];
        for (int c = 0; c < here.length; c++) {
          double off = here[c] - base[c];
          rows[q][c] += off * off;
        }
      }
    }
  }

  private double[][] plus(double[][] sum, double[][] rows) {
    if (rows == null) {
      return sum;
    }
    double[][] total = sum == null ? new double[rows.length][rows[0].length] : sum;
    for (int q = 0; q < rows.length; q++) {
      for (int c = 0; c < rows[q].length; c++) {
        total[q][c] += rows[q][c] / draws;
      }
    }
    return total;
  }

  private double[] total(List<Sums> lanes) {
    double[] total = new double[derivative.length];
    for (Sums lane : lanes) {
      for (int k = 0; k < total.length; k++) {
        total[k] += lane.gradient[k];
      }
    }
    return total;
  }

  private static double[] roots(double[] squares, int count) {
    return Arrays.stream(squares).map(each -> Math.sqrt(each / count)).toArray();
  }

  private static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(each -> factor * each).toArray();
  }
}
