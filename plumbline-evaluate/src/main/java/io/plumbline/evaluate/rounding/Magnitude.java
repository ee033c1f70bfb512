package io.plumbline.evaluate.rounding;

import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;

/**
 * The sum of the absolute values of all paths from a value to the loss: what a relative error in
 * each step of a pushed change can grow to.
 */
public final class Magnitude {
  private final double[][][] sums;

  public Magnitude(Evaluated point, Pinned<?>[] pins) {
    Program program = point.program;
    sums = program.allocate();
    double[] bar = new double[point.scores.length];
    point.objective.gradient(point.scores, bar);
    for (int k = 0; k < bar.length; k++) {
      bar[k] = Math.abs(bar[k]);
    }
    Rows.fill(sums[program.output], bar);
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      pins[k].backward(point.values, sums, Entries.ABSOLUTE);
    }
  }

  public double[][] at(Kernel<?> kernel) {
    return sums[kernel.out];
  }

  /** How many roundings a pushed change goes through at most, one kernel behind another. */
  public static double roundings(Program program) {
    double sum = 20;
    for (Kernel<?> kernel : program.kernels) {
      sum += kernel.pushRoundings();
    }
    return sum;
  }
}
