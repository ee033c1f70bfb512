package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A loss of each sample on top of a graph's outputs (count, classes). */
final class LossHead {
  private static final int CLASSES = 1;
  private static final double KERAS_EPSILON = 1e-7;

  private final TorchProgram program;
  private final OutputKind kind;
  private final Loss loss;

  LossHead(TorchProgram program, OutputKind kind, Loss loss) {
    this.program = program;
    this.kind = kind;
    this.loss = loss;
    int classes = program.graph().output().shape().size();
    if (loss instanceof Loss.Logit l) {
      requireIndex(l.index(), classes);
    } else if (loss instanceof Loss.Probability p) {
      requireIndex(p.index(), classes);
    } else if (loss instanceof Loss.Margin m) {
      requireIndex(m.index(), classes);
      requireIndex(m.other(), classes);
    }
  }

  private static void requireIndex(int index, int classes) {
    if (index < 0 || index >= classes) {
      throw new InvalidInputException(
          "output index (" + index + ") must be at least 0 and below " + classes);
    }
  }

  /** Where to run the graph to; what lies behind a final softmax is computed here if need be. */
  boolean beforeSoftmax() {
    return kind != OutputKind.LOGITS && kind == program.kind() && program.endsInSoftmax();
  }

  /**
   * The losses.
   *
   * @param end what the program gave, before the softmax if {@link #beforeSoftmax()}
   * @param targets (count, classes); none for a loss that is about one output
   * @return (count)
   */
  NDArray of(NDArray end, @Nullable NDArray targets) {
    if (loss instanceof Loss.Logit l) {
      return column(logits(end), l.index());
    } else if (loss instanceof Loss.Probability p) {
      return column(probabilities(end), p.index());
    } else if (loss instanceof Loss.Margin m) {
      NDArray z = logits(end);
      return column(z, m.index()).sub(column(z, m.other()));
    }
    return ofTargets(end, Objects.requireNonNull(targets));
  }

  private NDArray ofTargets(NDArray end, NDArray targets) {
    if (loss instanceof Loss.CrossEntropy c && c.clipProbabilities()) {
      NDArray p = probabilities(end).clip(KERAS_EPSILON, 1 - KERAS_EPSILON);
      return weighted(p.log(), targets);
    } else if (loss instanceof Loss.CrossEntropy || loss instanceof Loss.NegativeLogLikelihood) {
      return weighted(logProbabilities(end, targets), targets);
    } else if (loss instanceof Loss.MeanSquaredError) {
      NDArray difference = output(end).sub(targets);
      long classes = targets.getShape().get(CLASSES);
      return sum(difference.mul(difference)).div(classes);
    }
    throw new IllegalStateException("no rule for " + loss);
  }

  private static NDArray weighted(NDArray logProbabilities, NDArray targets) {
    return sum(logProbabilities.mul(targets)).neg();
  }

  private static NDArray sum(NDArray terms) {
    return JniUtils.sum((PtNDArray) terms, new long[] {CLASSES}, false);
  }

  private static NDArray column(NDArray values, int index) {
    return JniUtils.slice((PtNDArray) values, CLASSES, index, index + 1, 1)
        .reshape(new Shape(values.getShape().get(0)));
  }

  /** Without a softmax to look behind, logarithms of probabilities serve as logits. */
  private NDArray logits(NDArray end) {
    return beforeSoftmax() || kind != OutputKind.PROBABILITIES ? end : end.log();
  }

  private NDArray logProbabilities(NDArray end, NDArray targets) {
    if (kind == OutputKind.LOGITS || beforeSoftmax()) {
      return end.logSoftmax(CLASSES);
    } else if (kind == OutputKind.LOG_PROBABILITIES) {
      return end;
    }
    // A probability of 0 that has no weight must not turn 0·log(0) into NaN, nor its slope.
    return NDArrays.where(targets.eq(0), end.onesLike(), end).log();
  }

  private NDArray probabilities(NDArray end) {
    if (kind == OutputKind.LOGITS || beforeSoftmax()) {
      return end.softmax(CLASSES);
    }
    return kind == OutputKind.PROBABILITIES ? end : end.exp();
  }

  /** The model's own output. */
  private NDArray output(NDArray end) {
    if (!beforeSoftmax()) {
      return end;
    }
    return kind == OutputKind.PROBABILITIES ? end.softmax(CLASSES) : end.logSoftmax(CLASSES);
  }
}
