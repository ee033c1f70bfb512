package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file leaves open, and what the options say about it. */
class SignatureTest {
  @TempDir private Path folder;

  private Graph read(GraphProto.Builder graph, ReadOptions options) throws IOException {
    ModelProto model = TextModel.model(17, graph);
    Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());
    return Models.read(file, options);
  }

  private void assertLine(GraphProto.Builder graph, ReadOptions options, String line) {
    assertThatThrownBy(() -> read(graph, options))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("m.onnx: " + line);
  }

  /** An input whose extents are numbers and, where they are not, symbols. */
  private static ValueInfoProto input(String name, int type, String... extents) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String extent : extents) {
      TensorShapeProto.Dimension.Builder dimension = shape.addDimBuilder();
      if (extent.matches("\\d+")) {
        dimension.setDimValue(Long.parseLong(extent));
      } else {
        dimension.setDimParam(extent);
      }
    }
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(name);
    info.getTypeBuilder().getTensorTypeBuilder().setElemType(type).setShape(shape);
    return info.build();
  }

  private static GraphProto.Builder graph(String constants, String nodes, String... extents) {
    return TextModel.graph(new int[] {1, 1}, constants, nodes)
        .setInput(0, input("x", DataType.FLOAT_VALUE, extents));
  }

  private static Tensor tensor(double... values) {
    return new Tensor(Tensor.shapeOf(values.length), values);
  }

  @Test
  void freeExtentsAreTheGivenArrays() throws IOException {
    GraphProto.Builder graph =
        graph("", "y = GlobalAveragePool(x)", "batch", "3", "height", "width");
    for (Shape given :
        new Shape[] {
          Tensor.shapeOf(3, 4, 5), Tensor.shapeOf(1, 3, 4, 5), Tensor.shapeOf(7, 3, 4, 5)
        }) {
      assertThat(read(graph, ReadOptions.NONE.withGiven(given)).input().shape())
          .isEqualTo(Tensor.shapeOf(1, 3, 4, 5));
    }
    assertLine(
        graph,
        ReadOptions.NONE,
        "input x axis 2 (height) must have a known extent, which the array given to --input says");
  }

  @Test
  void heldInputsAreConstantsAndTellWhatSymbolsStandFor() throws IOException {
    GraphProto.Builder graph =
        graph("o={1}", "m = Cast(mask) to=1; u = Unsqueeze(m, o); y = Mul(x, u)", "N", "T", "2");
    graph.setNode(1, TextModel.node("u = Unsqueeze(m, two)"));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("two")
            .setDataType(DataType.INT64_VALUE)
            .addDims(1)
            .addInt64Data(2));
    graph.addInput(input("mask", DataType.INT64_VALUE, "N", "T"));
    assertLine(
        graph, ReadOptions.NONE, "inputs (mask) must be held fixed with --hold NAME=FILE.npy");
    Graph read = read(graph, ReadOptions.NONE.withHeld("mask", tensor(1, 0, 1)));
    assertThat(read.input().shape()).isEqualTo(Tensor.shapeOf(1, 3, 2));
    assertThat(Evaluator.of(read).forward(new double[] {1, 2, 3, 4, 5, 6}))
        .containsExactly(1, 2, 0, 0, 5, 6);
    Tensor two = new Tensor(Tensor.shapeOf(2, 3), new double[6]);
    assertLine(
        graph("", "y = Mul(x, z)", "N", "3").addInput(input("z", 1, "4")),
        ReadOptions.NONE.withHeld("z", two),
        "--hold z: shape (2, 3) must be that of the file, (4,)");
    assertLine(
        graph, ReadOptions.NONE.withHeld("w", two), "--hold (w) must name an input: x, mask");
  }

  @Test
  void oneOfSeveralInputsIsChosenByName() throws IOException {
    GraphProto.Builder graph = graph("", "y = Sub(x, z)", "N", "2");
    graph.addInput(input("z", DataType.FLOAT_VALUE, "N", "2"));
    assertLine(
        graph,
        ReadOptions.NONE.withInput("z"),
        "inputs (x) must be held fixed with --hold NAME=FILE.npy");
    Graph read = read(graph, ReadOptions.NONE.withInput("z").withHeld("x", tensor(5, 7)));
    assertThat(read.input().name()).isEqualTo("z");
    assertThat(Evaluator.of(read).forward(new double[] {1, 2})).containsExactly(4, 5);
    assertLine(graph, ReadOptions.NONE.withInput("q"), "--input-name (q) must be one of x, z");
  }

  @Test
  void theInputMayBeTheValueBehindAnEmbedding() throws IOException {
    GraphProto.Builder graph = graph("E:9x4 W:4x2", "e = Gather(E, x); y = MatMul(e, W)", "N", "T");
    graph.setInput(0, input("x", DataType.INT64_VALUE, "N", "T"));
    assertLine(
        graph,
        ReadOptions.NONE,
        "input x type (INT64) must be floating-point: hold it fixed with --hold NAME=FILE.npy and"
            + " name the value behind its embedding with --input-name");
    Graph read = read(graph, ReadOptions.NONE.withInput("e").withGiven(Tensor.shapeOf(1, 3, 4)));
    assertThat(read.input().shape()).isEqualTo(Tensor.shapeOf(1, 3, 4));
    assertThat(read.nodes()).hasSize(1);
  }

  @Test
  void oneOfSeveralOutputsIsChosenByNameAndTheRestIsSkipped() throws IOException {
    GraphProto.Builder graph = graph("", "a = Frob(x); y = Neg(x); z = Relu(y)", "N", "2");
    graph.addOutput(ValueInfoProto.newBuilder().setName("a"));
    assertLine(graph, ReadOptions.NONE, "outputs (z, a) must be one; choose with --output NAME");
    assertThat(read(graph, ReadOptions.NONE.withOutput("z")).nodes()).hasSize(2);
    assertThat(read(graph, ReadOptions.NONE.withOutput("y")).nodes()).hasSize(1);
    assertLine(
        graph,
        ReadOptions.NONE.withOutput("a"),
        "node Frob_0 (Frob): operator Frob is not supported");
    assertLine(graph, ReadOptions.NONE.withOutput("b"), "--output (b) must be one of z, a");
  }

  @Test
  void aFixedFirstExtentIsABatchOnlyWhereSamplesStayApart() throws IOException {
    GraphProto.Builder apart = graph("W:8x3", "y = MatMul(x, W)", "5", "8");
    assertThat(read(apart, ReadOptions.NONE).input().shape()).isEqualTo(Tensor.shapeOf(1, 8));
    GraphProto.Builder mixed =
        graph("W:8x3", "m = ReduceMean(x) axes=[0]; y = MatMul(m, W)", "5", "8");
    Graph one = read(mixed, ReadOptions.NONE);
    assertThat(one.input().shape()).isEqualTo(Tensor.shapeOf(1, 5, 8));
    assertThat(one.output().shape()).isEqualTo(Tensor.shapeOf(1, 3));
    GraphProto.Builder attention =
        graph("", "t = Transpose(x) perm=[1,0]; s = MatMul(x, t); y = MatMul(s, x)", "5", "8");
    assertLine(
        attention,
        ReadOptions.NONE,
        "input x (5, 8) must say whether its first axis counts samples: --batch-axis 0, or none"
            + " where they are one sample");
    Graph whole = read(attention, ReadOptions.NONE.withBatchAxis(ReadOptions.NO_BATCH));
    assertThat(whole.input().shape()).isEqualTo(Tensor.shapeOf(1, 5, 8));
    assertThat(whole.output().shape()).isEqualTo(Tensor.shapeOf(1, 5, 8));
    assertThat(read(attention, ReadOptions.NONE.withBatchAxis(0)).input().shape())
        .isEqualTo(Tensor.shapeOf(1, 8));
  }

  @Test
  void theBatchMayBeAnotherAxis() throws IOException {
    GraphProto.Builder graph =
        graph("", "y = ReduceMean(x) axes=[0] keepdims=0", "T", "batch", "2");
    Graph read = read(graph, ReadOptions.NONE.withGiven(Tensor.shapeOf(3, 1, 2)));
    assertThat(read.input().shape()).isEqualTo(Tensor.shapeOf(1, 3, 1, 2));
    assertThat(Evaluator.of(read).forward(new double[] {1, 2, 3, 4, 5, 6})).containsExactly(3, 4);
    assertLine(
        graph,
        ReadOptions.NONE.withBatchAxis(3),
        "input x --batch-axis (3) must be an axis of (T, batch, 2)");
  }

  @Test
  void castLikeTakesTheKindOfAComputedValue() throws IOException {
    GraphProto.Builder graph =
        graph("k={3,4}", "a = CastLike(k, x); b = Div(a, k); y = Mul(x, b)", "N", "2");
    graph.setNode(1, TextModel.node("b = Div(a, h)"));
    graph.addInitializer(TensorProto.newBuilder().setName("h").setDataType(1).addFloatData(2));
    assertThat(Evaluator.of(read(graph, ReadOptions.NONE)).forward(new double[] {1, 1}))
        .containsExactly(1.5, 2);
    GraphProto.Builder both =
        graph(
            "k={3,4}", "a = CastLike(k, x); d = Add(a, a); b = Div(a, d); y = Mul(x, b)", "N", "2");
    assertThat(Evaluator.of(read(both, ReadOptions.NONE)).forward(new double[] {1, 1}))
        .containsExactly(0.5, 0.5);
  }

  @Test
  void castLikeTakesTheKindOfAConstantThatWasCastItself() throws IOException {
    GraphProto.Builder graph =
        graph(
            "o=<0> k={3,4} t=<2>",
            "z = CastLike(o, x); a = CastLike(k, z); b = CastLike(t, z); q = Div(a, b);"
                + " y = Mul(x, q)",
            "N",
            "2");
    assertThat(Evaluator.of(read(graph, ReadOptions.NONE)).forward(new double[] {1, 1}))
        .containsExactly(1.5, 2);
  }
}
