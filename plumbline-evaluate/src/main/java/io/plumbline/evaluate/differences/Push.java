package io.plumbline.evaluate.differences;

import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.point.Watch;
import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.WholeGradient;
import io.plumbline.graph.loss.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Pushes a change of one value, its source, through the pinned network and differences the loss on
 * both sides.
 *
 * <p>Up to where the first operation is not affine, negating or doubling a change negates or
 * doubles every intermediate result to the last bit (both are exact in binary floating point), so
 * that part is pushed once and its result scaled; the rest is pushed for each of the steps.
 */
public final class Push {
  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final PinnedBlock[] blocks;
  private final Objective.Differencer objective;

  /** The kernels, or heads of blocks, that the source reaches by affine operations alone. */
  private final int[] affine;

  /** The others that it reaches. */
  private final int[] curved;

  /** What the curved part reads of the affine part. */
  private final int[] frontier;

  /** By value, the kernel that reads it last. */
  private final int[] last;

  /** A push of the input, kernel by kernel. */
  public Push(Evaluated point, Pinned<?>[] pins) {
    this(point, pins, new PinnedBlock[pins.length], point.program.input);
  }

  /**
   * A push of one value.
   *
   * @param blocks by the place of their convolution, null where there is none
   * @param source the value that is changed
   */
  public Push(Evaluated point, Pinned<?>[] pins, PinnedBlock[] blocks, int source) {
    this.point = point;
    this.pins = pins;
    this.blocks = blocks;
    this.objective = point.objective.from(point.scores);
    Program program = point.program;
    List<Kernel<?>> kernels = program.kernels;
    boolean[] reached = new boolean[program.valueCount()];
    boolean[] bent = new boolean[reached.length];
    boolean[] read = new boolean[reached.length];
    reached[source] = true;
    int[] straight = new int[kernels.size()];
    int[] rest = new int[straight.length];
    int straightCount = 0;
    int restCount = 0;
    for (int k = 0; k < straight.length; k++) {
      Kernel<?> kernel = kernels.get(k);
      int[] changing =
          IntStream.range(0, kernel.in.length).filter(i -> reached[kernel.in[i]]).toArray();
      if (changing.length == 0) {
        continue;
      }
      boolean bends = !kernel.affine(changing);
      for (int operand : changing) {
        bends |= bent[kernel.in[operand]];
      }
      if (bends) {
        rest[restCount++] = k;
        for (int operand : changing) {
          read[kernel.in[operand]] |= !bent[kernel.in[operand]];
        }
      } else {
        straight[straightCount++] = k;
      }
      reached[kernel.out] = true;
      bent[kernel.out] = bends;
    }
    affine = withoutInner(straight, straightCount, source);
    curved = withoutInner(rest, restCount, source);
    read[program.output] |= reached[program.output] && !bent[program.output];
    frontier = IntStream.range(0, read.length).filter(id -> read[id]).toArray();
    last = new int[read.length];
    for (int k : IntStream.concat(Arrays.stream(affine), Arrays.stream(curved)).toArray()) {
      for (int id : kernels.get(k).in) {
        last[id] = k;
      }
    }
  }

  /** Leaves out what a block does when its convolution is pushed. */
  private int[] withoutInner(int[] places, int count, int source) {
    boolean[] inner = new boolean[pins.length];
    for (PinnedBlock block : blocks) {
      if (block != null && block.shape.convolution.out != source) {
        boolean within = block.shape.activation != null && block.shape.activation.out == source;
        inner[block.shape.activationAt] = !within && block.shape.activation != null;
        inner[block.shape.poolAt] = !within;
      }
    }
    return Arrays.stream(places, 0, count).filter(k -> !inner[k]).toArray();
  }

  /**
   * A difference quotient.
   *
   * @param value (f(x+h) - f(x-h)) / 2h
   * @param truncation how far it may be from the derivative
   * @param switches whether a kink that is not at x itself lies within the step
   */
  record Quotient(double value, double truncation, boolean switches) {}

  /** Plants a change of size h at the source. */
  interface Seed {
    void plant(double h, Changes changes);
  }

  /** Moves elements of the input by h. */
  void plant(int[] elements, double h, Changes changes) {
    int id = point.program.input;
    Changes.Change x = changes.of(id);
    int channels = point.program.channels(id);
    int only = elements.length == 1 ? elements[0] % channels : -1;
    x.begin(only < 0 ? 0 : only, only < 0 ? channels : only + 1);
    for (int element : elements) {
      x.accumulator(element / channels)[element % channels] = h;
    }
  }

  Quotient quotient(Seed seed, double h, Changes changes) {
    changes.beginKinks();
    changes.forget();
    seed.plant(h, changes);
    run(affine, changes);
    if (curved.length == 0) {
      return affineQuotient(h, changes);
    }
    double plus = curvedDifference(changes, 1);
    double minus = curvedDifference(changes, -1);
    double farMinus = curvedDifference(changes, 2);
    double farPlus = curvedDifference(changes, -1);
    double near = (plus - minus) / (2 * h);
    double far = (farPlus - farMinus) / (4 * h);
    // The error of the nearer quotient is a third of their difference, to leading order.
    return new Quotient(near, Math.abs(far - near), changes.reach >= 1);
  }

  private Quotient affineQuotient(double h, Changes changes) {
    double[] change = scoreChange(changes);
    double most = change[0];
    double least = change[0];
    for (double each : change) {
      most = Math.max(most, each);
      least = Math.min(least, each);
    }
    watchLoss(change, changes);
    double plus = objective.of(change);
    for (int k = 0; k < change.length; k++) {
      change[k] = -change[k];
    }
    watchLoss(change, changes);
    double minus = objective.of(change);
    double truncation = h * h / 6 * point.objective.thirdDerivative((most - least) / h);
    return new Quotient((plus - minus) / (2 * h), truncation, changes.reach >= 1);
  }

  private double curvedDifference(Changes changes, double factor) {
    if (factor != 1) {
      for (int id : frontier) {
        changes.of(id).scale(factor);
      }
    }
    run(curved, changes);
    double[] change = scoreChange(changes);
    watchLoss(change, changes);
    return objective.of(change);
  }

  /** A kink of the loss itself counts as a unit that was moved too far. */
  private void watchLoss(double[] change, Changes changes) {
    if (point.objective.crosses(point.scores, change)) {
      changes.kink(2, 1);
    }
  }

  private void run(int[] places, Changes changes) {
    run(places, changes, k -> {}, Watch.NONE);
  }

  private void run(int[] places, Changes changes, IntConsumer pushed, Watch watch) {
    for (int k : places) {
      watch.check();
      Kernel<?> kernel = point.program.kernels.get(k);
      boolean reached = reached(kernel, changes);
      if (reached && blocks[k] != null) {
        blocks[k].push(changes);
      } else if (reached) {
        pins[k].push(point, changes);
      }
      if (reached) {
        pushed.accept(k);
      }
    }
  }

  private double[] scoreChange(Changes changes) {
    Changes.Change z = changes.of(point.program.output);
    double[] change = new double[point.scores.length];
    int channels = point.program.channels(point.program.output);
    for (int t = 0; t < z.count; t++) {
      int row = z.touched[t];
      System.arraycopy(z.rows[row], z.from, change, row * channels + z.from, z.to - z.from);
    }
    return change;
  }

  /** The scores' change when elements of the input are moved by h, winners and sides free. */
  double[] realChange(int[] elements, double h, Changes changes) {
    changes.forget();
    plant(elements, h, changes);
    for (Kernel<?> kernel : point.program.kernels) {
      if (reached(kernel, changes)) {
        kernel.pushReal(point, changes);
      }
    }
    return scoreChange(changes);
  }

  /** The scores' change when elements of the input are moved by h on the pinned piece. */
  public double[] pinnedChange(int[] elements, double h, Changes changes) {
    changes.beginKinks();
    changes.forget();
    plant(elements, h, changes);
    run(affine, changes);
    run(curved, changes);
    return scoreChange(changes);
  }

  private static boolean reached(Kernel<?> kernel, Changes changes) {
    for (int id : kernel.in) {
      if (!changes.of(id).isNone()) {
        return true;
      }
    }
    return false;
  }

  /** Pushes a small change of the whole input: a multiple of the given direction. */
  public void pushAll(double[] direction, double factor, Changes changes) {
    pushAll(direction, factor, changes, k -> {});
  }

  /**
   * The same, watched.
   *
   * @param pushed is told the place of each kernel whose output has just been changed, and may
   *     change it further
   */
  public void pushAll(double[] direction, double factor, Changes changes, IntConsumer pushed) {
    changes.beginKinks();
    changes.forget();
    Changes.Change x = changes.of(point.program.input);
    int channels = point.program.channels(point.program.input);
    x.begin(0, channels);
    for (int element = 0; element < direction.length; element++) {
      x.accumulator(element / channels)[element % channels] = direction[element] * factor;
    }
    run(affine, changes, pushed, point.watch);
    run(curved, changes, pushed, point.watch);
  }

  /**
   * The derivative along a direction of the input: two central differences of the pinned piece,
   * extrapolated to a step of 0 after Richardson.
   */
  double along(double[] direction, Changes changes) {
    double most = 0;
    for (double each : direction) {
      most = Math.max(most, Math.abs(each));
    }
    double h = WholeGradient.STEP / most;
    double near =
        (difference(direction, h, changes) - difference(direction, -h, changes)) / (2 * h);
    double far =
        (difference(direction, 2 * h, changes) - difference(direction, -2 * h, changes)) / (4 * h);
    return near + (near - far) / 3;
  }

  private double difference(double[] direction, double h, Changes changes) {
    pushAll(direction, h, changes, point.program.isLarge() ? k -> release(k, changes) : k -> {});
    return objective.of(scoreChange(changes));
  }

  /** Gives up the room of what nobody reads any more. */
  private void release(int place, Changes changes) {
    for (int id : point.program.kernels.get(place).in) {
      if (last[id] == place) {
        changes.of(id).release();
      }
    }
  }

  /** Pushes a step of the input and lists the units that tie or switch. */
  public void listKinks(int[] elements, double h, Changes changes, List<Kink> found) {
    point.prepareKinks();
    quotient((step, into) -> plant(elements, step, into), h, changes);
    for (int k = 0; k < pins.length; k++) {
      point.program.kernels.get(k).kinks().list(point, changes, found);
    }
  }
}
