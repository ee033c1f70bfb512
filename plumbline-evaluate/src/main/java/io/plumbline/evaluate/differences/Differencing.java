package io.plumbline.evaluate.differences;

import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Parallel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.evaluate.result.DifferencesEndedException;
import io.plumbline.evaluate.result.ParameterDifferences;
import io.plumbline.evaluate.rounding.GradientRounding;
import io.plumbline.evaluate.rounding.Magnitude;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * Central differences of the pinned piece, one coordinate at a time, each with its certificate.
 *
 * <p>What is pushed through the network is the change itself, so that f(x+h) - f(x) comes out with
 * nearly full relative precision, the step is exactly h, and it can be small. Coordinates do not
 * see each other, so results do not depend on how many threads share them.
 */
public final class Differencing {
  private static final double STEP = 0x1p-21;
  private static final double LEAST_STEP = 0x1p-44;
  private static final int ATTEMPTS = 6;

  /** What a coordinate costs, in multiply-adds, at least about. */
  private static final double WORK = 1e4;

  /** After so many coordinates it is told how far the work has come. */
  private static final int TOLD = 16;

  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final PinnedBlock[] blocks;
  private final GradientRounding rounding;

  public Differencing(Evaluated point, Pinned<?>[] pins) {
    this(point, pins, true);
  }

  /**
   * Differences around a point.
   *
   * @param fused whether blocks are pushed as one; otherwise kernel by kernel, which is the slow
   *     twin
   */
  public Differencing(Evaluated point, Pinned<?>[] pins, boolean fused) {
    this.point = point;
    this.pins = pins;
    point.prepareKinks();
    this.blocks = fused ? PinnedBlock.of(point, pins) : new PinnedBlock[pins.length];
    this.rounding =
        GradientRounding.certain(
            point, pins, Magnitude.roundings(point.program) * Evaluated.FLOAT64);
  }

  /** How far each quotient is off by rounding at worst. */
  public double[] inputErrors() {
    return rounding.inputErrors();
  }

  public Differences byInput(int[][] groups) {
    Push push = new Push(point, pins, blocks, point.program.input);
    double[] errors = inputErrors();
    return each(
        groups.length,
        push,
        k -> {
          double scale = 1;
          double noise = 0;
          for (int element : groups[k]) {
            scale = Math.max(scale, Math.abs(point.x(element)));
            noise += errors[element];
          }
          return new Coordinate(
              STEP * scale, noise, (h, changes) -> push.plant(groups[k], h, changes));
        });
  }

  public List<ParameterDifferences> byParameters() {
    Map<double[], ParameterDifferences> all = new IdentityHashMap<>();
    List<double[]> order = new ArrayList<>();
    List<Kernel<?>> kernels = point.program.kernels;
    Magnitude magnitude = new Magnitude(point, pins);
    for (int k = 0; k < kernels.size(); k++) {
      List<ParameterDifferences> found = byParameters(k, magnitude);
      for (int slot = 0; slot < found.size(); slot++) {
        double[] values = kernels.get(k).slots().get(slot).values();
        if (!all.containsKey(values)) {
          order.add(values);
        }
        // Layers may share it: the derivative is the sum of those by each place where it enters.
        all.merge(values, found.get(slot), ParameterDifferences::plus);
      }
    }
    return order.stream().map(all::get).toList();
  }

  private List<ParameterDifferences> byParameters(int k, Magnitude magnitude) {
    List<ParameterDifferences> all = new ArrayList<>();
    Kernel<?> kernel = point.program.kernels.get(k);
    List<Kernel.Slot> slots = kernel.slots();
    if (slots.isEmpty()) {
      return all;
    }
    PinnedBlock block = blocks[k];
    BlockParameters parameters = block == null ? null : new BlockParameters(block);
    int source = block == null ? kernel.out : block.shape.pool.out;
    Push push = new Push(point, pins, blocks, source);
    for (int slot = 0; slot < slots.size(); slot++) {
      double[] values = slots.get(slot).values();
      double[] noise = parameterNoise(k, slot, magnitude);
      int which = slot;
      Differences differences =
          each(
              values.length,
              push,
              index ->
                  new Coordinate(
                      STEP * Math.max(1, Math.abs(values[index])),
                      noise[index],
                      parameters == null
                          ? (h, changes) -> pins[k].perturb(point, which, index, h, changes)
                          : (h, changes) -> parameters.perturb(which, index, h, changes)));
      all.add(new ParameterDifferences(slots.get(slot).name(), differences));
    }
    return all;
  }

  private double[] parameterNoise(int k, int slot, Magnitude magnitude) {
    Kernel<?> kernel = point.program.kernels.get(k);
    double[] noise = pins[k].parameterGradient(slot, point.values, rounding.at(kernel), true);
    double[] ahead =
        kernel.parameterError(slot, point.values, point.errors(), magnitude.at(kernel));
    for (int index = 0; index < noise.length; index++) {
      noise[index] += ahead[index];
    }
    return noise;
  }

  /**
   * One coordinate.
   *
   * @param step to begin with
   * @param noise the rounding bound of its quotient
   * @param seed how it enters
   */
  private record Coordinate(double step, double noise, Push.Seed seed) {}

  private interface Coordinates {
    Coordinate of(int k);
  }

  private Differences each(int count, Push push, Coordinates coordinates) {
    Differences result =
        new Differences(
            new double[count], new double[count], new double[count], new Standing[count]);
    Watch.Counter counter = point.watch.counter("differencing coordinates", count);
    try {
      Parallel.ranges(
          count,
          WORK * count,
          (from, to) -> {
            Changes changes = point.program.borrowChanges();
            for (int k = from; k < to; k++) {
              difference(coordinates.of(k), push, changes, result, k);
              if ((k + 1 - from) % TOLD == 0 || k == to - 1) {
                counter.add((k - from) % TOLD + 1);
                point.watch.check();
              }
            }
            point.program.giveBack(changes);
          });
    } catch (CancellationException e) {
      throw new DifferencesEndedException(result);
    }
    return result;
  }

  private static void difference(
      Coordinate at, Push push, Changes changes, Differences result, int k) {
    double h = at.step;
    Push.Quotient quotient = push.quotient(at.seed, h, changes);
    for (int attempt = 1; quotient.switches() && attempt < ATTEMPTS; attempt++) {
      double shrink = Math.pow(2, Math.floor(-1 - Math.log(changes.reach) / Math.log(2)));
      if (!(h * shrink >= LEAST_STEP)) {
        break;
      }
      h *= shrink;
      quotient = push.quotient(at.seed, h, changes);
    }
    result.values()[k] = quotient.value();
    result.bounds()[k] = quotient.truncation() + at.noise + 4 * Math.ulp(quotient.value());
    result.steps()[k] = h;
    result.standings()[k] =
        changes.tied ? Standing.TIED : quotient.switches() ? Standing.NEAR : Standing.SMOOTH;
  }
}
