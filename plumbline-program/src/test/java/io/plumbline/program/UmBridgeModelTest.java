package io.plumbline.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real Python package serves, where it is installed. */
@Tag("slow")
class UmBridgeModelTest {
  private static final Inputs AT = Inputs.of("a", Shape.of(2), 1, -2).and("b", Shape.of(), 3);

  private static PythonServer server;

  @BeforeAll
  static void serve() throws IOException, InterruptedException {
    server = PythonServer.start("umbridge_model.py", "umbridge", "/Info");
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
  void allDerivativesAreThoseOfTheModel() {
    try (ProgramFunction function = model("right", AT)) {
      assertThat(function.serves())
          .containsExactlyInAnyOrder(
              ProgramOp.VALUE, ProgramOp.GRADIENT, ProgramOp.VJP, ProgramOp.JVP, ProgramOp.HVP);
      assertThat(function.evaluate(AT.flat())).containsExactly(15);
      assertThat(function.gradient(AT.flat())).containsExactly(6, -12, 5);
      CheckResult gradient =
          GradientCheck.of(function.scalar())
              .gradient(function::gradient)
              .hessianVector(function::hvp)
              .at(AT)
              .check();
      assertThat(gradient.verdict()).as(gradient.toString()).isEqualTo(Verdict.PASS);
    }
    try (ProgramFunction function = model("vector", Inputs.of(1.5, -2))) {
      CheckResult products =
          GradientCheck.ofVector(function)
              .vjp(function::vjp)
              .jvp(function::jvp)
              .at(1.5, -2)
              .check();
      assertThat(products.verdict()).as(products.toString()).isEqualTo(Verdict.PASS);
    }
  }

  @Test
  void aWrongGradientIsSeen() {
    try (ProgramFunction function = model("wrong", AT)) {
      GradientCheck check = GradientCheck.of(function.scalar()).gradient(function::gradient);
      assertThat(check.at(AT).check().verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void aBareNanIsANumberAndARefusalIsSaid() {
    try (ProgramFunction function = model("vector", Inputs.of(1, 0))) {
      assertThat(function.evaluate(new double[] {1, 0})).containsExactly(1, Double.NaN);
    }
    try (ProgramFunction function = model("right", AT)) {
      assertThatThrownBy(() -> function.evaluate(new double[] {1, 2, -1}))
          .isInstanceOf(ProgramException.class)
          .isNotInstanceOf(ProgramEnded.class)
          .hasMessageContaining("/Evaluate: status (500) must be 200");
      CheckResult result =
          GradientCheck.of(function.scalar())
              .gradient(function::gradient)
              .at(AT.with(new double[] {1, 2, -1}))
              .check();
      assertThat(result.reason()).contains(Reason.NO_VALUE);
      assertThat(result.detail().orElseThrow()).contains("status (500) must be 200");
    }
  }

  @Test
  void whatTheServerHasNotIsOneLine() {
    assertThatThrownBy(() -> model("none", AT))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("model (none) must be one of [right, wrong, vector], as in http://…#right");
    assertThatThrownBy(() -> model("right", Inputs.of(1, 2, 3)))
        .hasMessage("inputs (of [3] numbers) must be those of the model, of [2, 1]");
  }
}
