package io.plumbline.network.eval;

import io.plumbline.network.eval.Differences.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Central differences of the pinned piece, one coordinate at a time, each with its certificate.
 *
 * <p>What is pushed through the network is the change itself, so that f(x+h) - f(x) comes out with
 * nearly full relative precision, the step is exactly h, and it can be small. Coordinates do not
 * see each other, so results do not depend on how many threads share them.
 */
final class Differencing {
  private static final double STEP = 0x1p-21;
  private static final double LEAST_STEP = 0x1p-44;
  private static final int ATTEMPTS = 6;

  private final Point point;
  private final Object[] pins;
  private final Push push;
  private final Magnitude magnitude;
  private final Rounding rounding;
  private final double roundings;
  private final ConcurrentLinkedQueue<Changes> workspaces = new ConcurrentLinkedQueue<>();

  Differencing(Point point, Object[] pins) {
    this.point = point;
    this.pins = pins;
    point.prepareKinks();
    this.push = new Push(point, pins);
    this.magnitude = new Magnitude(point, pins);
    this.rounding = Rounding.certain(point, pins);
    this.roundings = Magnitude.roundings(point.program) * Point.FLOAT64;
  }

  Differences byInput(int[][] groups) {
    double[] paths = magnitude.input();
    double[] errors = rounding.inputErrors();
    return each(
        groups.length,
        k -> {
          double scale = 1;
          double noise = 0;
          for (int element : groups[k]) {
            scale = Math.max(scale, Math.abs(point.x(element)));
            noise += errors[element] + roundings * paths[element];
          }
          return new Coordinate(
              0, STEP * scale, noise, (h, changes) -> push.plant(groups[k], h, changes));
        });
  }

  List<ParameterDifferences> byParameters() {
    List<ParameterDifferences> all = new ArrayList<>();
    List<Kernel> kernels = point.program.kernels;
    for (int k = 0; k < kernels.size(); k++) {
      List<Kernel.Slot> slots = kernels.get(k).slots();
      for (int slot = 0; slot < slots.size(); slot++) {
        all.add(new ParameterDifferences(slots.get(slot).name(), bySlot(k, slot)));
      }
    }
    return all;
  }

  private Differences bySlot(int k, int slot) {
    Kernel kernel = point.program.kernels.get(k);
    double[] values = kernel.slots().get(slot).values();
    double[][] paths = magnitude.at(kernel);
    double[][][] at = point.values;
    double[] sum = kernel.parameterGradient(slot, at, pins[k], paths, true);
    double[] back = kernel.parameterGradient(slot, at, pins[k], rounding.at(kernel), true);
    double[] ahead = kernel.parameterGradient(slot, point.errors(), pins[k], paths, true);
    return each(
        values.length,
        index ->
            new Coordinate(
                k + 1,
                STEP * Math.max(1, Math.abs(values[index])),
                back[index] + ahead[index] + roundings * sum[index],
                (h, changes) -> kernel.perturb(point, pins[k], slot, index, h, changes)));
  }

  /** Plants a change of size h where the coordinate enters the network. */
  interface Seed {
    void plant(double h, Changes changes);
  }

  /**
   * One coordinate.
   *
   * @param first the first kernel that its change reaches
   * @param step to begin with
   * @param noise the rounding bound of its quotient
   * @param seed how it enters
   */
  private record Coordinate(int first, double step, double noise, Seed seed) {}

  private interface Coordinates {
    Coordinate of(int k);
  }

  private Differences each(int count, Coordinates coordinates) {
    Differences result =
        new Differences(
            new double[count], new double[count], new double[count], new Standing[count]);
    IntStream.range(0, count)
        .parallel()
        .forEach(
            k -> {
              Changes changes = workspaces.poll();
              if (changes == null) {
                changes = new Changes(point.program);
              }
              difference(coordinates.of(k), changes, result, k);
              workspaces.add(changes);
            });
    return result;
  }

  private void difference(Coordinate at, Changes changes, Differences result, int k) {
    double h = at.step;
    Push.Quotient quotient = push.quotient(at.first, at.seed, h, changes);
    for (int attempt = 1; quotient.switches() && attempt < ATTEMPTS; attempt++) {
      double shrink = Math.pow(2, Math.floor(-1 - Math.log(changes.reach) / Math.log(2)));
      if (!(h * shrink >= LEAST_STEP)) {
        break;
      }
      h *= shrink;
      quotient = push.quotient(at.first, at.seed, h, changes);
    }
    result.values()[k] = quotient.value();
    result.bounds()[k] = quotient.truncation() + at.noise + 4 * Math.ulp(quotient.value());
    result.steps()[k] = h;
    result.standings()[k] =
        changes.tied ? Standing.TIED : quotient.switches() ? Standing.NEAR : Standing.SMOOTH;
  }
}
