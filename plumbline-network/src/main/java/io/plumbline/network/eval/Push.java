package io.plumbline.network.eval;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Pushes a change through the pinned network and differences the loss on both sides.
 *
 * <p>Up to where the first operation is not affine, negating or doubling a change negates or
 * doubles every intermediate result to the last bit (both are exact in binary floating point), so
 * that part is pushed once and its result scaled; the rest is pushed for each of the steps.
 */
final class Push {
  private final Point point;
  private final Object[] pins;
  private final boolean[] affine;
  private final boolean[] frontier;
  private final boolean affineThroughout;

  Push(Point point, Object[] pins) {
    this.point = point;
    this.pins = pins;
    Program program = point.program;
    List<Kernel> kernels = program.kernels;
    affine = new boolean[kernels.size()];
    frontier = new boolean[program.valueCount()];
    boolean[] curved = new boolean[program.valueCount()];
    boolean all = true;
    for (int k = 0; k < affine.length; k++) {
      Kernel kernel = kernels.get(k);
      int[] changing =
          IntStream.range(0, kernel.in.length)
              .filter(operand -> !program.isConstant(kernel.in[operand]))
              .toArray();
      affine[k] = kernel.affine(changing);
      for (int operand : changing) {
        affine[k] &= !curved[kernel.in[operand]];
      }
      curved[kernel.out] = !affine[k];
      all &= affine[k];
    }
    for (int k = 0; k < affine.length; k++) {
      for (int id : kernels.get(k).in) {
        frontier[id] |= !affine[k] && !curved[id];
      }
    }
    affineThroughout = all;
    frontier[program.output] |= !curved[program.output];
  }

  /**
   * A difference quotient.
   *
   * @param value (f(x+h) - f(x-h)) / 2h
   * @param truncation how far it may be from the derivative
   * @param switches whether a kink that is not at x itself lies within the step
   */
  record Quotient(double value, double truncation, boolean switches) {}

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

  Quotient quotient(int first, Differencing.Seed seed, double h, Changes changes) {
    changes.beginKinks();
    clear(changes);
    seed.plant(h, changes);
    run(first, true, changes);
    if (affineThroughout) {
      return affineQuotient(h, changes);
    }
    double plus = curvedDifference(first, changes, 1);
    double minus = curvedDifference(first, changes, -1);
    double farMinus = curvedDifference(first, changes, 2);
    double farPlus = curvedDifference(first, changes, -1);
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
    double plus = point.objective.difference(point.scores, change);
    for (int k = 0; k < change.length; k++) {
      change[k] = -change[k];
    }
    double minus = point.objective.difference(point.scores, change);
    double truncation = h * h / 6 * point.objective.thirdDerivative((most - least) / h);
    return new Quotient((plus - minus) / (2 * h), truncation, changes.reach >= 1);
  }

  private double curvedDifference(int first, Changes changes, double factor) {
    if (factor != 1) {
      for (int id = 0; id < frontier.length; id++) {
        if (frontier[id] && changes.of(id) != null) {
          changes.of(id).scale(factor);
        }
      }
    }
    run(first, false, changes);
    return point.objective.difference(point.scores, scoreChange(changes));
  }

  private void clear(Changes changes) {
    for (int id = 0; id < frontier.length; id++) {
      if (changes.of(id) != null) {
        changes.of(id).begin(0, 0);
      }
    }
  }

  private void run(int first, boolean affinePart, Changes changes) {
    List<Kernel> kernels = point.program.kernels;
    for (int k = first; k < affine.length; k++) {
      if (affine[k] == affinePart) {
        Kernel kernel = kernels.get(k);
        boolean reached = false;
        for (int id : kernel.in) {
          reached |= !changes.of(id).isNone();
        }
        if (reached) {
          kernel.push(point, pins[k], changes);
        }
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

  /** Pushes a small change of the whole input: a multiple of the given direction. */
  void pushAll(double[] direction, double factor, Changes changes) {
    changes.beginKinks();
    clear(changes);
    Changes.Change x = changes.of(point.program.input);
    int channels = point.program.channels(point.program.input);
    x.begin(0, channels);
    for (int element = 0; element < direction.length; element++) {
      x.accumulator(element / channels)[element % channels] = direction[element] * factor;
    }
    run(0, true, changes);
    run(0, false, changes);
  }

  /** Pushes a step of the input and lists the units that tie or switch. */
  void listKinks(int[] elements, double h, Changes changes, List<String> lines) {
    point.prepareKinks();
    quotient(0, (step, into) -> plant(elements, step, into), h, changes);
    for (int k = 0; k < pins.length; k++) {
      point.program.kernels.get(k).listKinks(point, pins[k], changes, lines);
    }
  }
}
