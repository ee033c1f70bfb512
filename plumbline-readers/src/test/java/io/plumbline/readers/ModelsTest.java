package io.plumbline.readers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private static final Path MODELS = Fixtures.path("models");

  @Test
  void readsSeedFromKerasWithActivationsAsNodesOfTheirOwn() {
    Graph graph = Models.read(MODELS.resolve("seed.keras"));
    assertThat(graph.input().shape()).isEqualTo(Tensor.shapeOf(1, 28, 28, 1));
    assertThat(graph.output().shape()).isEqualTo(Tensor.shapeOf(1, 10));
    assertThat(names(graph))
        .containsExactly(
            "conv2d (Conv2D)",
            "conv2d/relu (Relu)",
            "max_pooling2d (MaxPooling2D)",
            "conv2d_1 (Conv2D)",
            "conv2d_1/relu (Relu)",
            "max_pooling2d_1 (MaxPooling2D)",
            "flatten (Flatten)",
            "dropout (Dropout)",
            "dense (Dense)",
            "dense/softmax (Softmax)");
    assertThat(elements(graph)).isEqualTo(34_826);
  }

  @Test
  void readsSeedFromOnnxWithShapeChainsFoldedAndBiasesMerged() {
    Graph graph = Models.read(MODELS.resolve("seed.onnx"));
    assertThat(names(graph))
        .containsExactly(
            "conv2d_1/BiasAdd__6 (Reshape)",
            "conv2d_1/BiasAdd (Conv)",
            "conv2d_1/Relu (Relu)",
            "max_pooling2d_1/MaxPool2d (MaxPool)",
            "conv2d_1_2/BiasAdd (Conv)",
            "conv2d_1_2/Relu (Relu)",
            "max_pooling2d_1_2/MaxPool2d (MaxPool)",
            "Transpose__34 (Transpose)",
            "flatten_1/Reshape (Reshape)",
            "dense_1/MatMul (MatMul)",
            "dense_1/Softmax (Softmax)");
    assertThat(elements(graph)).isEqualTo(34_826);
  }

  @Test
  void readsTheOtherFixtures() {
    assertThat(elements(Models.read(MODELS.resolve("mlp.keras")))).isEqualTo(52_650);
    assertThat(elements(Models.read(MODELS.resolve("mlp.onnx")))).isEqualTo(52_650);
    Graph torch = Models.read(MODELS.resolve("torchres.onnx"));
    assertThat(torch.input().shape()).isEqualTo(Tensor.shapeOf(1, 1, 28, 28));
    assertThat(torch.output().shape()).isEqualTo(Tensor.shapeOf(1, 10));
  }

  @Test
  void saysWhatIsNoModel(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("a.onnx"), "hello there, this is no model");
    assertThatThrownBy(() -> Models.read(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("a.onnx: must be an ONNX model, and is damaged or of another kind");
    Path empty = Files.createFile(folder.resolve("b.keras"));
    assertThatThrownBy(() -> Models.read(empty)).hasMessage("b.keras: must not be empty");
    Path absent = folder.resolve("c.onnx");
    assertThatThrownBy(() -> Models.read(absent))
        .hasMessage("model (" + absent + ") must be a file");
  }

  @Test
  void saysWhichWayLeadsFromOtherFormats(@TempDir Path folder) throws IOException {
    assertWay(folder, "m.h5", "\u0089HDF\r\n", "keras.models.load_model(\"m.h5\").save(");
    assertWay(
        folder, "m.tflite", "\u001c\0\0\0TFL3", "python -m tf2onnx.convert --tflite m.tflite");
    assertWay(folder, "m.pkl", "\u0080\u0004\u0095", "skl2onnx.to_onnx(model, x)");
    assertWay(
        folder,
        "m.safetensors",
        "\u0010\0\0\0\0\0\0\0{\"w\":{\"dtype\"",
        "hold weights and no model");
    assertWay(folder, "m.txt", "tree\nversion=v4", "its gradient is 0");
    assertArchive(folder, "a.pt2", "torch.export.load(\"a.pt2\")", "a/models/model.json");
    assertArchive(folder, "b.pt", "TorchScript is not read", "b/data.pkl", "b/code/x.py");
    assertArchive(folder, "c.pt", "weights of PyTorch hold no model", "c/data.pkl");
    assertArchive(folder, "d.keras", "its archive holds no config.json", "readme");
    Path saved = Files.createDirectory(folder.resolve("saved"));
    Files.createFile(saved.resolve("saved_model.pb"));
    assertThatThrownBy(() -> Models.read(saved))
        .hasMessage(
            "saved: SavedModel is not read; convert it with python -m tf2onnx.convert --saved-model"
                + " saved --output model.onnx");
  }

  private static void assertWay(Path folder, String name, String start, String way)
      throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, start.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Models.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining(way);
  }

  private static void assertArchive(Path folder, String name, String way, String... entries)
      throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
      }
    }
    assertThatThrownBy(() -> Models.read(file)).hasMessageContaining(way);
  }

  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(n -> n.name() + " (" + n.type() + ")").toList();
  }

  private static int elements(Graph graph) {
    return graph.parameters().stream().mapToInt(p -> p.tensor().shape().size()).sum();
  }
}
