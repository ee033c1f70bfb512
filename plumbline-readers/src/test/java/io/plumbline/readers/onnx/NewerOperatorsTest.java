package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operators that the ONNX Runtime of the tests does not have, against what a newer one gave; {@code
 * make_newer_operators.py} has the models.
 */
class NewerOperatorsTest {
  static final Path FOLDER = Fixtures.path("onnx/newer");

  static List<String> models() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".onnx"))
          .map(name -> name.substring(0, name.length() - ".onnx".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void agreesWithNewerRuntimes(String name) {
    double[] x = Npy.read(FOLDER.resolve(name + "-x.npy")).toDoubles();
    double[] y = Npy.read(FOLDER.resolve(name + "-y.npy")).toDoubles();
    Evaluator evaluator = Evaluator.of(Models.read(FOLDER.resolve(name + ".onnx")));
    assertThat(evaluator.forward(x)).containsExactly(y, Offset.offset(2e-5));
  }
}
