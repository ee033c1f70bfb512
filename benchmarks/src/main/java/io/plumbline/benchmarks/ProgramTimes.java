package io.plumbline.benchmarks;

import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.program.ProgramFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many points a second come from programs, such as the loops of the protocol. */
public final class ProgramTimes {
  private static final int[] BATCHES = {1, 64, 1000};
  private static final int ROUNDS = 15;
  private static final Inputs AT = Inputs.of(1, 2, 3);

  private ProgramTimes() {}

  /**
   * Times them.
   *
   * @param commands a program each
   */
  public static void main(String[] commands) {
    for (String command : commands) {
      try (ProgramFunction function =
          ProgramFunction.start(command, AT, ProgramFunction.SILENCE, new CancellationToken())) {
        List<Timing.Work> works = new ArrayList<>();
        for (int batch : BATCHES) {
          double[] points = new double[AT.size() * batch];
          double[] values = new double[batch];
          works.add(
              new Timing.Work(
                  "batches of " + batch, () -> function.evaluate(points, batch, values)));
        }
        List<Timing.Result> results = Timing.of(works, ROUNDS);
        for (int k = 0; k < BATCHES.length; k++) {
          System.out.printf(
              Locale.ROOT,
              "%-40s %-16s %,12.0f points a second%n",
              command,
              results.get(k).name(),
              1e9 * BATCHES[k] / results.get(k).median());
        }
      }
    }
  }
}
