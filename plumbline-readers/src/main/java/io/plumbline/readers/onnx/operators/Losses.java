package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.readers.onnx.file.ExternalData;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** The losses that ONNX has as operators, for constant labels. */
final class Losses {
  private Losses() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("NegativeLogLikelihoodLoss", call -> call.give(loss(call, call.input(0))));
    types.put("SoftmaxCrossEntropyLoss", Losses::crossEntropy);
  }

  private static void crossEntropy(Call call) {
    Operand logProbabilities = new Algebra(call).logSoftmax(call.input(0), 1);
    call.give(loss(call, logProbabilities));
    call.give(logProbabilities);
  }

  /** The mean, sum or each of -weight[label]·x[label], of x with the classes along axis 1. */
  private static Operand loss(Call call, Operand x) {
    Algebra algebra = new Algebra(call);
    String reduction = call.attributes().text("reduction", "mean");
    Constant chosen = chosen(call, x.shape());
    Operand each = algebra.negate(algebra.sum(algebra.multiply(x, chosen), 1));
    int[] left = IntStream.range(0, x.shape().rank()).filter(k -> k != 1).toArray();
    int[] extents = Arrays.stream(left).map(x.shape()::extent).toArray();
    if (reduction.equals("none")) {
      return algebra.reshape(each, extents);
    } else if (!reduction.equals("sum") && !reduction.equals("mean")) {
      throw call.error(
          "reduction (" + ExternalData.printable(reduction) + ") must be none, sum or mean");
    }
    Operand sum =
        algebra.reshape(algebra.sum(each, IntStream.range(0, x.shape().rank()).toArray()));
    if (reduction.equals("sum")) {
      return sum;
    }
    double weights = Arrays.stream(chosen.values()).sum();
    if (weights == 0) {
      throw call.error("labels must have a weight that is not 0");
    }
    return algebra.divide(sum, algebra.number(weights));
  }

  /** The label's weight where its class is, else 0. */
  private static Constant chosen(Call call, Shape x) {
    int classes = x.extent(1);
    int[] labels = call.integers(1, "labels");
    Constant weights = call.has(2) ? call.constant(2, "weight") : null;
    boolean ignores = call.attributes().has("ignore_index");
    int ignored = call.integer("ignore_index", 0);
    int inner = x.size() / Math.max(1, x.extent(0) * classes);
    if (labels.length != x.size() / Math.max(1, classes)
        || weights != null && weights.values().length != classes) {
      throw call.error("labels and weights must fit the input " + x);
    }
    for (int label : labels) {
      if ((label < 0 || label >= classes) && !(ignores && label == ignored)) {
        throw call.error("label (" + label + ") must be from 0 to below " + classes);
      }
    }
    return new Algebra(call)
        .fixed(
            "labels",
            x,
            k -> {
              int label = labels[k / inner / classes * inner + k % inner];
              boolean here = label == k / inner % classes && !(ignores && label == ignored);
              return !here ? 0 : weights == null ? 1 : weights.values()[label];
            });
  }
}
