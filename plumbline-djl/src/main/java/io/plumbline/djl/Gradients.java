package io.plumbline.djl;

import java.util.ArrayList;
import java.util.List;

/** What reverse mode gave for a batch: for each sample its loss, prediction and input gradient. */
public final class Gradients {
  private final double[] losses;
  private final int[] predictions;
  private final List<Object> rows;

  Gradients(double[] losses, int[] predictions, List<Object> rows) {
    this.losses = losses;
    this.predictions = predictions;
    this.rows = rows;
  }

  static Gradients join(List<Gradients> pieces) {
    List<double[]> losses = new ArrayList<>();
    List<int[]> predictions = new ArrayList<>();
    List<Object> rows = new ArrayList<>();
    for (Gradients piece : pieces) {
      losses.add(piece.losses);
      predictions.add(piece.predictions);
      rows.addAll(piece.rows);
    }
    return new Gradients(
        losses.stream().flatMapToDouble(java.util.Arrays::stream).toArray(),
        predictions.stream().flatMapToInt(java.util.Arrays::stream).toArray(),
        rows);
  }

  /**
   * The loss of each sample, computed in the engine's precision.
   *
   * @return (N)
   */
  public double[] losses() {
    return losses.clone();
  }

  /**
   * The class with the largest output for each sample.
   *
   * @return (N)
   */
  public int[] predictions() {
    return predictions.clone();
  }

  /**
   * The gradients in float32; rounded where the engine computed in float64.
   *
   * @return (N, values of a sample), new arrays
   */
  public float[][] floats() {
    return SampleRows.floats(rows);
  }

  /**
   * The gradients in float64; widened where the engine computed in float32.
   *
   * @return (N, values of a sample), new arrays
   */
  public double[][] doubles() {
    return SampleRows.doubles(rows);
  }
}
