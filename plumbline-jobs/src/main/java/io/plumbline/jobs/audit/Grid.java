package io.plumbline.jobs.audit;

import io.plumbline.core.Euclidean;
import io.plumbline.core.tile.Image;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.jobs.audit.rows.ChunkMaps;
import io.plumbline.jobs.audit.rows.ChunkMaps.Cells;
import java.util.Optional;

/** Which cell each coordinate of a sample belongs to. */
final class Grid {
  /** More than this no picture of an audit shows. */
  private static final int MOST_CELLS = 4096;

  private final Cells cells;
  private final int[] cellOf;

  private Grid(Cells cells, int[] cellOf) {
    this.cells = cells;
    this.cellOf = cellOf;
  }

  /** The cells of an image, or of so many coordinates in a row. */
  static Grid of(Optional<Image> image, int size) {
    int[] cellOf = new int[size];
    if (image.isEmpty()) {
      int edge = parts(size, MOST_CELLS);
      for (int k = 0; k < size; k++) {
        cellOf[k] = k / edge;
      }
      return new Grid(new Cells(1, parts(size, edge), edge), cellOf);
    }
    Image pixels = image.get();
    int edge = 1;
    while ((long) parts(pixels.rows(), edge) * parts(pixels.columns(), edge) > MOST_CELLS) {
      edge++;
    }
    int columns = parts(pixels.columns(), edge);
    for (int k = 0; k < size; k++) {
      cellOf[k] = pixels.row(k) / edge * columns + pixels.column(k) / edge;
    }
    return new Grid(new Cells(parts(pixels.rows(), edge), columns, edge), cellOf);
  }

  /** Nothing, cell by cell. */
  ChunkMaps none() {
    return ChunkMaps.none(cells);
  }

  /** What one sample adds; nothing where it was not held against a derivative. */
  ChunkMaps of(Optional<Judged> judged) {
    if (judged.isEmpty()) {
      return none();
    }
    double[] gradient = judged.get().gradient();
    Differences derivative = judged.get().derivative();
    Agreement[] agreements = judged.get().judgement().agreements();
    ChunkMaps none = none();
    ChunkMaps one = new ChunkMaps(cells, 1, none.tied(), none.wrong(), none.error());
    double norm = Euclidean.norm(derivative.values());
    for (int k = 0; k < gradient.length; k++) {
      int cell = cellOf[k];
      if (derivative.standings()[k] == Differences.Standing.TIED) {
        one.tied()[cell] = 1;
      }
      if (agreements[k] == Agreement.DISAGREES) {
        one.wrong()[cell] = 1;
      }
      double off = Math.abs(gradient[k] - derivative.values()[k]) / norm;
      one.error()[cell] += Double.isFinite(off) ? off : 0;
    }
    return one;
  }

  /** How many parts of a size cover something. */
  private static int parts(int whole, int part) {
    return (whole + part - 1) / part;
  }
}
