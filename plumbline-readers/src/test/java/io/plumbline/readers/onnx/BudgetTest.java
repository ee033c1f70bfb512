package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.plumbline.core.InvalidInputException;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.readers.Models;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that ask for much: refused soon, with what they ask for. */
@Tag("slow")
class BudgetTest {
  private static final AttributeProto AXIS =
      AttributeProto.newBuilder()
          .setName("axis")
          .setType(AttributeProto.AttributeType.INT)
          .setI(1)
          .build();

  /**
   * Of this thread's own time. What bounds the work is counted in steps; this tells a bound from
   * none, not a fast machine from a slow one: unbounded, each of these files takes minutes.
   */
  private static final long SOON = 20_000_000_000L;

  @TempDir private Path folder;

  private static ModelProto.Builder model() {
    return TextModel.of(18, new int[] {1, 4}, "", "y = Relu(x)").toBuilder();
  }

  private Path write(ModelProto model) throws IOException {
    return Files.write(folder.resolve("m.onnx"), model.toByteArray());
  }

  private static Graph timed(Path file) {
    return timed(() -> Models.read(file));
  }

  private static <T> T timed(Supplier<T> work) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    try {
      return work.get();
    } finally {
      assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(SOON);
    }
  }

  private void assertEvaluated(ModelProto model) throws IOException {
    Graph graph = timed(write(model));
    timed(() -> Evaluator.of(graph).forward(new double[] {1, -2, 3, -4}));
  }

  private void assertRefused(ModelProto model, String line) throws IOException {
    Path file = write(model);
    assertThatThrownBy(() -> timed(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching("m\\.onnx: " + line);
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(type).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a/b/c"})
  void namesThatAreAllTheSame(String name) throws IOException {
    ModelProto.Builder model = model();
    GraphProto.Builder graph = model.getGraphBuilder().clearNode();
    int count = 90_000;
    for (int k = 0; k < count; k++) {
      graph.addNode(
          node("Relu", k == count - 1 ? "y" : "t" + k, k == 0 ? "x" : "t" + (k - 1)).setName(name));
    }
    assertThat(timed(write(model.build())).nodes()).hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sum", "Max", "Mean", "Concat"})
  void nodesWithManyInputs(String type) throws IOException {
    assertEvaluated(wide(type, 200_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Sum", "Max", "Mean"})
  void nodesWithMoreInputsThanAGraphHasNodes(String type) throws IOException {
    assertRefused(
        wide(type, 300_000),
        "node " + type + "_0 \\(" + type + "\\): nodes made \\(200001\\) must be at most 200000");
  }

  @Test
  void contractionsOfManyOperands() throws IOException {
    int operands = 100_000;
    ModelProto.Builder model = wide("Einsum", operands).toBuilder();
    String equation = String.join(",", Collections.nCopies(operands, "ab")) + "->ab";
    model
        .getGraphBuilder()
        .getNodeBuilder(0)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("equation")
                .setType(AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(equation)));
    assertRefused(
        model.build(),
        "node Einsum_0/\\w+ \\(\\w+\\): nodes made \\(200001\\) must be at most 200000");
  }

  private static ModelProto wide(String type, int inputs) {
    NodeProto.Builder wide = node(type, "y").addAllInput(Collections.nCopies(inputs, "x"));
    if (type.equals("Concat")) {
      wide.addAttribute(AXIS);
    }
    ModelProto.Builder model = model();
    model.getGraphBuilder().clearNode().addNode(wide);
    return model.build();
  }

  /** Each reads what the input is, and one joins them all. */
  @Test
  void aValueWithManyReaders() throws IOException {
    ModelProto.Builder model = model();
    GraphProto.Builder graph = model.getGraphBuilder().clearNode();
    NodeProto.Builder all = node("Concat", "y").addAttribute(AXIS);
    for (int k = 0; k < 90_000; k++) {
      graph.addNode(node("Relu", "r" + k, "x"));
      all.addInput("r" + k);
    }
    graph.addNode(all);
    assertEvaluated(model.build());
  }

  @Test
  void functionsWithManyOutputsCalledOften() throws IOException {
    ModelProto.Builder model = model();
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("f").setVersion(1));
    FunctionProto.Builder function =
        FunctionProto.newBuilder().setDomain("f").setName("F").addInput("a").addOutput("b");
    function.addNode(node("Relu", "b", "a"));
    for (int k = 0; k < 100_000; k++) {
      function.addOutput("o" + k);
    }
    GraphProto.Builder graph = model.addFunctions(function).getGraphBuilder().clearNode();
    for (int k = 0; k < 10_000; k++) {
      graph.addNode(
          node("F", k == 9_999 ? "y" : "v" + k, k == 0 ? "x" : "v" + (k - 1)).setDomain("f"));
    }
    assertRefused(
        model.build(), "work of reading \\(\\d+ steps so far\\) must be at most 268435456 steps");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Floor", "Sign", "Neg", "Not", "Cast", "Softmax", "Transpose", "Identity"})
  void chainsOnLargeConstants(String type) throws IOException {
    StringBuilder nodes = new StringBuilder("c0 = ConstantOfShape(s)");
    for (int k = 0; k < 60; k++) {
      String to = type.equals("Cast") ? " to=" + (k % 2 == 0 ? 7 : 1) : "";
      nodes
          .append("; c")
          .append(k + 1)
          .append(" = ")
          .append(type)
          .append("(c" + k + ")")
          .append(to);
    }
    nodes.append("; r = ReduceSum(c60); y = Add(x, r)");
    Path file = write(TextModel.of(13, new int[] {1, 4}, "s={4000000}", nodes.toString()));
    try {
      timed(file);
    } catch (InvalidInputException e) {
      assertThat(e).hasMessageStartingWith("m.onnx: ");
    }
  }

  @Test
  void sequencesThatGrowOneByOne() throws IOException {
    StringBuilder nodes = new StringBuilder("s0 = SequenceEmpty()");
    int count = 20_000;
    for (int k = 0; k < count; k++) {
      nodes.append("; s%d = SequenceInsert(s%d, x)".formatted(k + 1, k));
    }
    nodes.append("; y = ConcatFromSequence(s%d) axis=1".formatted(count));
    assertRefused(
        TextModel.of(18, new int[] {1, 4}, "", nodes.toString()),
        "work of reading \\(\\d+ steps so far\\) must be at most 268435456 steps");
  }

  /** The one byte that the shape takes allows two steps more. */
  @Test
  void foldingWhoseWorkOutgrowsItsOutput() throws IOException {
    StringBuilder nodes = new StringBuilder("c = ConstantOfShape(s); r0 = ReduceSum(c)");
    for (int k = 1; k < 3000; k++) {
      nodes.append("; q").append(k).append(" = ReduceSum(c); r").append(k);
      nodes.append(" = Add(r").append(k - 1).append(", q").append(k).append(')');
    }
    nodes.append("; y = Add(x, r2999)");
    assertRefused(
        TextModel.of(13, new int[] {1, 4}, "s={16000000}", nodes.toString()),
        "work of reading \\(\\d+ steps so far\\) must be at most 268435458 steps");
  }

  @ParameterizedTest
  @CsvSource({
    "MaxPool, 8388608, 8388607, 8388607, 2",
    "AveragePool, 16777216, 16777215, 16777215, 2",
    "AveragePool, 4194304, 4194303, 4194303, 5",
    "LpPool, 8388608, 8388607, 8388607, 2"
  })
  void poolsOfAbsurdSize(String type, int kernel, int before, int after, int extent)
      throws IOException {
    assertRefused(
        TextModel.of(
            18,
            new int[] {1, 1, extent},
            "",
            "y = %s(x) kernel_shape=[%d] pads=[%d,%d] strides=[1]"
                .formatted(type, kernel, before, after)),
        "node \\S+ \\(\\w+\\): .* must be( at most|) .*");
  }

  /** So many times the same bytes, after a graph's beginning. */
  private Path repeated(byte[] part, int count) throws IOException {
    Path file = folder.resolve("m.onnx");
    try (OutputStream stream = Files.newOutputStream(file)) {
      CodedOutputStream out = CodedOutputStream.newInstance(stream);
      out.writeTag(7, 2);
      out.writeUInt32NoTag(part.length * count);
      for (int k = 0; k < count; k++) {
        out.writeRawBytes(part);
      }
      out.flush();
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "0a00, 60000000",
    "2a00, 60000000",
    "0a06220452656c75, 10000000",
    "0a020a00, 30000000"
  })
  void partsWithoutNumber(String part, int count) throws IOException {
    Path file = repeated(java.util.HexFormat.of().parseHex(part), count);
    assertThatThrownBy(() -> timed(file))
        .hasMessageMatching(
            "m.onnx: parts \\(\\d+ so far: nodes, attributes, names, numbers\\) must be at most"
                + " 4194304");
  }
}
