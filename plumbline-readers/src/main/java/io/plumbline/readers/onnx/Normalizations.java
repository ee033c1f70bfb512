package io.plumbline.readers.onnx;

import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntFunction;

/** Normalization by stored or by the sample's own statistics, softmax, and dropout. */
final class Normalizations {
  private static final int SOFTMAX_BY_AXIS = 13;

  private Normalizations() {}

  static void register(Map<String, Operators.Lowering> types) {
    types.put("BatchNormalization", Normalizations::batch);
    types.put("LayerNormalization", Normalizations::layer);
    types.put("Softmax", call -> softmax(call, Op.Softmax::new));
    types.put("LogSoftmax", call -> softmax(call, Op.LogSoftmax::new));
    types.put("Dropout", Normalizations::dropout);
    types.put("Identity", call -> call.give(call.input(0)));
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
    call.attributes().ignore("momentum");
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
    call.give(new Op.BatchNormalization(scale, shift, mean, variance, epsilon, 1), call.input(0));
  }

  private static void layer(Call call) {
    Shape x = call.input(0).shape();
    int axis = call.axis(call.integer("axis", -1), x.rank());
    double epsilon = call.attributes().number("epsilon", 1e-5f);
    call.attributes().ignore("stash_type");
    Shape normalized = Shape.of(Arrays.copyOfRange(x.extents(), axis, x.rank()));
    Parameter scale = spread(call, 1, "scale", normalized);
    Parameter shift = call.has(2) ? spread(call, 2, "bias", normalized) : null;
    call.give(new Op.LayerNormalization(scale, shift, epsilon, axis), call.input(0));
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
    Operand flat = call.emitPart("Flatten", new Op.Reshape(Shape.of(rows, columns)), call.input(0));
    Operand soft = call.emit(along.apply(1), flat);
    call.give(call.emitPart("Reshape", new Op.Reshape(x), soft));
  }

  private static void dropout(Call call) {
    double rate = call.attributes().number("ratio", 0.5);
    call.attributes().ignore("seed", "is_test");
    if (call.has(1)) {
      rate = call.number(1, "ratio");
    }
    if (call.has(2) && call.number(2, "training_mode") != 0) {
      throw call.error("training_mode must be false");
    }
    if (!(rate >= 0 && rate < 1)) {
      throw call.error("ratio (" + rate + ") must be from 0 to below 1");
    }
    call.give(new Op.Dropout(rate), call.input(0));
  }
}
