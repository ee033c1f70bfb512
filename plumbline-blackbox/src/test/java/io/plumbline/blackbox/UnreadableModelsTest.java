package io.plumbline.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.survey.SurveyedGradient;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that only an engine can evaluate, and files that none can. */
class UnreadableModelsTest {
  private static final Path FOLDER = Fixtures.path("blackbox");

  @TempDir private Path temporary;

  @ParameterizedTest
  @ValueSource(strings = {"lstm.onnx", "lstm.pt"})
  void recurrentNetworksAreChecked(String model) {
    NpyArray x = Npy.read(FOLDER.resolve("lstm-x.npy"));
    double[] g = Npy.read(FOLDER.resolve("lstm-g.npy")).toDoubles();
    Given given = new Given("lstm-x.npy", x.shape(), false, x.toDoubles());
    try (BlackBox box = BlackBoxes.open(FOLDER.resolve(model), Optional.empty(), given)) {
      assertThat(box.shape()).containsExactly(6, 5);
      assertThat(box.outputs()).isEqualTo(3);
      assertThat(box.kind()).isEqualTo(OutputKind.LOGITS);
      assertThat(box.batch()).isEqualTo(64);
      double[] before = x.toDoubles();
      BlackBoxSurvey survey = survey(box, x.toDoubles(), 1);
      assertThat(x.toDoubles()).isEqualTo(before);
      assertThat(judge(survey, g).decision().verdict()).isEqualTo(Verdict.PASS);
      for (double factor : new double[] {-1, 0, 0.5, 1.02}) {
        double[] wrong = Arrays.stream(g).map(each -> factor * each).toArray();
        assertThat(judge(survey, wrong).decision().verdict()).isEqualTo(Verdict.FAIL);
      }
    }
  }

  /** A model's loss, with its own curvature, is a function to the check of functions. */
  @Test
  void aBlackBoxIsAFunction() {
    NpyArray x = Npy.read(FOLDER.resolve("lstm-x.npy"));
    double[] g = Npy.read(FOLDER.resolve("lstm-g.npy")).toDoubles();
    Given given = new Given("lstm-x.npy", x.shape(), false, x.toDoubles());
    try (BlackBox box = BlackBoxes.open(FOLDER.resolve("lstm.onnx"), Optional.empty(), given)) {
      GradientCheck check =
          GradientCheck.of(
                  ScalarFunction.of(
                      Shape.of(box.shape()), box.precision(), point -> crossEntropy(box, point)))
              .at(x.toDoubles())
              .surveyed();
      CheckResult right = check.gradient(g).check();
      assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.PASS);
      for (double factor : new double[] {-1, 0, 0.5, 1.02}) {
        double[] wrong = Arrays.stream(g).map(each -> factor * each).toArray();
        assertThat(check.gradient(wrong).check().verdict()).isEqualTo(Verdict.FAIL);
      }
    }
  }

  private static double crossEntropy(BlackBox box, double[] x) {
    double[] scores = new double[box.outputs()];
    box.evaluate(x, 1, scores);
    double sum = Arrays.stream(scores).map(Math::exp).sum();
    return Math.log(sum) - scores[1];
  }

  /** PyTorch's own gradient of a CTC loss by log-probabilities is by what stands before them. */
  @Test
  void aLossWithItsInputsSoftmaxInItsBackwardPassIsNamed() {
    NpyArray x = Npy.read(FOLDER.resolve("ctc-x.npy"));
    Given given = new Given("ctc-x.npy", x.shape(), false, x.toDoubles());
    try (BlackBox box = BlackBoxes.open(FOLDER.resolve("ctc.pt"), Optional.empty(), given)) {
      BlackBoxSurvey survey = survey(box, new Loss.Logit(0), Target.label(0, 1), x.toDoubles());
      double[] quotients = Npy.read(FOLDER.resolve("ctc-d.npy")).toDoubles();
      assertThat(judge(survey, quotients).decision().verdict()).isEqualTo(Verdict.PASS);
      SurveyedGradient wrong = judge(survey, Npy.read(FOLDER.resolve("ctc-g.npy")).toDoubles());
      assertThat(wrong.decision().verdict()).isEqualTo(Verdict.FAIL);
      List<Cause> causes = wrong.causes(Shape.of(box.shape()), false, List.of());
      assertThat(causes)
          .singleElement()
          .satisfies(
              cause -> {
                assertThat(cause.id()).isEqualTo("other-tensor");
                assertThat(cause.sentence()).contains("before the log-softmax along axis 2");
              });
    }
  }

  @Test
  void aModelThatAnswersDifferentlyEveryTimeIsInconclusive() {
    double[] x = {0.1, -0.4, 0.3, 0.8, -0.2};
    Given given = new Given("x.npy", new int[] {5}, false, x);
    try (BlackBox box = BlackBoxes.open(FOLDER.resolve("chance.onnx"), Optional.empty(), given)) {
      assertThat(survey(box, x, 0).open()).contains(Reason.NOT_DETERMINISTIC);
    }
  }

  @Test
  void otherFilesGetOneLine() throws IOException {
    Path text = Files.writeString(temporary.resolve("text.onnx"), "no model");
    Path cut = temporary.resolve("cut.onnx");
    byte[] whole = Files.readAllBytes(FOLDER.resolve("lstm.onnx"));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    Path cutScript = temporary.resolve("cut.pt");
    byte[] script = Files.readAllBytes(FOLDER.resolve("lstm.pt"));
    Files.write(cutScript, Arrays.copyOf(script, script.length / 2));
    Path empty = Files.createFile(temporary.resolve("empty.onnx"));
    assertRefused(text, "text.onnx: must be an ONNX model, and is damaged or of another kind");
    assertRefused(cut, "cut.onnx: must be an ONNX model, and is damaged or of another kind");
    assertRefused(
        cutScript,
        "cut.pt: must be an ONNX or TorchScript model to be a black box, and is neither (of"
            + " PyTorch, torch.jit.save writes TorchScript)");
    assertRefused(empty, "empty.onnx: must not be empty");
    assertRefused(temporary, "model (" + temporary + ") must be a file");
  }

  @Test
  void wrongShapesGetOneLine() {
    assertThatThrownBy(
            () ->
                BlackBoxes.open(
                    FOLDER.resolve("lstm.onnx"),
                    Optional.empty(),
                    new Given("x.npy", new int[] {6, 4}, false, new double[24])))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "x.npy: shape (6, 4) must be that of the input of lstm.onnx, (?, ?, 5), with or"
                + " without its first axis, the batch's");
    assertThatThrownBy(
            () ->
                BlackBoxes.open(
                    FOLDER.resolve("lstm.pt"),
                    Optional.empty(),
                    new Given("x.npy", new int[] {1, 6, 4}, false, new double[24])))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("lstm.pt: could not be evaluated by PyTorch: ");
    assertThatThrownBy(
            () ->
                BlackBoxes.open(
                    FOLDER.resolve("lstm.onnx"),
                    Optional.of(OutputKind.PROBABILITIES),
                    new Given("x.npy", new int[] {6, 5}, false, new double[30])))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "--probabilities (given) must be for a model whose outputs sum to 1, and those of"
                + " lstm.onnx do not");
  }

  @Test
  void aScriptThatOpensFilesIsRefused() throws IOException {
    Path target = temporary.resolve("written");
    for (String call : new String[] {"torch.save", "torch . save", "ops.aten.save"}) {
      assertRefused(
          Scripts.with(temporary, "m", "    " + call + "(x, \"" + target + "\")\n"),
          "m.pt: operation (torch.save) must not be in a model: it opens files by name");
      assertThat(target).doesNotExist();
    }
    assertRefused(
        Scripts.with(temporary, "m", "    x = torch.from_file(\"/etc/hostname\", False, 2)\n"),
        "m.pt: operation (torch.from_file) must not be in a model: it opens files by name");
  }

  private static void assertRefused(Path file, String line) {
    Given given = new Given("x.npy", new int[] {6, 5}, false, new double[30]);
    assertThatThrownBy(() -> BlackBoxes.open(file, Optional.empty(), given))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(line);
  }

  private static BlackBoxSurvey survey(BlackBox box, double[] x, int label) {
    return survey(box, Loss.CROSS_ENTROPY, Target.label(label, box.outputs()), x);
  }

  private static BlackBoxSurvey survey(BlackBox box, Loss loss, Target target, double[] x) {
    return BlackBoxSurvey.of(box, loss, target, x, Precision.FLOAT32, (stage, done, all) -> {});
  }

  private static SurveyedGradient judge(BlackBoxSurvey survey, double[] gradient) {
    return survey.judge(gradient, 1e-3, Power.REQUIRED);
  }
}
