package io.plumbline.jobs.check.outcome;

import io.plumbline.report.HeatmapSet.Tiles;
import java.util.Optional;

/**
 * Where the values of a convolution's weight stand where all its kernels lie side by side: those of
 * one output from left to right, and as many outputs beside each other as make the sheet square.
 *
 * @param outputs how many
 * @param inputs kernels of each output
 * @param rows of a kernel
 * @param columns of a kernel
 * @param spatialFirst whether the weight is (rows, columns, inputs, outputs), as Keras has it, not
 *     (outputs, inputs, rows, columns)
 */
public record KernelSheet(int outputs, int inputs, int rows, int columns, boolean spatialFirst) {
  private static final int LARGEST = 16;

  /** Larger ones are no picture, and make a report heavy. */
  private static final int MOST = 65_536;

  /**
   * The sheet of a weight.
   *
   * @param shape of the weight
   * @param spatialFirst whether the axes of the kernel come first
   * @return empty where it has no kernels of two axes, or more than can be looked at
   */
  static Optional<KernelSheet> of(int[] shape, boolean spatialFirst) {
    if (shape.length != 4) {
      return Optional.empty();
    }
    KernelSheet sheet =
        spatialFirst
            ? new KernelSheet(shape[3], shape[2], shape[0], shape[1], true)
            : new KernelSheet(shape[0], shape[1], shape[2], shape[3], false);
    boolean seen = sheet.rows <= LARGEST && sheet.columns <= LARGEST && sheet.size() <= MOST;
    return seen && sheet.rows * sheet.columns > 1 ? Optional.of(sheet) : Optional.empty();
  }

  private int size() {
    return outputs * inputs * rows * columns;
  }

  /** How many outputs stand beside each other. */
  private int beside() {
    int best = 1;
    for (int count = 1; count <= outputs; count++) {
      if (outputs % count == 0 && unevenness(count) <= unevenness(best)) {
        best = count;
      }
    }
    return best;
  }

  private double unevenness(int beside) {
    double width = (double) beside * inputs * columns;
    double height = (double) outputs / beside * rows;
    return Math.abs(Math.log(width / height));
  }

  public Tiles tiles() {
    return new Tiles(rows, columns, inputs);
  }

  public int height() {
    return outputs / beside() * rows;
  }

  public int width() {
    return beside() * inputs * columns;
  }

  /** The weight's values, as they stand on the sheet. */
  public double[] arranged(double[] values) {
    double[] arranged = new double[values.length];
    int width = width();
    int across = beside() * inputs;
    for (int k = 0; k < arranged.length; k++) {
      int row = k / width;
      int column = k % width;
      int kernel = row / rows * across + column / columns;
      arranged[k] = values[place(kernel / inputs, kernel % inputs, row % rows, column % columns)];
    }
    return arranged;
  }

  private int place(int output, int input, int row, int column) {
    return spatialFirst
        ? ((row * columns + column) * inputs + input) * outputs + output
        : ((output * inputs + input) * rows + row) * columns + column;
  }
}
