package io.plumbline.readers.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.plumbline.readers.onnx.operators.Operators;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Each operator with each of its attributes, against ONNX Runtime. */
class OperatorsTest {
  private static final double TOLERANCE = 2e-5;

  @TempDir private Path folder;

  /**
   * One model a line: opset, the input's shape (a plus sign: positive inputs), constants and nodes
   * as {@link TextModel} reads them.
   */
  @ParameterizedTest
  @CsvFileSource(
      files = "../plumbline-testing/fixtures/onnx/operators.csv",
      delimiter = '|',
      maxCharsPerColumn = 1000)
  void agreesWithOnnxRuntime(int opset, String input, String constants, String nodes)
      throws IOException {
    boolean positive = input.startsWith("+");
    int[] shape =
        Arrays.stream(input.replace("+", "").split("x")).mapToInt(Integer::parseInt).toArray();
    ModelProto model = TextModel.of(opset, shape, constants == null ? "" : constants, nodes);
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    Agreement.check(file, folder, positive, TOLERANCE);
  }

  @Test
  void coversWhatIsRead() throws IOException {
    StringBuilder table = new StringBuilder(Files.readString(Fixtures.path("onnx/operators.csv")));
    for (String name : NewerOperatorsTest.models()) {
      Path file = NewerOperatorsTest.FOLDER.resolve(name + ".onnx");
      OnnxReader.parse(file)
          .getGraph()
          .getNodeList()
          .forEach(node -> table.append(node.getOpType()).append('('));
    }
    assertThat(Operators.types())
        .allSatisfy(type -> assertThat(table.toString()).contains(type + "("));
  }
}
