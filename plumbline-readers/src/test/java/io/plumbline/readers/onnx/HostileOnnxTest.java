package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are damaged, or made to harm: each is one line that names what is wrong. */
class HostileOnnxTest {
  private static final Path MODELS = Fixtures.path("models");

  @TempDir private Path folder;

  private void assertLine(ModelProto model, String line) throws IOException {
    Path file = Files.write(folder.resolve("m.onnx"), model.toByteArray());
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(
            line.matches(".* (is not supported|must have a known extent.*)")
                ? UnsupportedModelException.class
                : InvalidInputException.class)
        .hasMessage(line);
  }

  @Test
  void joinsElementsAlongThreeAxesAtMost() throws IOException {
    int[] input = {1, 1, 2, 2, 2, 2};
    assertLine(
        TextModel.of(13, input, "", "y = MaxPool(x) kernel_shape=[2,2,2,2]"),
        "m.onnx: node MaxPool_0 (MaxPool): a window over more than 3 axes is not supported");
    assertLine(
        TextModel.of(13, input, "W:1x1x2x1x1x1", "y = ConvTranspose(x, W)"),
        "m.onnx: node ConvTranspose_0 (ConvTranspose): a window over more than 3 axes is not"
            + " supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "y = Frob(x)|node Frob_0 (Frob): operator Frob is not supported",
        "y = Relu(x) alpha=0.5|node Relu_0 (Relu): attribute alpha is not supported",
        "y = Relu(z)|node Relu_0 (Relu): input z must be defined by a node before it",
        "y = Relu(z); z = Relu(y)|node Relu_0 (Relu): input z must be defined by a node before it",
        "x = Relu(x)|value x must be defined once",
        "y = MaxPool(x) kernel_shape=[2,2]|node MaxPool_0 (MaxPool): input (1, 3, 4) must have 3"
            + " axes or more",
        "y = MaxPool(x) kernel_shape=[9]|node MaxPool_0 (MaxPool): kernel (9, dilation 1) must fit"
            + " into the padded input (4)",
        "y = MaxPool(x) kernel_shape=[2] strides=[0]|node MaxPool_0 (MaxPool): strides ([0]) must"
            + " be at least 1 and at most 33554432",
        "y = Relu(x, x)|node Relu_0 (Relu): inputs (2) must be at most 1",
        "y = Softmax(x) axis=7|node Softmax_0 (Softmax): axis (7) must be from -3 to 2",
        "y = Upsample(x) mode=round scales=[1.0,1.0,2.0]|node Upsample_0 (Upsample): mode (round)"
            + " must be nearest, linear or cubic",
        "y = Cast(x) to=8|node Cast_0 (Cast): to must be a type of numbers",
        "y = Slice(x) starts=[0] ends=[4] axes=[5]|node Slice_0 (Slice): axis (5) must be from -3"
            + " to 2",
        "s = SequenceConstruct(x, x); y = Relu(s)|node Relu_0 (Relu): input 0 (a sequence) must be a"
            + " tensor",
        "y = SequenceLength(x)|node SequenceLength_0 (SequenceLength): input 0 (a tensor) must be a"
            + " sequence",
        "s = SequenceEmpty(); y = ConcatFromSequence(s)|node ConcatFromSequence_0"
            + " (ConcatFromSequence): sequence (0 tensors) must have at least 1",
        "s = SequenceConstruct(x, x)|output must be one tensor, and not a sequence",
        "s = SequenceConstruct(x); t = SequenceErase(s); u = SequenceErase(t)|node SequenceErase_1"
            + " (SequenceErase): position (-1.0) must be in a sequence of 0",
        "y = DeformConv(x, x, x)|node DeformConv_0 (DeformConv): images (1, 3, 4) of other than 2"
            + " axes are not supported",
        "y, m = MaxPool(x) kernel_shape=[2]; z = Mul(y, m)|node Mul_0 (Mul): input m must be defined"
            + " by a node before it"
      })
  void namesTheNodeAndTheReason(String nodes, String line) throws IOException {
    String shape = nodes.contains("[2,2]") ? "m.onnx: " + line.replace("(1, 3, 4)", "(1, 3)") : "";
    int[] input = shape.isEmpty() ? new int[] {1, 3, 4} : new int[] {1, 3};
    assertLine(TextModel.of(13, input, "", nodes), shape.isEmpty() ? "m.onnx: " + line : shape);
  }

  @Test
  void namesAWeightThatIsNotFinite() throws IOException {
    TensorProto weight =
        TensorProto.newBuilder()
            .setName("W")
            .setDataType(DataType.FLOAT_VALUE)
            .addDims(4)
            .addDims(1)
            .addFloatData(1)
            .addFloatData(2)
            .addFloatData(Float.NaN)
            .addFloatData(3)
            .build();
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "", "y = MatMul(x, W)");
    assertLine(
        TextModel.model(13, graph.addInitializer(weight)),
        "m.onnx: weight W element 2 (NaN) must be finite");
  }

  @Test
  void keepsTheFilesTextOnOneLine() throws IOException {
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)");
    graph.getNodeBuilder(0).setName("a\nb").setInput(0, "c\u001b[31m\r\n" + "d".repeat(500));
    assertLine(
        TextModel.model(13, graph),
        "m.onnx: node a?b (Relu): input c?[31m??"
            + "d".repeat(112)
            + "… must be defined by a node before it");
  }

  @Test
  void boundsTensors() throws IOException {
    TensorProto.Builder weight =
        TensorProto.newBuilder().setName("W").setDataType(DataType.FLOAT_VALUE);
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "", "y = MatMul(x, W)");
    assertLine(
        TextModel.model(13, graph.clone().addInitializer(weight.clone().addDims(1L << 60))),
        "m.onnx: tensor W: extent (1152921504606846976) must be from 0 to 33554432");
    assertLine(
        TextModel.model(
            13, graph.clone().addInitializer(weight.clone().addDims(1 << 20).addDims(1 << 20))),
        "m.onnx: tensor W: shape (1048576, 1048576) must have at most 33554432 elements");
    assertLine(
        TextModel.model(13, graph.clone().addInitializer(weight.clone().addDims(4).addDims(1))),
        "m.onnx: tensor W: data (0) must be 4 values");
    assertLine(
        TextModel.model(
            13,
            graph
                .clone()
                .addInitializer(
                    weight.clone().addDims(4).setRawData(ByteString.copyFrom(new byte[15])))),
        "m.onnx: tensor W: data (15 bytes) must be 16 bytes");
    assertLine(
        TextModel.model(
            13, graph.clone().addInitializer(weight.clone().setDataType(DataType.STRING_VALUE))),
        "m.onnx: tensor W: type (STRING) must be one of numbers");
  }

  @Test
  void boundsWhatIsComputedWhileReading() throws IOException {
    assertLine(
        TextModel.of(13, new int[] {1, 4}, "s={1000000,1000000}", "y = Expand(x, s)"),
        "m.onnx: node Expand_0 (Expand): shape [1000000, 1000000] must broadcast with (1, 4)");
    assertLine(
        TextModel.of(
            13,
            new int[] {1, 4},
            "s={6000000}",
            "c = ConstantOfShape(s); d = Add(c, c);" + " e = Add(d, c); y = Mul(x, e)"),
        "m.onnx: tensor ConstantOfShape_0: brings the model's constants to more than 16777220"
            + " elements");
  }

  @Test
  void wantsOneInputOfKnownShape() throws IOException {
    GraphProto.Builder two = TextModel.graph(new int[] {1, 4}, "", "y = Add(x, z)");
    assertLine(
        TextModel.model(13, two.addInput(TextModel.input("z", 1, 4))),
        "m.onnx: inputs (x, z) must be one; choose with --input-name NAME and hold the others fixed"
            + " with --hold NAME=FILE.npy");
    GraphProto.Builder open = TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)");
    open.getInputBuilder(0)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(1)
        .setDimParam("width");
    assertLine(
        TextModel.model(13, open),
        "m.onnx: input x axis 1 (width) must have a known extent, which the array given to --input"
            + " says");
    assertLine(
        TextModel.model(5, TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)")),
        "m.onnx: opset (5) must be at least 6; convert it with"
            + " onnx.version_converter.convert_version(model, 17)");
  }

  @Test
  void boundsWhatAnImageBecomes() throws IOException {
    assertLine(
        TextModel.of(
            13, new int[] {1, 1, 2, 2}, "s={1,1,2,2147483647}", "y = Resize(x,,,s) mode=nearest"),
        "m.onnx: node Resize_0 (Resize): shape (1, 1, 2, 2147483647) must have at most 33554432"
            + " elements");
  }

  /** Before there is an index for each place along an axis. */
  @Test
  void boundsWhatATileBecomes() throws IOException {
    ModelProto model =
        TextModel.of(13, new int[] {1, 16, 9, 1, 2}, "r={1,1,1,33000000,1}", "y = Tile(x,r)");
    assertLine(
        model,
        "m.onnx: node Tile_0 (Tile): shape (1, 16, 9, 33000000, 2) must have at most 33554432"
            + " elements");
    Trials trials =
        new Trials(
            ".onnx", new ModelTrial(folder, ".onnx", file -> Optional.of(Models.read(file))));
    trials.run(model.toByteArray());
    assertThat(trials.faults()).isEmpty();
  }

  @Test
  void typesThatHaveNoNameAreNumbers() throws IOException {
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)");
    graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(99);
    assertLine(
        TextModel.model(13, graph),
        "m.onnx: input x type (99) must be floating-point: hold it fixed with --hold NAME=FILE.npy"
            + " and name the value behind its embedding with --input-name");
    graph.getInputBuilder(0).getTypeBuilder().clearTensorType().getSequenceTypeBuilder();
    assertLine(
        TextModel.model(13, graph),
        "m.onnx: input x type (no tensor) must be floating-point: hold it fixed with --hold"
            + " NAME=FILE.npy and name the value behind its embedding with --input-name");
  }

  @Test
  void versionsAreNotCutToFit() throws IOException {
    ModelProto.Builder model = TextModel.of(18, new int[] {1, 4}, "", "y = Relu(x)").toBuilder();
    model.getOpsetImportBuilder(0).setVersion((1L << 32) + 18);
    String line = "m.onnx: opset (4294967314) must be at most 2147483647";
    assertLine(model.build(), line);
    model.getOpsetImportBuilder(0).setVersion(18);
    model.addFunctions(
        FunctionProto.newBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion((1L << 32) + 18)));
    assertLine(model.build(), line);
  }

  @Test
  void functionsTakeNoMoreThanTheySay() throws IOException {
    ModelProto.Builder model = TextModel.of(13, new int[] {1, 4}, "", "y = Relu(x)").toBuilder();
    FunctionProto.Builder function =
        FunctionProto.newBuilder().setDomain("f").setName("F").addInput("a").addOutput("b");
    function.addNode(NodeProto.newBuilder().setOpType("Relu").addInput("a").addOutput("b"));
    model.addFunctions(function).getGraphBuilder().getNodeBuilder(0).setDomain("f").setOpType("F");
    model.getGraphBuilder().getNodeBuilder(0).addInput("x");
    assertLine(
        model.build(), "m.onnx: node F_0 (F): inputs (2) must be at most 1, those of the function");
  }

  @Test
  void functionsCannotGrowWithoutEnd() throws IOException {
    ModelProto.Builder model = TextModel.of(13, new int[] {1, 4}, "", "y = Relu(x)").toBuilder();
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("f").setVersion(1));
    for (int k = 0; k < 20; k++) {
      String callee = "F" + (k + 1);
      FunctionProto.Builder function =
          FunctionProto.newBuilder().setDomain("f").setName("F" + k).addInput("a").addOutput("z");
      String at = "a";
      for (int call = 0; call < 8; call++) {
        String next = call == 7 ? "z" : "v" + call;
        NodeProto.Builder node = NodeProto.newBuilder().addInput(at).addOutput(next);
        function.addNode(k == 19 ? node.setOpType("Relu") : node.setDomain("f").setOpType(callee));
        at = next;
      }
      model.addFunctions(function);
    }
    model.getGraphBuilder().getNodeBuilder(0).setDomain("f").setOpType("F0");
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> assertLine(model.build(), "m.onnx: nodes (more than 100000) must be at most 100000"));
    FunctionProto.Builder endless =
        FunctionProto.newBuilder().setDomain("f").setName("F0").addInput("a").addOutput("z");
    endless.addNode(
        NodeProto.newBuilder().setDomain("f").setOpType("F0").addInput("a").addOutput("z"));
    ModelProto loop = model.clearFunctions().addFunctions(endless).build();
    Path file = Files.write(folder.resolve("m.onnx"), loop.toByteArray());
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("functions must be nested at most 32 deep");
  }

  @Test
  void boundsNesting() throws IOException {
    GraphProto inner = GraphProto.newBuilder().setName("deepest").build();
    for (int k = 0; k < 300; k++) {
      AttributeProto branch =
          AttributeProto.newBuilder()
              .setName("then_branch")
              .setType(AttributeType.GRAPH)
              .setG(inner)
              .build();
      inner =
          GraphProto.newBuilder()
              .addNode(NodeProto.newBuilder().setOpType("If").addAttribute(branch))
              .build();
    }
    assertLine(
        ModelProto.newBuilder().setGraph(inner).build(),
        "m.onnx: must be an ONNX model, and is damaged or of another kind");
  }

  @ParameterizedTest
  @CsvSource({"seed.onnx", "torchres.onnx"})
  void survivesTruncationAndFlippedBytes(String name) throws IOException {
    byte[] whole = Files.readAllBytes(MODELS.resolve(name));
    Random random = new Random(17);
    int refused = 0;
    for (int trial = 0; trial < 300; trial++) {
      byte[] bytes =
          Arrays.copyOf(whole, trial % 2 == 0 ? whole.length : random.nextInt(whole.length));
      for (int flip = 0; flip < 3 && bytes.length > 0; flip++) {
        // The structure is at both ends; most of the file is weights.
        int at = random.nextInt(Math.min(bytes.length, 3000));
        bytes[random.nextBoolean() ? at : bytes.length - 1 - at] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("m.onnx"), bytes);
      try {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> Models.read(file));
      } catch (InvalidInputException e) {
        refused++;
        assertThat(e.getMessage()).doesNotContain("\n").contains("m.onnx");
      }
    }
    assertThat(refused).isGreaterThan(100);
  }
}
