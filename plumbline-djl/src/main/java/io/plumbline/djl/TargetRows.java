package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The targets of a batch, as many as its samples; none for a loss that is about one output. */
final class TargetRows {
  private final double @Nullable [][] rows;

  private TargetRows(double @Nullable [][] rows) {
    this.rows = rows;
  }

  static TargetRows of(@Nullable List<Target> targets, int count, int classes, Loss loss) {
    if (loss instanceof Loss.Logit
        || loss instanceof Loss.Probability
        || loss instanceof Loss.Margin) {
      return new TargetRows(null);
    }
    if (targets == null || targets.size() != count) {
      throw new InvalidInputException(
          "labels ("
              + (targets == null ? 0 : targets.size())
              + ") must be as many as the samples ("
              + count
              + ")");
    }
    double[][] rows = targets.stream().map(Target::weights).toArray(double[][]::new);
    for (double[] row : rows) {
      if (row.length != classes) {
        throw new InvalidInputException(
            "label weights (" + row.length + ") must be as many as the outputs (" + classes + ")");
      }
    }
    return new TargetRows(rows);
  }

  /** The targets from one sample to another, (to - from, classes); null where there are none. */
  @Nullable NDArray load(int from, int to, Precision precision, PtNDManager manager) {
    if (rows == null) {
      return null;
    }
    int classes = rows[from].length;
    double[] flat = new double[(to - from) * classes];
    for (int k = from; k < to; k++) {
      System.arraycopy(rows[k], 0, flat, (k - from) * classes, classes);
    }
    return manager
        .create(flat, new Shape(to - from, classes))
        .toType(FloatFormats.type(precision), false);
  }
}
