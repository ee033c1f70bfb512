package io.plumbline.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.graph.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015) in the form at the end of its section 2, as Keras computes it: w -= lr
 * sqrt(1 - beta2^t) / (1 - beta1^t) · m / (sqrt(v) + epsilon).
 */
final class Adam {
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-7f;

  private final List<PtNDArray> weights = new ArrayList<>();
  private final List<PtNDArray> means = new ArrayList<>();
  private final List<PtNDArray> variances = new ArrayList<>();
  private final double learningRate;
  private long step;

  Adam(TorchParameters weights, List<Parameter> trainable, double learningRate) {
    this.learningRate = learningRate;
    for (Parameter parameter : trainable) {
      PtNDArray weight = weights.get(parameter);
      this.weights.add(weight);
      means.add((PtNDArray) weight.zerosLike());
      variances.add((PtNDArray) weight.zerosLike());
    }
  }

  void resume(TrainingState state) {
    step = state.step();
    for (int k = 0; k < weights.size(); k++) {
      add(means.get(k), state.mean().get(k));
      add(variances.get(k), state.variance().get(k));
    }
  }

  private static void add(PtNDArray zeros, float[] values) {
    try (var source = zeros.getManager().create(values, zeros.getShape())) {
      zeros.addi(source);
    }
  }

  /** One step along gradients that are in the weights' order. */
  void step(List<PtNDArray> gradients) {
    step++;
    double steps = step;
    double correction = Math.sqrt(1 - Math.pow(BETA_2, steps)) / (1 - Math.pow(BETA_1, steps));
    for (int k = 0; k < weights.size(); k++) {
      JniUtils.adamUpdate(
          weights.get(k),
          gradients.get(k),
          means.get(k),
          variances.get(k),
          (float) learningRate,
          (float) (learningRate * correction),
          0,
          1,
          -1,
          (float) BETA_1,
          (float) BETA_2,
          EPSILON,
          false);
    }
  }

  long steps() {
    return step;
  }

  List<float[]> means() {
    return means.stream().map(PtNDArray::toFloatArray).toList();
  }

  List<float[]> variances() {
    return variances.stream().map(PtNDArray::toFloatArray).toList();
  }
}
