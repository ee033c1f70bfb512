package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Each operation of the graph as ONNX nodes. */
final class NodeEmission {
  private final Node node;
  private final Emission out;
  private final String name;

  private NodeEmission(Node node, Emission out) {
    this.node = node;
    this.out = out;
    this.name = node.name();
  }

  static void emit(Node node, Emission out) {
    NodeEmission emission = new NodeEmission(node, out);
    Op op = node.op();
    if (op instanceof Op.Convolution || op instanceof Op.MaxPool || op instanceof Op.AveragePool) {
      WindowEmission.emit(node, out);
    } else if (op instanceof Op.Dense o) {
      emission.dense(o);
    } else if (op instanceof Op.Elementwise o) {
      ElementwiseEmission.emit(node, o.function(), out);
    } else if (op instanceof Op.BatchNormalization o) {
      emission.batchNormalization(o);
    } else if (op instanceof Op.LayerNormalization o) {
      emission.layerNormalization(o);
    } else if (op instanceof Op.Reduce o) {
      emission.reduce(o);
    } else {
      emission.simple(op);
    }
  }

  /** Operations that are one ONNX node each. */
  private void simple(Op op) {
    if (op instanceof Op.MatrixProduct) {
      give("MatMul", inputs());
    } else if (op instanceof Op.ParametricRelu o) {
      give("PRelu", List.of(input(), out.initializer(o.slope())));
    } else if (op instanceof Op.Binary o) {
      give(binary(o.kind()), inputs());
    } else if (op instanceof Op.Softmax o) {
      give("Softmax", inputs(), Emission.integer("axis", o.axis()));
    } else if (op instanceof Op.LogSoftmax o) {
      give("LogSoftmax", inputs(), Emission.integer("axis", o.axis()));
    } else if (op instanceof Op.Transpose o) {
      give("Transpose", inputs(), Emission.integers("perm", o.permutation()));
    } else if (op instanceof Op.Concat o) {
      give("Concat", inputs(), Emission.integer("axis", o.axis()));
    } else if (op instanceof Op.Gather o) {
      give("Gather", with(longs("indices", o.indices())), Emission.integer("axis", o.axis()));
    } else if (op instanceof Op.Dropout o) {
      give("Dropout", with(out.number(name + "/ratio", o.rate())));
    } else if (op instanceof Op.Reshape o) {
      reshape(o.shape());
    } else if (op instanceof Op.Slice o) {
      slice(o);
    } else if (op instanceof Op.Pad o) {
      pad(o);
    } else if (op instanceof Op.Repeat o) {
      repeat(o);
    } else {
      throw error(op.getClass().getSimpleName());
    }
  }

  private static String binary(Op.Binary.Kind kind) {
    return switch (kind) {
      case ADD -> "Add";
      case SUBTRACT -> "Sub";
      case MULTIPLY -> "Mul";
      case DIVIDE -> "Div";
      case MAXIMUM -> "Max";
      case MINIMUM -> "Min";
      case POWER -> "Pow";
    };
  }

  private void dense(Op.Dense op) {
    String weight = out.initializer(op.weight());
    String bias = op.bias() == null ? null : out.initializer(flat(op.bias()));
    if (node.input().shape().rank() == 2) {
      List<String> operands = with(weight);
      if (bias != null) {
        operands.add(bias);
      }
      give("Gemm", operands);
    } else if (bias == null) {
      give("MatMul", with(weight));
    } else {
      String product = out.between(name + "/product");
      out.node("MatMul", name, with(weight), product);
      out.node("Add", name + "/bias", List.of(product, bias), out.define(node.output()));
    }
  }

  /** A vector of the graph may have axes of extent 1; ONNX wants one axis. */
  private static Parameter flat(Parameter vector) {
    Shape shape = Shape.of(vector.tensor().shape().size());
    return vector.tensor().shape().equals(shape)
        ? vector
        : new Parameter(
            vector.name(), new Tensor(shape, vector.tensor().values()), vector.trainable());
  }

  private void batchNormalization(Op.BatchNormalization op) {
    int channels = op.mean().tensor().shape().size();
    String scale =
        op.scale() == null
            ? out.filled(name + "/scale", channels, 1)
            : out.initializer(flat(op.scale()));
    String shift =
        op.shift() == null
            ? out.filled(name + "/shift", channels, 0)
            : out.initializer(flat(op.shift()));
    List<String> statistics =
        List.of(
            scale, shift, out.initializer(flat(op.mean())), out.initializer(flat(op.variance())));
    AttributeProto epsilon = Emission.number("epsilon", (float) op.epsilon());
    int rank = node.input().shape().rank();
    if (op.axis() == 1) {
      List<String> operands = inputs();
      operands.addAll(statistics);
      give("BatchNormalization", operands, epsilon);
      return;
    }
    int[] swap = new int[rank];
    Arrays.setAll(swap, k -> k == 1 ? op.axis() : k == op.axis() ? 1 : k);
    AttributeProto order = Emission.integers("perm", swap);
    List<String> operands =
        new ArrayList<>(List.of(out.part("Transpose", name + "/channels_first", inputs(), order)));
    operands.addAll(statistics);
    String normal = out.between(name + "/normalized");
    out.node("BatchNormalization", name, operands, normal, epsilon);
    out.node(
        "Transpose", name + "/channels_back", List.of(normal), out.define(node.output()), order);
  }

  private void layerNormalization(Op.LayerNormalization op) {
    Shape x = node.input().shape();
    int size = 1;
    for (int axis = op.axis(); axis < x.rank(); axis++) {
      size *= x.extent(axis);
    }
    Shape shape = Shape.of(Arrays.copyOfRange(x.extents(), op.axis(), x.rank()));
    Parameter scale =
        op.scale() == null
            ? Parameter.fixed(name + "/scale", ones(shape, size))
            : shaped(op.scale(), shape);
    List<String> operands = with(out.initializer(scale));
    if (op.shift() != null) {
      operands.add(out.initializer(shaped(op.shift(), shape)));
    }
    give(
        "LayerNormalization",
        operands,
        Emission.integer("axis", op.axis()),
        Emission.number("epsilon", (float) op.epsilon()));
  }

  private static Tensor ones(Shape shape, int size) {
    double[] values = new double[size];
    Arrays.fill(values, 1);
    return new Tensor(shape, values);
  }

  private static Parameter shaped(Parameter parameter, Shape shape) {
    return parameter.tensor().shape().equals(shape)
        ? parameter
        : new Parameter(
            parameter.name(),
            new Tensor(shape, parameter.tensor().values()),
            parameter.trainable());
  }

  private void reduce(Op.Reduce op) {
    String type =
        switch (op.kind()) {
          case MEAN -> "ReduceMean";
          case SUM -> "ReduceSum";
          case MAXIMUM -> "ReduceMax";
          case MINIMUM -> "ReduceMin";
        };
    // Without axes ONNX reduces all of them unless told otherwise.
    give(
        type,
        with(longs("axes", op.axes())),
        Emission.integer("keepdims", op.keep() ? 1 : 0),
        Emission.integer("noop_with_empty_axes", 1));
  }

  /** The batch axis is copied from the input, so that the same file serves any batch. */
  private void reshape(Shape shape) {
    int[] extents = shape.extents();
    Shape x = node.input().shape();
    if (extents.length > 0 && x.rank() > 0 && extents[0] == 1 && x.extent(0) == 1) {
      extents[0] = 0;
    }
    give("Reshape", with(longs("shape", extents)));
  }

  private void slice(Op.Slice op) {
    int rank = op.starts().length;
    Shape x = node.input().shape();
    List<int[]> cuts = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      int count = op.shape().extent(axis);
      if (count != x.extent(axis) || op.steps()[axis] < 0) {
        int end = op.starts()[axis] + count * op.steps()[axis];
        cuts.add(
            new int[] {
              op.starts()[axis], end < 0 ? Integer.MIN_VALUE + 1 : end, axis, op.steps()[axis]
            });
      }
    }
    String[] names = {"starts", "ends", "axes", "steps"};
    List<String> operands = inputs();
    for (int k = 0; k < names.length; k++) {
      int column = k;
      operands.add(
          out.integers(
              name + "/" + names[k], cuts.stream().mapToLong(cut -> cut[column]).toArray()));
    }
    give("Slice", operands);
  }

  private void pad(Op.Pad op) {
    int rank = op.before().length;
    int[] pads = Arrays.copyOf(op.before(), 2 * rank);
    System.arraycopy(op.after(), 0, pads, rank, rank);
    List<String> operands = with(longs("pads", pads));
    if (op.mode() == Op.Pad.Mode.CONSTANT) {
      operands.add(out.number(name + "/value", op.value()));
    }
    String mode = op.mode().name().toLowerCase(Locale.ROOT);
    give("Pad", operands, Emission.text("mode", mode));
  }

  private void repeat(Op.Repeat op) {
    double[] scales = Arrays.stream(op.factors()).asDoubleStream().toArray();
    Parameter factors =
        Parameter.fixed(name + "/scales", new Tensor(Shape.of(scales.length), scales));
    give(
        "Resize",
        with("", out.initializer(factors)),
        Emission.text("mode", "nearest"),
        Emission.text("coordinate_transformation_mode", "asymmetric"),
        Emission.text("nearest_mode", "floor"));
  }

  private String longs(String part, int[] numbers) {
    return out.integers(name + "/" + part, Arrays.stream(numbers).asLongStream().toArray());
  }

  private String input() {
    return out.name(node.input());
  }

  private List<String> inputs() {
    return new ArrayList<>(node.inputs().stream().map(out::name).toList());
  }

  private List<String> with(String... more) {
    List<String> operands = new ArrayList<>(List.of(input()));
    operands.addAll(List.of(more));
    return operands;
  }

  private void give(String type, List<String> operands, AttributeProto... attributes) {
    out.node(type, name, operands, out.define(node.output()), attributes);
  }

  private InvalidInputException error(String what) {
    return new InvalidInputException(
        "node " + name + " (" + node.type() + "): " + what + " cannot be written as ONNX");
  }
}
