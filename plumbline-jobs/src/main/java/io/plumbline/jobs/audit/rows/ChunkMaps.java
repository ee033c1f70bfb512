package io.plumbline.jobs.audit.rows;

import java.util.Arrays;

/**
 * Sums over samples, cell by cell of the input: a cell is a pixel, all channels together, or a
 * square of pixels where there are many; of what is no image, a run of coordinates.
 *
 * @param cells the grid
 * @param samples how many samples were added that have a derivative
 * @param tied how many samples have a coordinate in the cell whose derivative depends on ties
 * @param wrong how many have one there that disagrees
 * @param error sums of the sizes of all differences there, each relative to the norm of its
 *     sample's derivative
 */
public record ChunkMaps(Cells cells, int samples, int[] tied, int[] wrong, double[] error) {
  /**
   * Where the cells stand.
   *
   * @param rows 1 for what is no image
   * @param columns how many cells a row has
   * @param edge so many rows and columns of pixels, or so many coordinates, make a cell
   */
  public record Cells(int rows, int columns, int edge) {
    /**
     * How many there are.
     *
     * @return rows times columns
     */
    public int count() {
      return rows * columns;
    }
  }

  /**
   * Of no sample.
   *
   * @param cells the grid
   * @return all zero
   */
  public static ChunkMaps none(Cells cells) {
    int count = cells.count();
    return new ChunkMaps(cells, 0, new int[count], new int[count], new double[count]);
  }

  /**
   * The sum of two.
   *
   * @param other of the same grid
   * @return a new one
   */
  public ChunkMaps plus(ChunkMaps other) {
    ChunkMaps sum =
        new ChunkMaps(cells, samples + other.samples, tied.clone(), wrong.clone(), error.clone());
    Arrays.setAll(sum.tied, k -> sum.tied[k] + other.tied[k]);
    Arrays.setAll(sum.wrong, k -> sum.wrong[k] + other.wrong[k]);
    Arrays.setAll(sum.error, k -> sum.error[k] + other.error[k]);
    return sum;
  }
}
