package io.plumbline.blackbox;

import io.plumbline.blackbox.engine.EngineEnded;
import io.plumbline.blackbox.engine.Output;
import io.plumbline.core.InvalidInputException;
import java.util.Arrays;

/**
 * How samples are handed to a model: along a first axis of fixed or free length, or one by one
 * where there is no such axis. Found by trying: a model may declare a free axis and work for one
 * length only, and what looks like a batch may be a sequence.
 */
final class Batches {
  private static final int[] SIZES = {64, 16, 4};
  private static final int MOST_VALUES = 1 << 20;
  private static final int ROWS_TRIED = 4;

  private final String source;
  private final Engine engine;
  private int[] sample;
  private int size;
  private boolean axis = true;
  private int fixed;
  private int batch = 1;
  private int outputs;

  /** One evaluation of a tensor of this shape, in C order. */
  @FunctionalInterface
  interface Engine {
    Output run(double[] values, int length, long[] shape);
  }

  private Batches(String source, Engine engine, int[] sample, int fixed) {
    this.source = source;
    this.engine = engine;
    this.fixed = fixed;
    take(sample);
  }

  /**
   * Finds out.
   *
   * @param source the file's name
   * @param sample the shape of one sample, if the first axis is a batch's
   * @param fixed the length of the first axis; 0 where it is free
   * @param given the array to be evaluated
   * @param engine evaluates
   */
  static Batches find(String source, int[] sample, int fixed, Given given, Engine engine) {
    Batches found = new Batches(source, engine, sample, fixed);
    found.axis(given);
    found.size(given.first());
    return found;
  }

  private void take(int[] shape) {
    sample = shape;
    long product = 1;
    for (int extent : shape) {
      product = Math.min(Integer.MAX_VALUE, product * Math.max(0, extent));
    }
    size = (int) product;
  }

  /** Whether the first axis is that of independent samples, and how many outputs each has. */
  private void axis(Given given) {
    int rows = Math.max(1, Math.min(ROWS_TRIED, given.first().length / Math.max(1, size)));
    int length = fixed > 0 ? fixed : rows;
    Output together = run(engine, given.first(), rows, length);
    boolean rowwise =
        together.shape().length > 0
            && together.shape()[0] == length
            && together.values().length % length == 0;
    if (!rowwise && length == 1 && together.values().length > 0) {
      // A single sample whose output has lost its batch axis.
      outputs = together.values().length;
      batch = 1;
      return;
    }
    if (!rowwise) {
      oneSample(given, together);
      return;
    }
    outputs = together.values().length / length;
    if (outputs == 0) {
      throw new InvalidInputException(source + ": outputs (0) must be at least 1");
    }
    boolean chance =
        !OutputMeanings.same(together.values(), run(engine, given.first(), rows, length).values());
    if (rows > 1 && !chance) {
      double[] last = Arrays.copyOfRange(given.first(), (rows - 1) * size, rows * size);
      double[] alone = row(run(engine, last, 1, fixed > 0 ? fixed : 1), 0);
      if (!OutputMeanings.same(alone, row(together, rows - 1))) {
        throw new InvalidInputException(
            source
                + ": samples ("
                + rows
                + ") must be given one at a time: the outputs of one depend on the others");
      }
    }
  }

  /** There is no batch axis: the array as given is one sample, of a sequence for example. */
  private void oneSample(Given given, Output together) {
    if (given.image() || given.shape().length != sample.length + 1) {
      throw new InvalidInputException(
          source
              + ": output shape "
              + Layouts.text(together.shape())
              + " must begin with the batch axis of the input");
    }
    axis = false;
    fixed = 0;
    take(given.shape());
    outputs = engine.run(given.first(), size, shape(1)).values().length;
  }

  /** How many samples at once. */
  private void size(double[] first) {
    if (!axis) {
      return;
    }
    if (fixed > 0) {
      batch = fixed;
      return;
    }
    double[] alone = row(run(engine, first, 1, 1), 0);
    double[] moved = new double[size];
    for (int k = 0; k < size; k++) {
      moved[k] = 0.75 * first[k];
    }
    double[] movedAlone = row(run(engine, moved, 1, 1), 0);
    for (int most : SIZES) {
      if ((long) most * size <= MOST_VALUES && works(most, first, alone, moved, movedAlone)) {
        batch = most;
        return;
      }
    }
  }

  private boolean works(
      int most, double[] first, double[] alone, double[] moved, double[] movedAlone) {
    double[] points = new double[most * size];
    for (int k = 0; k < most; k++) {
      System.arraycopy(k % 2 == 0 ? first : moved, 0, points, k * size, size);
    }
    try {
      Output output = run(engine, points, most, most);
      return output.values().length == most * outputs
          && OutputMeanings.same(alone, row(output, 0))
          && OutputMeanings.same(movedAlone, row(output, most - 1));
    } catch (EngineEnded e) {
      throw e;
    } catch (InvalidInputException e) {
      // A model that was exported for another length says so by failing.
      return false;
    }
  }

  private double[] row(Output output, int row) {
    return Arrays.copyOfRange(output.values(), row * outputs, (row + 1) * outputs);
  }

  /** Evaluates rows, repeated to fill the axis where its length is fixed. */
  private Output run(Engine by, double[] points, int rows, int length) {
    if (rows == length) {
      return by.run(points, rows * size, shape(length));
    }
    double[] filled = new double[length * size];
    for (int k = 0; k < length; k++) {
      System.arraycopy(points, k % rows * size, filled, k * size, size);
    }
    return by.run(filled, filled.length, shape(length));
  }

  private long[] shape(int length) {
    long[] shape = new long[sample.length + (axis ? 1 : 0)];
    for (int k = 0; k < sample.length; k++) {
      shape[k + shape.length - sample.length] = sample[k];
    }
    if (axis) {
      shape[0] = length;
    }
    return shape;
  }

  int[] sample() {
    return sample.clone();
  }

  int outputs() {
    return outputs;
  }

  int batch() {
    return batch;
  }

  /**
   * The outputs of so many points.
   *
   * @param by the engine, or one that gives another output of the same model
   * @param outputs is overwritten with {@link #outputs} numbers for each
   */
  void evaluate(Engine by, double[] points, int count, double[] outputs) {
    for (int done = 0; done < count; done += batch) {
      int rows = Math.min(batch, count - done);
      double[] part =
          done == 0 ? points : Arrays.copyOfRange(points, done * size, (done + rows) * size);
      double[] values = run(by, part, rows, fixed > 0 ? fixed : rows).values();
      if (values.length < rows * this.outputs) {
        throw new InvalidInputException(
            source + ": outputs (" + values.length + ") must be as many for every sample");
      }
      System.arraycopy(values, 0, outputs, done * this.outputs, rows * this.outputs);
    }
  }
}
