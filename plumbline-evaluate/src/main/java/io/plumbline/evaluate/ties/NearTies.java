package io.plumbline.evaluate.ties;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.KinkVisitor;
import io.plumbline.evaluate.kernel.MaximumKernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Units;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects the units within a precision's rounding of a kink. An exact tie is among them where the
 * tied values come out of sums that round: equal here, they may come out unequal where sums are
 * taken in an order that depends on the place. Ties of values that do not round, such as the bias
 * alone on a black background, are not.
 */
public final class NearTies implements KinkVisitor {
  private final Evaluated point;
  private final List<NearTie> found = new ArrayList<>();
  private int kernelIndex;

  private NearTies(Evaluated point) {
    this.point = point;
  }

  public static List<NearTie> of(Evaluated point, Pinned<?>[] pins, Precision precision) {
    double u = precision.unitRoundoff();
    return of(point, pins, point.variances(u));
  }

  /** Those within so many deviations, given the variances of what the kinks are of. */
  public static List<NearTie> of(Evaluated point, Pinned<?>[] pins, double[][][] variances) {
    NearTies ties = new NearTies(point);
    point.visitKinks(pins, variances, ties);
    ties.found.sort(Comparator.comparingDouble(tie -> tie.distance() / tie.allowance()));
    return ties.found;
  }

  @Override
  public void begin(int index) {
    kernelIndex = index;
  }

  @Override
  public void unit(Kernel<?> kernel, int row, int channel, double distance, double variance) {
    double allowance = Allowance.DEVIATIONS * Math.sqrt(variance);
    if (allowance > 0 && distance <= allowance) {
      String name = Units.name(point, kernel, row, channel);
      found.add(new NearTie(name, distance, allowance, kernelIndex, row, channel, -1));
    }
  }

  @Override
  public void rival(
      MaximumKernel kernel,
      int row,
      int channel,
      int winner,
      int loser,
      double gap,
      double variance) {
    double allowance = Allowance.DEVIATIONS * Math.sqrt(variance);
    if (allowance > 0 && gap <= allowance) {
      String name = Units.window(point, kernel, row, channel, List.of(winner, loser), "~");
      found.add(new NearTie(name, gap, allowance, kernelIndex, row, channel, loser));
    }
  }
}
