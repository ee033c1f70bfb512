package io.plumbline.evaluate;

/**
 * The sum of the absolute values of all paths from a value to the loss: what a relative error in
 * each step of a pushed change can grow to.
 */
final class Magnitude {
  private final double[][][] sums;

  Magnitude(Point point, Pinned<?>[] pins) {
    Program program = point.program;
    sums = program.allocate();
    double[] bar = new double[point.scores.length];
    point.objective.gradient(point.scores, bar);
    for (int k = 0; k < bar.length; k++) {
      bar[k] = Math.abs(bar[k]);
    }
    Program.fill(sums[program.output], bar);
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      pins[k].backward(point.values, sums, Norm.ABSOLUTE);
    }
  }

  double[][] at(Kernel<?> kernel) {
    return sums[kernel.out];
  }

  /** How many roundings a pushed change goes through at most, one kernel behind another. */
  static double roundings(Program program) {
    double sum = 20;
    for (Kernel<?> kernel : program.kernels) {
      sum += kernel.pushRoundings();
    }
    return sum;
  }
}
