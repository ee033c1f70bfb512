package io.plumbline.evaluate.point;

import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.result.ParameterGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Reverse mode at a point, on the piece that a tie rule picks. */
public final class Reverse {
  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final double[][][] bars;

  public Reverse(Evaluated point, Pinned<?>[] pins) {
    this(point, pins, point.lossGradient());
  }

  private Reverse(Evaluated point, Pinned<?>[] pins, double[] bar) {
    this.point = point;
    this.pins = pins;
    Program program = point.program;
    bars = program.allocate();
    Rows.fill(bars[program.output], bar);
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      point.watch.check();
      pins[k].backward(point.values, bars, Entries.SIGNED);
    }
  }

  /** The gradient by the input alone: the other derivatives are let go of on the way. */
  public static double[] gradient(Evaluated point, Pinned<?>[] pins) {
    return gradient(point, pins, point.lossGradient());
  }

  /** The gradient of one score by the input. */
  public static double[] ofScore(Evaluated point, Pinned<?>[] pins, int score) {
    return gradient(point, pins, only(point, score));
  }

  private static double[] gradient(Evaluated point, Pinned<?>[] pins, double[] bar) {
    Program program = point.program;
    double[][][] bars = new double[program.valueCount()][][];
    bars[program.input] = program.room(program.input);
    if (program.output != program.input) {
      bars[program.output] = program.room(program.output);
    }
    Rows.fill(bars[program.output], bar);
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      point.watch.check();
      Kernel<?> kernel = program.kernels.get(k);
      program.begin(kernel, bars);
      pins[k].backward(point.values, bars, Entries.SIGNED);
      bars[kernel.out] = null;
    }
    return Rows.flatten(bars[program.input]);
  }

  /** The derivatives of one score by every value. */
  public static double[][][] barsOfScore(Evaluated point, Pinned<?>[] pins, int score) {
    return new Reverse(point, pins, only(point, score)).bars;
  }

  private static double[] only(Evaluated point, int score) {
    double[] bar = new double[point.scores.length];
    bar[score] = 1;
    return bar;
  }

  public double[][][] bars() {
    return bars;
  }

  public double[] inputGradient() {
    return Rows.flatten(bars[point.program.input]);
  }

  public List<ParameterGradient> parameterGradients() {
    List<ParameterGradient> all = new ArrayList<>();
    Map<double[], double[]> sums = new IdentityHashMap<>();
    List<Kernel<?>> kernels = point.program.kernels;
    double[][][] values = point.all();
    for (int k = 0; k < kernels.size(); k++) {
      Kernel<?> kernel = kernels.get(k);
      List<Kernel.Slot> slots = kernel.slots();
      for (int slot = 0; slot < slots.size(); slot++) {
        double[] gradient = pins[k].parameterGradient(slot, values, bars[kernel.out], false);
        double[] sum = sums.putIfAbsent(slots.get(slot).values(), gradient);
        if (sum == null) {
          all.add(new ParameterGradient(slots.get(slot).name(), gradient));
        } else {
          // Layers share it.
          Arrays.setAll(sum, e -> sum[e] + gradient[e]);
        }
      }
    }
    return all;
  }
}
