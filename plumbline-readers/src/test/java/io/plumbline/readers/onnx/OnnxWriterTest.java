package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.plumbline.core.InvalidInputException;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.readers.Models;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxWriterTest {
  private static final Path MODELS = Fixtures.path("models");
  private static final int BATCH = 3;

  @TempDir private Path folder;

  /** The oracle's model is another exporter's, so both ways through this code are checked. */
  @ParameterizedTest
  @CsvSource({
    "seed.keras, seed.onnx",
    "seed.onnx, seed.onnx",
    "mlp.keras, mlp.onnx",
    "mlp.onnx, mlp.onnx",
    "torchres.onnx, torchres.onnx"
  })
  void writtenFixturesComputeTheSameForABatch(String model, String oracle) {
    Graph graph = Models.read(MODELS.resolve(model));
    Path written = folder.resolve("written.onnx");
    OnnxWriter.write(graph, written);
    Path again = folder.resolve("again.onnx");
    OnnxWriter.write(Models.read(written), again);
    int[] shape = graph.input().shape().extents();
    shape[0] = BATCH;
    float[] input = random(BATCH * graph.input().shape().size(), 7);
    float[] expected = OnnxRuntime.evaluate(MODELS.resolve(oracle), input, shape);
    assertThat(expected).hasSize(BATCH * 10);
    assertThat(OnnxRuntime.evaluate(written, input, shape))
        .containsExactly(expected, Offset.offset(2e-5f));
    assertThat(OnnxRuntime.evaluate(again, input, shape))
        .containsExactly(expected, Offset.offset(2e-5f));
  }

  @ParameterizedTest
  @ValueSource(strings = {"y = Identity(x)", "y = Dropout(x)", "y = Reshape(x, s)"})
  void aModelThatChangesNothingIsReadAgain(String node) throws IOException {
    Path model = folder.resolve("m.onnx");
    TextModel.of(13, new int[] {1, 4}, "s={-1,4}", node).writeTo(Files.newOutputStream(model));
    Path written = folder.resolve("written.onnx");
    OnnxWriter.write(Models.read(model), written);
    assertThat(Evaluator.of(Models.read(written)).forward(new double[] {1, 2, 3, 4}))
        .containsExactly(1, 2, 3, 4);
  }

  /** As float32 it would be infinite, and the file could not be read again. */
  @Test
  void refusesWeightsBeyondFloat32() throws IOException {
    TensorProto weight =
        TensorProto.newBuilder()
            .setName("W")
            .setDataType(DataType.DOUBLE_VALUE)
            .addDims(2)
            .addDims(1)
            .addDoubleData(3e38)
            .addDoubleData(-4e38)
            .build();
    GraphProto.Builder graph = TextModel.graph(new int[] {1, 2}, "", "y = MatMul(x, W)");
    Path model = folder.resolve("m.onnx");
    Files.write(model, TextModel.model(13, graph.addInitializer(weight)).toByteArray());
    Graph read = Models.read(model);
    assertThatThrownBy(() -> OnnxWriter.bytes(read))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "m.onnx: weight W element 1 (-4.0E38) must be within float32, in which ONNX is written");
  }

  @Test
  void leavesNothingBesideTheFile() throws IOException {
    Path written = folder.resolve("written.onnx");
    OnnxWriter.write(Models.read(MODELS.resolve("mlp.onnx")), written);
    OnnxWriter.write(Models.read(written), written);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(written);
    }
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = random.nextFloat();
    }
    return values;
  }
}
