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
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.readers.Models;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.WeightTrace;
import io.plumbline.readers.options.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands around the operators: functions, branches, inputs, names. */
class StructureTest {
  @TempDir private Path folder;

  private Path write(ModelProto model) throws IOException {
    return Files.write(folder.resolve("m.onnx"), model.toByteArray());
  }

  @Test
  void inlinesFunctionsWithTheirAttributes() throws IOException {
    ModelProto.Builder model =
        TextModel.of(15, new int[] {1, 4}, "", "a = Leak(x) slope=0.25; y = Leak(a)").toBuilder();
    model.getGraphBuilder().getNodeBuilderList().forEach(node -> node.setDomain("local"));
    AttributeProto slope =
        AttributeProto.newBuilder()
            .setName("alpha")
            .setRefAttrName("slope")
            .setType(AttributeType.FLOAT)
            .build();
    AttributeProto otherwise =
        AttributeProto.newBuilder()
            .setName("slope")
            .setType(AttributeType.FLOAT)
            .setF(0.5f)
            .build();
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    model.addFunctions(
        FunctionProto.newBuilder()
            .setDomain("local")
            .setName("Leak")
            .addInput("i")
            .addOutput("o")
            .addAttributeProto(otherwise)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(15))
            .addNode(TextModel.node("h = LeakyRelu(i)").toBuilder().addAttribute(slope))
            .addNode(TextModel.node("o = Neg(h)")));
    Path file = write(model.setIrVersion(10).build());
    Agreement.check(file, folder, false, 1e-6);
    assertThat(names(Models.read(file)))
        .containsExactly(
            "Leak_0/LeakyRelu_0", "Leak_0/Neg_0", "Leak_1/LeakyRelu_1", "Leak_1/Neg_1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = BatchNormalization(x, scale, shift, shift, scale)",
        "m = Identity(shift); v = Identity(scale); y = BatchNormalization(x, scale, shift, m, v)"
      })
  void aWeightThatEqualsAStatisticIsNotByThatToo(String nodes) throws IOException {
    // Exporters write the ones of a fresh normalization's scale and variance once, and its zeros.
    Path file = write(TextModel.of(13, new int[] {1, 3, 2, 2}, "scale+:3 shift:3", nodes));
    Agreement.check(file, folder, false, 1e-6);
    WeightTrace trace =
        WeightTrace.of(ReadModel.read(file, ReadOptions.NONE), ReadModel.Weight::trainable);
    assertThat(trace.weights())
        .extracting(ReadModel.Weight::name)
        .containsExactlyInAnyOrder("scale", "shift");
    assertThat(trace.placements("scale").keySet())
        .extracting(Parameter::name)
        .containsExactly("scale");
    assertThat(trace.placements("shift").keySet())
        .extracting(Parameter::name)
        .containsExactly("shift");
  }

  @Test
  void takesTheBranchOfAConstantCondition() throws IOException {
    GraphProto.Builder graph =
        TextModel.graph(new int[] {1, 4}, "a={1} b={2}", "c = Less(a, b); y = If(c)");
    // The condition has to be a scalar.
    graph.setNode(0, TextModel.node("d = Less(a, b)"));
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("n")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(0));
    graph.addNode(1, TextModel.node("c = Reshape(d, n)"));
    graph
        .getNodeBuilder(2)
        .addAttribute(branch("then_branch", "t = Relu(x)"))
        .addAttribute(branch("else_branch", "t = Neg(x)"));
    Path file = write(TextModel.model(13, graph));
    Agreement.check(file, folder, false, 1e-6);
    assertThat(names(Models.read(file))).containsExactly("If_0/Relu_0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(-9.0)", "(0.1)", "(9.0)"})
  void weighsBothBranchesByAComputedCondition(String limit) throws IOException {
    GraphProto.Builder graph =
        TextModel.graph(
            new int[] {1, 4},
            "l=" + limit,
            "m = ReduceMean(x) keepdims=0; c = Greater(m, l); y = If(c)");
    graph
        .getNodeBuilder(2)
        .addAttribute(branch("then_branch", "t = Relu(x)"))
        .addAttribute(branch("else_branch", "t = Neg(x)"));
    Agreement.check(write(TextModel.model(13, graph)), folder, false, 1e-6);
  }

  @Test
  void takesTheNumbersThatAreZippedWithLabels() throws IOException {
    GraphProto.Builder graph =
        TextModel.graph(
            new int[] {1, 4},
            "",
            "s = Softmax(x); y = ai.onnx.ml.ZipMap(s) classlabels_int64s=[0,1,2,3]");
    Graph read = Models.read(write(TextModel.model(13, graph)));
    assertThat(names(read)).containsExactly("Softmax_0");
  }

  @Test
  void inlinesFunctionsWithinFunctions() throws IOException {
    ModelProto.Builder model =
        TextModel.of(17, new int[] {1, 4}, "W:4x3", "a = Outer(x); y = MatMul(a, W)").toBuilder();
    model.getGraphBuilder().getNodeBuilder(0).setDomain("local");
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    // Both have a value of the same name, which is not the same value.
    model.addFunctions(function("Outer", "h = Inner(i); g = Inner(h); o = Add(g, i)"));
    model.addFunctions(function("Inner", "h = Tanh(i); o = Mul(h, i)"));
    Path file = write(model.setIrVersion(10).build());
    Agreement.check(file, folder, false, 1e-6);
    assertThat(Models.read(file).nodes()).hasSize(6);
  }

  private static FunctionProto function(String name, String nodes) {
    FunctionProto.Builder function =
        FunctionProto.newBuilder()
            .setDomain("local")
            .setName(name)
            .addInput("i")
            .addOutput("o")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1));
    for (String each : nodes.split("; ")) {
      NodeProto.Builder node = TextModel.node(each).toBuilder();
      function.addNode(node.getOpType().equals("Inner") ? node.setDomain("local") : node);
    }
    return function.build();
  }

  @Test
  void namesMayHaveSlashesDotsAndAnyLetters() throws IOException {
    String value = "/блок.0/ключ";
    String weight = "größe/Ω.weight:0";
    GraphProto.Builder graph =
        TextModel.graph(new int[] {1, 4}, "W:4x3", "h = Relu(x); y = MatMul(h, W)");
    graph.getInitializerBuilder(0).setName(weight);
    graph.getNodeBuilder(0).setName("/блок.0/активация").setOutput(0, value);
    graph.getNodeBuilder(1).setName("/выход/出力 層").setInput(0, value).setInput(1, weight);
    Path file = write(TextModel.model(13, graph));
    Agreement.check(file, folder, false, 1e-6);
    Graph read = Models.read(file);
    assertThat(names(read)).containsExactly("блок.0/активация", "выход/出力 層");
    assertThat(read.parameters()).extracting(Parameter::name).containsExactly(weight);
  }

  @Test
  void sparseWeightsAreWeights() throws IOException {
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "", "y = MatMul(x, W)");
    graph.addSparseInitializer(
        SparseTensorProto.newBuilder()
            .addDims(4)
            .addDims(3)
            .setValues(
                TensorProto.newBuilder()
                    .setName("W")
                    .setDataType(TensorProto.DataType.FLOAT_VALUE)
                    .addDims(3)
                    .addFloatData(1.5f)
                    .addFloatData(-2)
                    .addFloatData(0.25f))
            .setIndices(
                TensorProto.newBuilder()
                    .setDataType(TensorProto.DataType.INT64_VALUE)
                    .addDims(3)
                    .addInt64Data(0)
                    .addInt64Data(4)
                    .addInt64Data(11)));
    Path file = write(TextModel.model(13, graph));
    Agreement.check(file, folder, false, 1e-6);
    Parameter read = Models.read(file).parameters().get(0);
    assertThat(read.name()).isEqualTo("W");
    assertThat(read.tensor().values()).containsExactly(1.5, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0, 0.25);
  }

  @Test
  void veryOldOperatorsAreToldOfTheConverter() throws IOException {
    Path file = write(TextModel.of(5, new int[] {1, 4}, "", "y = Relu(x)"));
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "m.onnx: opset (5) must be at least 6; convert it with"
                + " onnx.version_converter.convert_version(model, 17)");
  }

  private static AttributeProto branch(String name, String node) {
    GraphProto.Builder body = GraphProto.newBuilder().setName(name).addNode(TextModel.node(node));
    body.addOutputBuilder().setName("t").getTypeBuilder().getTensorTypeBuilder().setElemType(1);
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(body)
        .build();
  }

  @Test
  void inputsThatAreInitializersAreWeights() throws IOException {
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "W:4x2", "y = MatMul(x, W)");
    graph.addInput(TextModel.input("W", 4, 2));
    Graph read = Models.read(write(TextModel.model(9, graph)));
    assertThat(read.parameters()).extracting(Parameter::name).containsExactly("W");
  }

  @Test
  void sharedWeightsStayShared() throws IOException {
    ModelProto model =
        TextModel.of(13, new int[] {1, 4}, "W:4x4", "a = MatMul(x, W); y = MatMul(a, W)");
    assertThat(Models.read(write(model)).parameters()).hasSize(1);
  }

  @Test
  void namesLoseOnlyWhatAllShare() throws IOException {
    GraphProto.Builder graph =
        TextModel.graph(new int[] {1, 4}, "", "a = Relu(x); b = Tanh(a); y = Neg(b)");
    graph.getNodeBuilder(0).setName("/model/net/first/Relu");
    graph.getNodeBuilder(1).setName("/model/net/second/Tanh");
    assertThat(names(Models.read(write(TextModel.model(13, graph)))))
        .containsExactly("first/Relu", "second/Tanh", "Neg_0");
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(node -> node.name()).toList();
  }
}
