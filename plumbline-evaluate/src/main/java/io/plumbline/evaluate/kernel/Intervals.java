package io.plumbline.evaluate.kernel;

/**
 * Derivatives by every value, each in an interval.
 *
 * @param centers the middles, by value, row and channel
 * @param radii half their widths
 */
public record Intervals(double[][][] centers, double[][][] radii) {
  /** The least that a derivative may be. */
  public double low(int id, int row, int channel) {
    return centers[id][row][channel] - radii[id][row][channel];
  }

  /** The largest that it may be. */
  public double high(int id, int row, int channel) {
    return centers[id][row][channel] + radii[id][row][channel];
  }

  /** Takes an interval that was added to a derivative out of it, and adds another. */
  void replace(
      int id, int row, int channel, double low, double high, double newLow, double newHigh) {
    centers[id][row][channel] += (newLow + newHigh) / 2 - (low + high) / 2;
    radii[id][row][channel] += (newHigh - newLow) / 2 - (high - low) / 2;
  }

  /** The largest size of each derivative. */
  public double[][][] sizes() {
    double[][][] sizes = new double[centers.length][][];
    for (int id = 0; id < sizes.length; id++) {
      if (centers[id] != null) {
        sizes[id] = new double[centers[id].length][];
        for (int q = 0; q < sizes[id].length; q++) {
          sizes[id][q] = new double[centers[id][q].length];
          for (int c = 0; c < sizes[id][q].length; c++) {
            sizes[id][q][c] = Math.abs(centers[id][q][c]) + radii[id][q][c];
          }
        }
      }
    }
    return sizes;
  }
}
