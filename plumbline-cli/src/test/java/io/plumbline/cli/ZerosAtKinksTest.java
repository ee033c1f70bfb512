package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.write.OnnxWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ReLU at exactly 0, where frameworks take the flat side and quotients average both. */
class ZerosAtKinksTest {
  private static final int SIZE = 6;

  @TempDir private Path directory;

  @BeforeEach
  void makeModel() {
    Graph.Builder relu = Graph.builder("relu");
    OnnxWriter.write(
        relu.build(
            relu.add(
                "relu",
                "ReLU",
                new Elementwise(Activation.RELU),
                relu.input("x", Tensor.shapeOf(1, SIZE)))),
        directory.resolve("relu.onnx"));
  }

  private Path array(String name, double first) {
    float[] values = new float[SIZE];
    values[0] = (float) first;
    Path file = directory.resolve(name + ".npy");
    Npy.write(file, NpyArray.of(values, SIZE));
    return file;
  }

  private Printed explain(double x, double analytic, double numeric) {
    return Printed.by(
        "explain",
        directory.resolve("relu.onnx").toString(),
        "--loss",
        "logit",
        "--label",
        "0",
        "--input",
        array("x", x).toString(),
        "--analytic",
        array("g", analytic).toString(),
        "--numeric",
        array("d", numeric).toString());
  }

  @Test
  void zeroIsTheSlopeOfTheFlatSide() {
    Printed printed = explain(0, 0, 0.5);
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .startsWith(
            "PASS: the analytic gradient is right, for the side of the kinks that it takes is flat;")
        .contains("100 % of the difference is kinks")
        .doesNotContain("./plumbline check");
  }

  /**
   * Where nothing moves on either side, zeros say nothing; and another slope is none of the two.
   */
  @Test
  void zeroAwayFromTheKinkIsOpenAndAnotherSlopeIsWrong() {
    assertThat(explain(-1, 0, 0).code()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(explain(0, 2, 0.5).code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(explain(0, 1, 0.5).out()).startsWith("PASS").contains("kinks");
  }
}
