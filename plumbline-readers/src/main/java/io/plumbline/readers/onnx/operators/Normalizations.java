package io.plumbline.readers.onnx.operators;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Algebra;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.ConstantFolding;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Normalization by stored or by the sample's own statistics, softmax, and dropout. */
final class Normalizations {
  private static final int SOFTMAX_BY_AXIS = 13;
  private static final int IS_TEST_ENDS = 7;
  private static final double MEAN_VARIANCE_EPSILON = 1e-9;

  private Normalizations() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("BatchNormalization", Normalizations::batch);
    types.put("LayerNormalization", Normalizations::layer);
    types.put("InstanceNormalization", Normalizations::instance);
    types.put("GroupNormalization", Normalizations::group);
    types.put("RMSNormalization", Normalizations::rootMeanSquare);
    types.put("LpNormalization", Normalizations::unit);
    types.put("MeanVarianceNormalization", Normalizations::meanVariance);
    types.put("LRN", Normalizations::localResponse);
    types.put("Softmax", call -> softmax(call, Softmax::new));
    types.put("LogSoftmax", call -> softmax(call, LogSoftmax::new));
    types.put("Dropout", Normalizations::dropout);
    types.put("Identity", call -> call.give(call.operand(0)));
  }

  private static void batch(Call call) {
    Shape x = call.input(0).shape();
    if (x.rank() < 2) {
      throw call.error("input " + x + " must have 2 axes or more");
    }
    if (call.attributes().integer("training_mode", 0) != 0) {
      throw call.error("training_mode must be 0");
    }
    if (call.attributes().integer("spatial", 1) != 1 && x.rank() > 2) {
      throw call.error("spatial must be 1");
    }
    requireInference(call);
    call.attributes().ignore("momentum", "consumed_inputs");
    Parameter scale = call.parameter(call.constant(1, "scale"), true);
    Parameter shift = call.parameter(call.constant(2, "B"), true);
    Parameter mean = call.parameter(call.constant(3, "mean"), false);
    Parameter variance = call.parameter(call.constant(4, "var"), false);
    double epsilon = call.attributes().number("epsilon", 1e-5f);
    for (double v : variance.tensor().values()) {
      if (!(v + epsilon > 0)) {
        throw call.error("variance (" + v + ") plus epsilon must be above 0");
      }
    }
    call.give(new BatchNormalization(scale, shift, mean, variance, epsilon, 1), call.input(0));
  }

  /** Before opset 7 an attribute said whether a layer is trained, and does by default. */
  private static void requireInference(Call call) {
    long test = call.attributes().integer("is_test", call.opset() < IS_TEST_ENDS ? 0 : 1);
    if (test == 0) {
      throw call.error("is_test must be 1");
    }
  }

  private static void layer(Call call) {
    Shape x = call.input(0).shape();
    int axis = call.axis(call.integer("axis", -1), x.rank());
    double epsilon = call.attributes().number("epsilon", 1e-5f);
    call.attributes().ignore("stash_type");
    Shape normalized = Tensor.shapeOf(Arrays.copyOfRange(x.extents(), axis, x.rank()));
    Parameter scale = spread(call, 1, "scale", normalized);
    Parameter shift = call.has(2) ? spread(call, 2, "bias", normalized) : null;
    call.give(new LayerNormalization(scale, shift, epsilon, axis), call.input(0));
    if (call.outputCount() > 1) {
      Algebra algebra = new Algebra(call);
      int[] axes = IntStream.range(axis, x.rank()).toArray();
      Operand mean = algebra.mean(call.input(0), axes);
      call.give(mean);
      call.give(inverseDeviation(algebra, algebra.subtract(call.input(0), mean), epsilon, axes));
    }
  }

  /** 1 / sqrt(mean of squares + epsilon) over axes that stay with extent 1. */
  private static Operand inverseDeviation(Algebra algebra, Operand x, double epsilon, int... axes) {
    Operand variance = algebra.mean(algebra.power(x, 2), axes);
    return algebra.power(algebra.add(variance, algebra.number(epsilon)), -0.5);
  }

  /** The sample's own mean 0 and variance 1 over some axes. */
  private static Operand standardized(Algebra algebra, Operand x, double epsilon, int... axes) {
    Operand centred = algebra.subtract(x, algebra.mean(x, axes));
    return algebra.multiply(centred, inverseDeviation(algebra, centred, epsilon, axes));
  }

  private static void instance(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    if (x.shape().rank() < 2) {
      throw call.error("input " + x.shape() + " must have 2 axes or more");
    }
    int[] spatial = IntStream.range(2, x.shape().rank()).toArray();
    double epsilon = call.attributes().number("epsilon", 1e-5f);
    call.give(byChannel(call, standardized(algebra, x, epsilon, spatial)));
  }

  /** Times a scale and plus a shift of each channel, axis 1. */
  private static Operand byChannel(Call call, Operand x) {
    Algebra algebra = new Algebra(call);
    int[] extents = new int[x.shape().rank() - 1];
    Arrays.fill(extents, 1);
    extents[0] = x.shape().extent(1);
    Operand scaled = algebra.multiply(x, algebra.reshape(call.input(1), extents));
    return algebra.add(scaled, algebra.reshape(call.input(2), extents));
  }

  private static void group(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    Shape shape = x.shape();
    int groups = call.integer("num_groups", 1);
    int channels = shape.extent(1);
    call.attributes().ignore("stash_type");
    if (groups < 1 || channels % groups != 0) {
      throw call.error("num_groups (" + groups + ") must divide the channels, " + channels);
    }
    call.requireElement(shape);
    int rows = shape.extent(0);
    Operand grouped = algebra.reshape(x, rows, groups, shape.size() / (rows * groups));
    double epsilon = call.attributes().number("epsilon", 1e-5f);
    Operand normal = algebra.reshape(standardized(algebra, grouped, epsilon, 2), shape.extents());
    if (call.input(1).shape().size() == channels) {
      call.give(byChannel(call, normal));
      return;
    }
    // Before opset 21 scale and bias were of each group.
    Operand again = algebra.reshape(normal, grouped.shape().extents());
    call.give(algebra.reshape(byChannel(call, again), shape.extents()));
  }

  private static void rootMeanSquare(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int axis = call.axis(call.integer("axis", -1), x.shape().rank());
    double epsilon = call.attributes().number("epsilon", 1e-5f);
    call.attributes().ignore("stash_type");
    int[] axes = IntStream.range(axis, x.shape().rank()).toArray();
    Operand normal = algebra.multiply(x, inverseDeviation(algebra, x, epsilon, axes));
    call.give(algebra.multiply(normal, call.input(1)));
  }

  private static void unit(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int axis = call.axis(call.integer("axis", -1), x.shape().rank());
    int p = call.integer("p", 2);
    if (p != 1 && p != 2) {
      throw call.error("p (" + p + ") must be 1 or 2");
    }
    Operand norm =
        p == 1
            ? algebra.sum(algebra.abs(x), axis)
            : algebra.sqrt(algebra.sum(algebra.power(x, 2), axis));
    // A vector of zeros stays one: its norm is taken for 1.
    Operand none = algebra.subtract(algebra.number(1), algebra.step(norm, 0));
    call.give(algebra.divide(x, algebra.add(norm, none)));
  }

  private static void meanVariance(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int[] axes = call.axes(call.integers("axes", new int[] {0, 2, 3}), x.shape().rank());
    Operand centred = algebra.subtract(x, algebra.mean(x, axes));
    Operand variance = algebra.mean(algebra.power(centred, 2), axes);
    // As ONNX defines it, epsilon beside the deviation and not below the root.
    Operand deviation = algebra.add(algebra.sqrt(variance), algebra.number(MEAN_VARIANCE_EPSILON));
    call.give(algebra.divide(centred, deviation));
  }

  /** x / (bias + alpha/size · sum of squares of the neighbouring channels)^beta. */
  private static void localResponse(Call call) {
    Algebra algebra = new Algebra(call);
    Operand x = call.input(0);
    int size = call.integer("size", 1);
    double alpha = call.attributes().number("alpha", 1e-4f);
    double beta = call.attributes().number("beta", 0.75);
    double bias = call.attributes().number("bias", 1);
    int channels = x.shape().extent(1);
    Operand.Constant band =
        algebra.matrix(
            "neighbours",
            channels,
            channels,
            (row, column) ->
                column >= row - (size - 1) / 2 && column <= row + size / 2 ? alpha / size : 0);
    Operand energy = algebra.along(algebra.power(x, 2), 1, band);
    Operand scale = algebra.power(algebra.add(energy, algebra.number(bias)), -beta);
    call.give(algebra.multiply(x, scale));
  }

  /** A parameter of the normalized shape, repeated along axes where the file's has extent 1. */
  private static Parameter spread(Call call, int index, String what, Shape shape) {
    Operand.Constant given = call.constant(index, what);
    if (given.shape().size() == shape.size()) {
      return call.parameter(given, true);
    }
    int missing = shape.rank() - given.shape().rank();
    for (int k = 1; k <= given.shape().rank(); k++) {
      int extent = given.shape().extent(-k);
      if (missing < 0 || extent != 1 && extent != shape.extent(-k)) {
        throw call.error(what + " " + given.shape() + " must broadcast to " + shape);
      }
    }
    double[] values = new double[shape.size()];
    Arrays.setAll(values, k -> given.values()[ConstantFolding.broadcast(shape, k, given.shape())]);
    return call.parameter(given.withValues(shape, values), true);
  }

  private static void softmax(Call call, IntFunction<Op> along) {
    Shape x = call.input(0).shape();
    boolean byAxis = call.opset() >= SOFTMAX_BY_AXIS;
    int axis = call.axis(call.integer("axis", byAxis ? -1 : 1), x.rank());
    if (byAxis || axis == x.rank() - 1) {
      call.give(along.apply(axis), call.input(0));
      return;
    }
    // Before opset 13 the axes from this one on were one: the sum ran over all of them.
    int rows = 1;
    for (int k = 0; k < axis; k++) {
      rows *= x.extent(k);
    }
    int columns = 1;
    for (int k = axis; k < x.rank(); k++) {
      columns *= x.extent(k);
    }
    Operand flat =
        call.emitPart("Flatten", new Reshape(Tensor.shapeOf(rows, columns)), call.input(0));
    Operand soft = call.emit(along.apply(1), flat);
    call.give(call.emitPart("Reshape", new Reshape(x), soft));
  }

  private static void dropout(Call call) {
    double rate = call.attributes().number("ratio", 0.5);
    requireInference(call);
    call.attributes().ignore("seed");
    if (call.has(1)) {
      rate = call.number(1, "ratio");
    }
    if (call.has(2) && call.number(2, "training_mode") != 0) {
      throw call.error("training_mode must be false");
    }
    if (!(rate >= 0 && rate < 1)) {
      throw call.error("ratio (" + rate + ") must be from 0 to below 1");
    }
    call.give(new Dropout(rate), call.input(0));
    if (call.outputCount() > 1) {
      call.give(new Algebra(call).fixed("mask", call.input(0).shape(), k -> 1));
    }
  }
}
