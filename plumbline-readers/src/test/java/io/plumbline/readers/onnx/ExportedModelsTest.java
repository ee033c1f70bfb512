package io.plumbline.readers.onnx;

import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that torch's two exporters, tf2onnx and Keras wrote; src/test/python has the scripts. */
class ExportedModelsTest {
  private static final List<Path> FOLDERS =
      List.of(Fixtures.path("exported"), Fixtures.path("models"));

  @TempDir private Path folder;

  static Stream<Path> models() throws IOException {
    Stream<Path> all = Stream.empty();
    for (Path exported : FOLDERS) {
      try (Stream<Path> files = Files.list(exported)) {
        all = Stream.concat(all, files.toList().stream());
      }
    }
    return all.filter(path -> path.toString().endsWith(".onnx")).sorted();
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreeWithOnnxRuntime(Path model) {
    Agreement.check(model, folder, false, 5e-5);
  }
}
