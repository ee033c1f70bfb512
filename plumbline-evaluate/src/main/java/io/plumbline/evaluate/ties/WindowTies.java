package io.plumbline.evaluate.ties;

import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.KinkVisitor;
import io.plumbline.evaluate.kernel.MaximumKernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.result.TieKind;
import java.util.ArrayList;
import java.util.List;

/** Collects the places of pooling windows that hold as much as the winner. */
public final class WindowTies implements KinkVisitor {
  private final List<NearTie> found = new ArrayList<>();
  private int kernelIndex;

  private WindowTies() {}

  public static List<NearTie> of(Evaluated point, Pinned<?>[] pins) {
    WindowTies ties = new WindowTies();
    point.visitKinks(pins, point.program.zeros(), ties);
    return ties.found;
  }

  @Override
  public void begin(int index) {
    kernelIndex = index;
  }

  @Override
  public void unit(Kernel<?> kernel, int row, int channel, double distance, double variance) {
    // Has a side, and no winner.
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
    if (gap == 0 && kernel.ties == TieKind.WINDOW) {
      found.add(new NearTie(kernel.name(), 0, 0, kernelIndex, row, channel, loser));
    }
  }
}
