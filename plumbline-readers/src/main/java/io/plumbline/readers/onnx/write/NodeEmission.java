package io.plumbline.readers.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Gather;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Each operation of the graph as ONNX nodes. */
final class NodeEmission implements OpVisitor<Void> {
  private final Node node;
  private final Emission out;
  private final String name;

  private NodeEmission(Node node, Emission out) {
    this.node = node;
    this.out = out;
    this.name = node.name();
  }

  static void emit(Node node, Emission out) {
    node.op().accept(new NodeEmission(node, out));
  }

  @Override
  public Void visit(Convolution op) {
    WindowEmission.emit(node, op, out);
    return null;
  }

  @Override
  public Void visit(MaxPool op) {
    WindowEmission.emit(node, op, out);
    return null;
  }

  @Override
  public Void visit(AveragePool op) {
    WindowEmission.emit(node, op, out);
    return null;
  }

  @Override
  public Void visit(Elementwise op) {
    ElementwiseEmission.emit(node, op.function(), out);
    return null;
  }

  @Override
  public Void visit(MatrixProduct op) {
    give("MatMul", inputs());
    return null;
  }

  @Override
  public Void visit(ParametricRelu op) {
    give("PRelu", List.of(input(), out.initializer(op.slope())));
    return null;
  }

  @Override
  public Void visit(Binary op) {
    if (op.kind() == Binary.Kind.MASK) {
      List<String> read = inputs();
      AttributeProto type = Emission.integer("to", DataType.BOOL_VALUE);
      String chosen = out.part("Cast", name + "/chosen", List.of(read.get(1)), type);
      give("Where", List.of(chosen, read.get(0), out.number(name + "/else", 0.0)));
    } else {
      give(binary(op.kind()), inputs());
    }
    return null;
  }

  @Override
  public Void visit(CumulativeSum op) {
    give(
        "CumSum",
        with(longs("axis", new int[] {op.axis()})),
        Emission.integer("exclusive", op.exclusive() ? 1 : 0),
        Emission.integer("reverse", op.reverse() ? 1 : 0));
    return null;
  }

  @Override
  public Void visit(Softmax op) {
    give("Softmax", inputs(), Emission.integer("axis", op.axis()));
    return null;
  }

  @Override
  public Void visit(LogSoftmax op) {
    give("LogSoftmax", inputs(), Emission.integer("axis", op.axis()));
    return null;
  }

  @Override
  public Void visit(Concat op) {
    give("Concat", inputs(), Emission.integer("axis", op.axis()));
    return null;
  }

  @Override
  public Void visit(Transpose op) {
    give("Transpose", inputs(), Emission.integers("perm", op.permutation()));
    return null;
  }

  @Override
  public Void visit(Gather op) {
    give("Gather", with(longs("indices", op.indices())), Emission.integer("axis", op.axis()));
    return null;
  }

  @Override
  public Void visit(Dropout op) {
    give("Dropout", with(out.number(name + "/ratio", op.rate())));
    return null;
  }

  private static String binary(Binary.Kind kind) {
    return switch (kind) {
      case ADD -> "Add";
      case SUBTRACT -> "Sub";
      case MULTIPLY -> "Mul";
      case DIVIDE -> "Div";
      case MAXIMUM -> "Max";
      case MINIMUM -> "Min";
      case POWER -> "Pow";
      case MASK -> throw new IllegalStateException("written as a choice");
    };
  }

  @Override
  public Void visit(Dense op) {
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
    return null;
  }

  /** A vector of the graph may have axes of extent 1; ONNX wants one axis. */
  private static Parameter flat(Parameter vector) {
    Shape shape = Tensor.shapeOf(vector.tensor().shape().size());
    return vector.tensor().shape().equals(shape)
        ? vector
        : new Parameter(
            vector.name(), new Tensor(shape, vector.tensor().values()), vector.trainable());
  }

  @Override
  public Void visit(BatchNormalization op) {
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
      return null;
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
    return null;
  }

  @Override
  public Void visit(LayerNormalization op) {
    Shape x = node.input().shape();
    int size = 1;
    for (int axis = op.axis(); axis < x.rank(); axis++) {
      size *= x.extent(axis);
    }
    Shape shape = Tensor.shapeOf(Arrays.copyOfRange(x.extents(), op.axis(), x.rank()));
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
    return null;
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

  @Override
  public Void visit(Reduce op) {
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
    return null;
  }

  /** The batch axis is copied from the input, so that the same file serves any batch. */
  @Override
  public Void visit(Reshape op) {
    int[] extents = op.shape().extents();
    Shape x = node.input().shape();
    if (extents.length > 0 && x.rank() > 0 && extents[0] == 1 && x.extent(0) == 1) {
      extents[0] = 0;
    }
    give("Reshape", with(longs("shape", extents)));
    return null;
  }

  @Override
  public Void visit(Slice op) {
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
    return null;
  }

  @Override
  public Void visit(Pad op) {
    int rank = op.before().length;
    int[] pads = Arrays.copyOf(op.before(), 2 * rank);
    System.arraycopy(op.after(), 0, pads, rank, rank);
    List<String> operands = with(longs("pads", pads));
    if (op.mode() == Pad.Mode.CONSTANT) {
      operands.add(out.number(name + "/value", op.value()));
    }
    String mode = op.mode().name().toLowerCase(Locale.ROOT);
    give("Pad", operands, Emission.text("mode", mode));
    return null;
  }

  @Override
  public Void visit(Repeat op) {
    double[] scales = Arrays.stream(op.factors()).asDoubleStream().toArray();
    Parameter factors =
        Parameter.fixed(name + "/scales", new Tensor(Tensor.shapeOf(scales.length), scales));
    give(
        "Resize",
        with("", out.initializer(factors)),
        Emission.text("mode", "nearest"),
        Emission.text("coordinate_transformation_mode", "asymmetric"),
        Emission.text("nearest_mode", "floor"));
    return null;
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
}
