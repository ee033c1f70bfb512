package io.plumbline.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Verdict;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MLServer serves by the Open Inference Protocol, where it is installed. */
@Tag("slow")
class MlServerTest {
  private static PythonServer server;

  @BeforeAll
  static void serve() throws IOException, InterruptedException {
    server = PythonServer.start("mlserver_model.py", "mlserver", "/v2/models/text/ready");
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.close();
    }
  }

  private static ProgramFunction model(String name, Inputs at) {
    return ProgramFunction.start(
        server.address() + "#" + name, at, ProgramFunction.SILENCE, new CancellationToken());
  }

  @Test
  void itsValuesHoldAGradient() {
    try (ProgramFunction function = model("energy", Inputs.of(1, -2, 0.5))) {
      assertThat(function.serves()).containsExactly(ProgramOp.VALUE);
      GradientCheck check = GradientCheck.of(function.scalar()).at(1, -2, 0.5);
      assertThat(check.gradient(2, -4, 1).check().verdict()).isEqualTo(Verdict.PASS);
      assertThat(check.gradient(2, -4, 1.001).check().verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void pointsAreAskedForTogetherAndAloneAlike() {
    double[] points = {1, 2, 3, 4, 5, 6};
    try (ProgramFunction function = model("both", Inputs.of(1, 2, 3))) {
      assertThat(function.precision()).isEqualTo(Precision.FLOAT32);
      double[] values = new double[8];
      function.evaluate(points, 2, values);
      assertThat(values).containsExactly(2, 4, 6, 14, 8, 10, 12, 77);
    }
    try (ProgramFunction function = model("both", Inputs.of("x", Shape.of(1, 3), 1, 2, 3))) {
      double[] values = new double[8];
      function.evaluate(points, 2, values);
      assertThat(values).containsExactly(2, 4, 6, 14, 8, 10, 12, 77);
    }
  }

  @Test
  void whatHasNoValueIsNotANumberOrARefusal() {
    try (ProgramFunction function = model("energy", Inputs.of(1, 2, 3))) {
      assertThat(function.evaluate(new double[] {1, 2, 1e200})).containsExactly(Double.NaN);
      assertThatThrownBy(() -> function.evaluate(new double[] {1, 2, -1e3}))
          .isInstanceOf(ProgramException.class)
          .hasMessageContaining("status (500) must be 200");
    }
  }

  @Test
  void whatIsNotThereIsOneLine() {
    assertThatThrownBy(() -> model("nothing", Inputs.of(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("status (404) must be 200: Model nothing not found");
    assertThatThrownBy(() -> model("text", Inputs.of(1, 2, 3)))
        .hasMessageContaining("datatype (BYTES) must be FP64, FP32, FP16 or BF16");
    assertThatThrownBy(() -> model("energy", Inputs.of(1)))
        .hasMessage("shape of x ((1,)) must be that of the program, [-1, 3], where -1 is any");
  }
}
