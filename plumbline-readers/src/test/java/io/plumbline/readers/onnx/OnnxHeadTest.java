package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is handed to an engine: the model as it was read, and no way to any other file. */
class OnnxHeadTest {
  private static final byte[] DATA = {0, 0, -128, 63, 0, 0, 0, 64, 0, 0, 64, 64, 0, 0, -128, 64};
  private static final byte[] SECRET =
      "not yours to read".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private Path own;

  @BeforeEach
  void foldersAndFiles() throws IOException {
    own = Files.createDirectories(folder.resolve("own"));
    Files.createDirectories(own.resolve("sub"));
    Files.write(own.resolve("data"), DATA);
    Files.write(own.resolve("sub/data"), DATA);
    Files.write(folder.resolve("secret"), SECRET);
    Files.createSymbolicLink(own.resolve("link"), folder.resolve("secret"));
    Files.createSymbolicLink(own.resolve("up"), folder);
    Files.createSymbolicLink(own.resolve("inside"), Path.of("sub/data"));
  }

  /** Where a model may have a tensor. */
  private enum Place {
    INITIALIZER((model, tensor) -> model.getGraphBuilder().addInitializer(tensor)),
    SPARSE_VALUES(
        (model, tensor) ->
            model
                .getGraphBuilder()
                .addSparseInitializer(SparseTensorProto.newBuilder().setValues(tensor))),
    SPARSE_INDICES(
        (model, tensor) ->
            model
                .getGraphBuilder()
                .addSparseInitializer(SparseTensorProto.newBuilder().setIndices(tensor))),
    ATTRIBUTE((model, tensor) -> model.getGraphBuilder().addNode(constant(tensor))),
    ATTRIBUTES(
        (model, tensor) ->
            model
                .getGraphBuilder()
                .addNode(
                    NodeProto.newBuilder()
                        .addAttribute(AttributeProto.newBuilder().addTensors(tensor)))),
    BRANCH(
        (model, tensor) ->
            model
                .getGraphBuilder()
                .addNode(
                    NodeProto.newBuilder()
                        .setOpType("If")
                        .addAttribute(
                            AttributeProto.newBuilder()
                                .setG(
                                    GraphProto.newBuilder()
                                        .addInitializer(tensor)
                                        .addNode(constant(tensor)))))),
    FUNCTION(
        (model, tensor) ->
            model.addFunctions(FunctionProto.newBuilder().addNode(constant(tensor)))),
    FUNCTION_DEFAULT(
        (model, tensor) ->
            model.addFunctions(
                FunctionProto.newBuilder()
                    .addAttributeProto(AttributeProto.newBuilder().setT(tensor)))),
    TRAINING(
        (model, tensor) ->
            model.addTrainingInfoBuilder().getAlgorithmBuilder().addInitializer(tensor));

    private final BiConsumer<ModelProto.Builder, TensorProto> put;

    Place(BiConsumer<ModelProto.Builder, TensorProto> put) {
      this.put = put;
    }

    private static NodeProto.Builder constant(TensorProto tensor) {
      return NodeProto.newBuilder()
          .setOpType("Constant")
          .addAttribute(AttributeProto.newBuilder().setName("value").setT(tensor));
    }
  }

  private static TensorProto external(String location) {
    return TensorProto.newBuilder()
        .setName("W")
        .setDataType(DataType.FLOAT_VALUE)
        .addDims(4)
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location))
        .build();
  }

  private Path model(Place place, TensorProto tensor) throws IOException {
    ModelProto.Builder model =
        TextModel.model(17, TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)")).toBuilder();
    place.put.accept(model, tensor);
    return Files.write(own.resolve("m.onnx"), model.build().toByteArray());
  }

  private void assertRefused(Place place, String location, String line) throws IOException {
    Path model = model(place, external(location));
    assertThatThrownBy(() -> OnnxHead.of(model))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("m.onnx: tensor W: " + line);
  }

  @ParameterizedTest
  @EnumSource
  void noTensorLeadsOutOfTheFolder(Place place) throws IOException {
    Path zero = Files.createSymbolicLink(own.resolve("zero"), Path.of("/dev/zero"));
    for (String location : new String[] {"../secret", "sub/../../secret", "/etc/hostname"}) {
      assertRefused(
          place,
          location,
          "external location (" + location + ") must be inside the model's folder");
    }
    for (String location : new String[] {"link", "up/secret", "zero", "sub", "."}) {
      assertRefused(
          place,
          location,
          "external location (" + location + ") must be a file inside the model's folder");
    }
    Files.delete(zero);
    assertRefused(place, "none", "external data (none) must be readable");
    // What ONNX Runtime takes for an address in memory.
    assertRefused(
        place, "*/_ORT_MEM_ADDR_/*", "external data (*/_ORT_MEM_ADDR_/*) must be readable");
  }

  @ParameterizedTest
  @EnumSource
  void whatLiesInsideTheFolderIsTakenIn(Place place) throws IOException {
    for (String location : new String[] {"data", "sub/data", "./sub/../data", "inside"}) {
      Path written = folder.resolve("written");
      OnnxHead.of(model(place, external(location))).write(written, false);
      ModelProto.Builder expected =
          TextModel.model(17, TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)")).toBuilder();
      place.put.accept(
          expected,
          external(location).toBuilder()
              .clearDataLocation()
              .clearExternalData()
              .setRawData(ByteString.copyFrom(DATA))
              .build());
      assertThat(ModelProto.parseFrom(Files.readAllBytes(written))).isEqualTo(expected.build());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 4, 16",
    "2, 16, 16",
    "10, 8, 16",
    "11, 2, 16",
    "16, 8, 16",
    "17, 16, 16",
    "21, 32, 16",
    "22, 31, 16",
    "23, 32, 16",
    "1, 3, 12"
  })
  void everyTypeHasItsLength(int type, long extent, int length) throws IOException {
    TensorProto tensor =
        external("data").toBuilder().setDataType(type).clearDims().addDims(extent).build();
    Path written = folder.resolve("written");
    OnnxHead.of(model(Place.INITIALIZER, tensor)).write(written, false);
    assertThat(
            ModelProto.parseFrom(Files.readAllBytes(written))
                .getGraph()
                .getInitializer(0)
                .getRawData()
                .size())
        .isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 4, type (8) must be one of numbers to lie in another file",
    "15, 4, type (15) must be one of numbers to lie in another file",
    "0, 4, type (0) must be one of numbers to lie in another file",
    "27, 4, type (27) must be one of numbers to lie in another file",
    "-7, 4, type (-7) must be one of numbers to lie in another file",
    "1, -1, extent (-1) must be at least 0",
    "1, 5, external data (0 + 20) must lie within the 16 bytes of data",
    "1, 9223372036854775807, brings the data in other files to more than 1073741824 bytes"
  })
  void lengthsAreHeld(int type, long extent, String line) throws IOException {
    TensorProto tensor =
        external("data").toBuilder().setDataType(type).clearDims().addDims(extent).build();
    Path model = model(Place.INITIALIZER, tensor);
    assertThatThrownBy(() -> OnnxHead.of(model)).hasMessage("m.onnx: tensor W: " + line);
  }

  @Test
  void whatIsNotKnownIsNotHandedOn() throws IOException {
    ModelProto.Builder model =
        TextModel.model(17, TextModel.graph(new int[] {1, 4}, "", "y = Relu(x)")).toBuilder();
    ModelProto known = model.build();
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                999,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFrom(DATA))
                    .build())
            .build();
    model.setUnknownFields(unknown);
    model.getGraphBuilder().getNodeBuilder(0).setUnknownFields(unknown);
    Path file = Files.write(own.resolve("m.onnx"), model.build().toByteArray());
    Path written = folder.resolve("written");
    OnnxHead.of(file).write(written, false);
    assertThat(Files.readAllBytes(written)).isEqualTo(known.toByteArray());
  }

  @Test
  void theScoresBecomeOneMoreOutput() throws IOException {
    ModelProto model =
        TextModel.of(17, new int[] {1, 4}, "", "h = Relu(x); y = Softmax(h); z = Identity(y)");
    Path file = Files.write(own.resolve("m.onnx"), model.toByteArray());
    OnnxHead head = OnnxHead.of(file);
    assertThat(head.scores()).contains("h");
    Path written = folder.resolve("written");
    head.write(written, true);
    assertThat(ModelProto.parseFrom(Files.readAllBytes(written)).getGraph().getOutputList())
        .extracting("name")
        .containsExactly("z", "h");
  }
}
