package io.plumbline.evaluate.noise;

import io.plumbline.evaluate.compile.Forward;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Deviations;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.RandomErrors;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.rounding.LocalRounding;
import io.plumbline.graph.TieRule;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A forward and a reverse pass on one piece at other inputs, or with errors added to every result:
 * winners and sides stay as they are at the point. Working memory of one thread.
 */
public final class PinnedPass {
  /** Errors of sums of several derivatives are drawn apart from those of kernels. */
  private static final int SUMS = 1 << 28;

  private static final int BACKWARD = 1 << 24;
  private static final int LOSS = -(1 << 28);

  private final Evaluated point;
  private final Pinned<?>[] base;
  private final Pinned<?>[] pins;
  private final double[] scores;
  private final int[] readers;
  private final @Nullable TieRule free;

  /** The values of the last {@link #forward}, of a large network those that its reverse reads. */
  final double[][][] values;

  private final Forward room;

  /**
   * The derivatives by them, of the last {@link #reverse}; where they are not kept, of the input
   * alone.
   */
  final double[][][] bars;

  private final boolean kept;

  PinnedPass(Evaluated point, Pinned<?>[] pins) {
    this(point, pins, null, false);
  }

  /** Passes after which the derivatives by all values are there. */
  static PinnedPass keeping(Evaluated point, Pinned<?>[] pins) {
    return new PinnedPass(point, pins, null, true);
  }

  /**
   * Passes that may leave the piece.
   *
   * @param free the rule by which winners and sides are chosen anew in each pass; null to pin them
   */
  PinnedPass(Evaluated point, Pinned<?>[] pins, @Nullable TieRule free) {
    this(point, pins, free, false);
  }

  private PinnedPass(Evaluated point, Pinned<?>[] pins, @Nullable TieRule free, boolean kept) {
    this.kept = kept;
    this.point = point;
    this.free = free;
    this.base = pins;
    this.pins = pins.clone();
    room = point.program.passes(kept || !point.program.isLarge());
    values = room.values;
    bars = new double[values.length][][];
    scores = new double[point.scores.length];
    readers = point.program.readerCounts();
  }

  /** The values at an input, without errors. */
  void forward(double[] x) {
    forward(x, null, null);
  }

  /**
   * The values at an input, an error added to each result.
   *
   * @param sizes of the errors; null for none
   * @param draw the errors
   */
  void forward(double[] x, @Nullable LocalRounding sizes, @Nullable RandomErrors draw) {
    Program program = point.program;
    Rows.fill(values[program.input], x);
    for (int k = 0; k < pins.length; k++) {
      point.watch.check();
      Kernel<?> kernel = program.kernels.get(k);
      room.begin(kernel);
      if (free == null) {
        pins[k] = base[k].forward(values, point.values);
      } else {
        kernel.forward(values);
        pins[k] = Pinned.of(kernel, values, free);
      }
      Deviations off = sizes == null ? null : sizes.forward[k];
      if (off != null && draw != null) {
        kernel.addCommonRounding(values, Arithmetic.SUMS, draw);
        draw.add(values[kernel.out], off, k);
      }
      room.end(k);
    }
    int at = 0;
    for (double[] row : values[program.output]) {
      System.arraycopy(row, 0, scores, at, row.length);
      at += row.length;
    }
  }

  /** The derivatives of the loss at the values of the last forward pass, without errors. */
  void reverse() {
    reverse(null, null);
  }

  /** The same with an error added to whatever is added up. */
  void reverse(@Nullable LocalRounding sizes, @Nullable RandomErrors draw) {
    Program program = point.program;
    for (int id = 0; id < bars.length; id++) {
      bars[id] = kept && program.rows(id) >= 0 ? cleared(id) : null;
    }
    bars[program.input] = cleared(program.input);
    bars[program.output] = cleared(program.output);
    double[] bar = new double[scores.length];
    point.objective.gradient(scores, bar);
    if (sizes != null && draw != null) {
      double[] errors = new double[bar.length];
      draw.fill(errors, LOSS);
      for (int score = 0; score < bar.length; score++) {
        bar[score] += sizes.loss[score] * errors[score];
      }
    }
    Rows.fill(bars[program.output], bar);
    for (int k = pins.length - 1; k >= 0; k--) {
      point.watch.check();
      Kernel<?> kernel = program.kernels.get(k);
      program.begin(kernel, bars);
      if (sizes != null && draw != null && readers[kernel.out] > 1) {
        roundSums(kernel, sizes.unit(), draw);
      }
      pins[k].backward(values, bars, Entries.SIGNED);
      @Nullable Deviations[] off = sizes == null ? null : sizes.backward[k];
      if (off != null && draw != null) {
        kernel.addCommonRoundingBackward(bars, Arithmetic.SUMS, draw);
        for (int operand = 0; operand < kernel.in.length; operand++) {
          Deviations each = off[operand];
          if (each != null) {
            draw.add(bars[kernel.in[operand]], each, BACKWARD * (1 + operand) + k);
          }
        }
      }
      if (!kept && kernel.out != program.input) {
        // Whoever reads it has been asked.
        bars[kernel.out] = null;
      }
    }
  }

  private double[][] cleared(int id) {
    double[][] rows = bars[id];
    if (rows == null) {
      return point.program.room(id);
    }
    for (double[] row : rows) {
      Arrays.fill(row, 0);
    }
    return rows;
  }

  /**
   * What several operations read gets the sum of their derivatives, which rounds as it is added.
   */
  private void roundSums(Kernel<?> kernel, double unit, RandomErrors draw) {
    double u = unit * Math.sqrt(readers[kernel.out] - 1);
    double[][] sum = bars[kernel.out];
    double[][] sizes = new double[sum.length][];
    for (int q = 0; q < sum.length; q++) {
      sizes[q] = sum[q].clone();
      for (int c = 0; c < sizes[q].length; c++) {
        sizes[q][c] = Math.abs(u * sizes[q][c]);
      }
    }
    draw.add(sum, Deviations.of(sizes), SUMS + kernel.out);
  }

  /** The derivative by the input. */
  double[] gradient() {
    return Rows.flatten(bars[point.program.input]);
  }

  /** The scores of the last forward pass. */
  double[] scores() {
    return scores.clone();
  }
}
