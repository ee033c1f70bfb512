package io.plumbline.evaluate.ties;

import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Reverse;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far a gradient may move when near-ties are decided in whatever way: an interval for each
 * derivative, carried through the reverse pass by absolute values. A near-tie's own derivative lies
 * in the interval that later near-ties leave it, so that any number of them may go the other way
 * together. The loss's own derivatives by the scores are off by their common errors.
 */
public final class TieReach {
  private TieReach() {}

  /**
   * One bound for each element of the input.
   *
   * @param bars the derivatives by every value
   * @param common by how much each score's derivative may be off
   */
  public static double[] of(
      Evaluated point,
      Pinned<?>[] pins,
      double[][][] bars,
      List<NearTie> ties,
      List<Allowance.Direction> common) {
    Program program = point.program;
    double[][][] sizes = program.allocate();
    add(1, bars, sizes);
    for (Allowance.Direction direction : common) {
      add(direction.most(), Reverse.barsOfScore(point, pins, direction.score()), sizes);
    }
    var byKernel = ties.stream().collect(Collectors.groupingBy(NearTie::kernel));
    double[][][] moved = program.allocate();
    for (int k = program.kernels.size() - 1; k >= 0; k--) {
      Kernel<?> kernel = program.kernels.get(k);
      List<NearTie> own = byKernel.getOrDefault(k, List.of());
      if (!own.isEmpty()) {
        pins[k].either(own, sum(sizes[kernel.out], moved[kernel.out]), moved);
      }
      pins[k].backward(point.values, moved, Entries.ABSOLUTE);
    }
    return Rows.flatten(moved[program.input]);
  }

  private static void add(double factor, double[][][] bars, double[][][] sizes) {
    for (int id = 0; id < bars.length; id++) {
      for (int q = 0; bars[id] != null && q < bars[id].length; q++) {
        for (int c = 0; c < bars[id][q].length; c++) {
          sizes[id][q][c] += factor * Math.abs(bars[id][q][c]);
        }
      }
    }
  }

  private static double[][] sum(double[][] one, double[][] other) {
    double[][] sum = new double[one.length][];
    for (int q = 0; q < one.length; q++) {
      sum[q] = one[q].clone();
      for (int c = 0; c < sum[q].length; c++) {
        sum[q][c] += other[q][c];
      }
    }
    return sum;
  }
}
