package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Map;

/**
 * Operators of {@code ai.onnx.ml} that have a gradient, as converters of scikit-learn write them
 * around linear models and perceptrons. Which label wins is not given.
 */
final class ClassicalModels {
  /** The domain, before an operator's name. */
  static final String DOMAIN = "ai.onnx.ml.";

  private ClassicalModels() {}

  static void register(Map<String, NodeLowering> types) {
    types.put(DOMAIN + "LinearClassifier", ClassicalModels::classifier);
    types.put(DOMAIN + "LinearRegressor", ClassicalModels::regressor);
    types.put(DOMAIN + "Normalizer", ClassicalModels::normalizer);
    types.put(DOMAIN + "Scaler", ClassicalModels::scaler);
    types.put(DOMAIN + "ZipMap", ClassicalModels::named);
  }

  /** x · coefficientsᵀ + intercepts. */
  private static Operand linear(Call call, String intercepts) {
    Algebra algebra = new Algebra(call);
    double[] weights = call.attributes().numbers("coefficients");
    double[] biases = call.attributes().numbers(intercepts);
    Shape x = call.input(0).shape();
    if (x.rank() != 2 || x.extent(1) == 0) {
      throw call.error("input " + x + " must have 2 axes, and a column");
    }
    int columns = x.extent(1);
    if (weights == null || weights.length % columns != 0) {
      throw call.error("coefficients must be as many for each output as columns, " + columns);
    }
    int rows = weights.length / columns;
    if (biases != null && biases.length != rows) {
      throw call.error(
          String.format(
              "coefficients (%s) must be %s for each of the intercepts (%s)",
              weights.length, columns, biases.length));
    }
    Constant matrix = weight(call, "coefficients", Shape.of(rows, columns), weights);
    Operand product = algebra.matrixProduct(call.input(0), algebra.swap(matrix, 0, 1));
    return biases == null
        ? product
        : algebra.add(product, weight(call, intercepts, Shape.of(rows), biases));
  }

  private static Constant weight(Call call, String name, Shape shape, double[] values) {
    return new Constant(call.name() + "/" + name, shape, values, false, true);
  }

  private static void classifier(Call call) {
    call.attributes().ignore("multi_class", "classlabels_ints", "classlabels_strings");
    Operand scores = linear(call, "intercepts");
    if (scores.shape().extent(-1) < 2) {
      throw call.unsupported("a second score made of the first is not supported");
    }
    call.outputs().add(null);
    call.give(transformed(call, scores));
  }

  private static void regressor(Call call) {
    call.attributes().ignore("targets");
    call.give(transformed(call, linear(call, "intercepts")));
  }

  private static Operand transformed(Call call, Operand scores) {
    String transform = call.attributes().text("post_transform", "NONE");
    Algebra algebra = new Algebra(call);
    return switch (transform) {
      case "NONE" -> scores;
      case "SOFTMAX" -> algebra.softmax(scores, -1);
      case "LOGISTIC" -> algebra.apply("Sigmoid", Activation.of(Kind.SIGMOID), scores);
      default ->
          throw call.unsupported(
              "post_transform (" + ExternalData.printable(transform) + ") is not supported");
    };
  }

  /** Each row over its norm. */
  private static void normalizer(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    String norm = call.attributes().text("norm", "MAX");
    switch (norm) {
      case "L1" -> call.give(algebra.divide(x, algebra.sum(algebra.abs(x), -1)));
      case "L2" ->
          call.give(algebra.divide(x, algebra.sqrt(algebra.sum(algebra.multiply(x, x), -1))));
      default ->
          throw call.unsupported("norm (" + ExternalData.printable(norm) + ") is not supported");
    }
  }

  /** (x - offset) · scale. */
  private static void scaler(Call call) {
    Algebra algebra = new Algebra(call);
    Operand moved = call.input(0);
    double[] offset = call.attributes().numbers("offset");
    double[] scale = call.attributes().numbers("scale");
    if (offset != null) {
      moved = algebra.subtract(moved, algebra.fixed("offset", row(offset), k -> offset[k]));
    }
    if (scale != null) {
      moved = algebra.multiply(moved, algebra.fixed("scale", row(scale), k -> scale[k]));
    }
    call.give(moved);
  }

  private static Shape row(double[] values) {
    return Shape.of(values.length);
  }

  /** The numbers, which come with their labels' names. */
  private static void named(Call call) {
    call.attributes().ignore("classlabels_int64s", "classlabels_strings");
    call.give(call.input(0));
  }
}
