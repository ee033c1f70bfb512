package io.plumbline.readers.onnx.operators;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.file.ElementType;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.Operand.Constant;
import io.plumbline.readers.onnx.lower.Attributes;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.ConstantFolding;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;

/**
 * Operators that give constants, because every shape is known, or that are read only where they
 * meet constants.
 */
final class Constants {
  private Constants() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Constant", Constants::constant);
    types.put("ConstantOfShape", Constants::constantOfShape);
    types.put("Shape", Constants::shape);
    types.put(
        "Size", call -> call.give(Constant.ofInteger(call.name(), call.input(0).shape().size())));
    types.put("Range", Constants::range);
    types.put("Cast", Constants::cast);
    types.put("CastLike", Constants::castLike);
  }

  private static void constant(Call call) {
    Attributes given = call.attributes();
    if (given.has("value")) {
      call.give(
          call.assembly()
              .decoder()
              .decode(
                  Objects.requireNonNull(given.get("value", AttributeType.TENSOR)).getT(),
                  call.name(),
                  false));
    } else if (given.has("sparse_value")) {
      call.give(
          call.assembly()
              .decoder()
              .decodeSparse(
                  Objects.requireNonNull(given.get("sparse_value", AttributeType.SPARSE_TENSOR))
                      .getSparseTensor(),
                  call.name(),
                  false));
    } else if (given.has("value_int")) {
      call.give(Constant.ofInteger(call.name(), given.integer("value_int", 0)));
    } else if (given.has("value_float")) {
      call.give(Constant.ofNumber(call.name(), given.number("value_float", 0)));
    } else if (given.has("value_ints")) {
      double[] values =
          Arrays.stream(Objects.requireNonNull(given.integers("value_ints")))
              .asDoubleStream()
              .toArray();
      call.give(new Constant(call.name(), Tensor.shapeOf(values.length), values, true, false));
    } else if (given.has("value_floats")) {
      double[] values = Objects.requireNonNull(given.numbers("value_floats"));
      call.give(new Constant(call.name(), Tensor.shapeOf(values.length), values, false, false));
    } else {
      throw call.error("value must be a tensor of numbers");
    }
  }

  private static void constantOfShape(Call call) {
    int[] extents = call.integers(0, "shape");
    Constant value = Constant.ofNumber(call.name(), 0);
    if (call.attributes().has("value")) {
      value =
          call.assembly()
              .decoder()
              .decode(
                  Objects.requireNonNull(call.attributes().get("value", AttributeType.TENSOR))
                      .getT(),
                  call.name(),
                  false);
    }
    if (value.values().length != 1) {
      throw call.error("value " + value.shape() + " must have 1 element");
    }
    Shape shape = call.shape(extents);
    call.assembly().decoder().count(shape.size(), call.name());
    double[] values = new double[shape.size()];
    Arrays.fill(values, value.values()[0]);
    call.give(value.withValues(shape, values));
  }

  private static void shape(Call call) {
    int[] extents = call.input(0).shape().extents();
    int rank = extents.length;
    int start = bounded(call.integer("start", 0), rank);
    int end = bounded(call.integer("end", rank), rank);
    call.give(
        Constant.ofIntegers(call.name(), Arrays.copyOfRange(extents, start, Math.max(start, end))));
  }

  private static int bounded(int index, int rank) {
    return Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  private static void range(Call call) {
    double start = call.number(0, "start");
    double limit = call.number(1, "limit");
    double delta = call.number(2, "delta");
    double count = Math.max(0, Math.ceil((limit - start) / delta));
    if (!(count <= Tensor.MOST_ELEMENTS)) {
      throw call.error("range (" + count + ") must have at most " + Tensor.MOST_ELEMENTS);
    }
    call.assembly().decoder().count((long) count, call.name());
    double[] values = new double[(int) count];
    Arrays.setAll(values, k -> start + k * delta);
    boolean integer = call.constant(0, "start").integer();
    call.give(new Constant(call.name(), Tensor.shapeOf(values.length), values, integer, false));
  }

  private static void cast(Call call) {
    ElementType type = ElementType.of(call.integer("to", 0));
    call.attributes().ignore("saturate", "round_mode");
    if (type == null || type.bits() == 0) {
      throw call.error("to must be a type of numbers");
    }
    cast(call, type, "to");
  }

  /** To the kind of number that another value holds: only that is known of a computed one. */
  private static void castLike(Call call) {
    call.attributes().ignore("saturate", "round_mode");
    boolean truth = call.assembly().comparison(call.input(1)) != null;
    ElementType type =
        call.input(1) instanceof Constant like
            ? call.assembly().decoder().type(like)
            : truth ? ElementType.BOOL : ElementType.FLOAT;
    cast(call, type, "the type of input 1");
  }

  private static void cast(Call call, ElementType type, String what) {
    if (!type.integer() && !type.differentiable()) {
      throw call.unsupported(what + " (" + type + ") is not supported");
    }
    Operand x = call.input(0);
    if (call.assembly().comparison(x) != null) {
      call.give(x);
    } else if (x instanceof Constant constant) {
      call.give(cast(call, type, constant));
    } else if (type == ElementType.BOOL) {
      Comparisons.truth(call, x);
    } else {
      call.give(type.integer() ? Staircases.whole(call, x, type) : x);
    }
  }

  private static Constant cast(Call call, ElementType type, Constant x) {
    if (!type.integer()) {
      return new Constant(x.name(), x.shape(), x.values(), false, x.weight());
    }
    double[] values = new double[x.values().length];
    Arrays.setAll(
        values,
        k -> {
          double value = x.values()[k];
          return type == ElementType.BOOL
              ? value != 0 ? 1 : 0
              : type.wrapped(x.integer() ? value : (double) (long) value);
        });
    Constant made = new Constant(x.name(), x.shape(), values, true, x.weight());
    return call.assembly().decoder().typed(made, type);
  }

  static void combine(Call call, DoubleBinaryOperator function, boolean integer) {
    Constant a = call.constant(0, "the first input");
    Constant b = call.constant(1, "the second input");
    Shape shape = ConstantFolding.broadcast(call, a.shape(), b.shape());
    double[] values = new double[shape.size()];
    Arrays.setAll(
        values,
        k ->
            function.applyAsDouble(
                a.values()[ConstantFolding.broadcast(shape, k, a.shape())],
                b.values()[ConstantFolding.broadcast(shape, k, b.shape())]));
    call.give(new Constant(call.name(), shape, values, integer, false));
  }
}
