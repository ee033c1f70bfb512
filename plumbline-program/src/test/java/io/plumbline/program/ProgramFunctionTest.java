package io.plumbline.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.testing.PlayedProgram;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that does what it should, and every way in which one does not. */
@Tag("slow")
class ProgramFunctionTest {
  private static final Inputs X = Inputs.of(1, -2, 0.5);

  @TempDir private Path directory;

  private static ProgramFunction start(String part) {
    return start(part, X, ProgramFunction.SILENCE);
  }

  private static ProgramFunction start(String part, Inputs at, Duration silence) {
    return ProgramFunction.start(PlayedProgram.command(part), at, silence, new CancellationToken());
  }

  @Test
  void aProgramIsCheckedAsAnyFunction() {
    try (ProgramFunction function = start("squares")) {
      assertThat(function.serves()).containsExactlyInAnyOrder(ProgramOp.VALUE, ProgramOp.GRADIENT);
      assertThat(function.evaluate(X.flat())).containsExactly(5.25);
      GradientCheck check = GradientCheck.of(function.scalar()).at(X);
      CheckResult right = check.gradient(function::gradient).check();
      assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.PASS);
      CheckResult wrong = check.gradient(2, -4, 1.001).check();
      assertThat(wrong.verdict()).as(wrong.toString()).isEqualTo(Verdict.FAIL);
      assertThat(function.ended()).isEmpty();
    }
  }

  @Test
  void aValueThatComesWithAGradientIsHeldToo() {
    try (ProgramFunction function = start("both")) {
      GradientCheck check = GradientCheck.of(function.scalar()).at(X);
      CheckResult right = check.valueAndGradient(function::valueAndGradient).check();
      assertThat(right.verdict()).as(right.toString()).isEqualTo(Verdict.PASS);
    }
    try (ProgramFunction function = start("other-value")) {
      GradientCheck check = GradientCheck.of(function.scalar()).at(X);
      CheckResult wrong = check.valueAndGradient(function::valueAndGradient).check();
      assertThat(wrong.toString())
          .contains("FAIL", "Not equal: the function, and the value that comes with the gradient");
    }
  }

  @Test
  void batchesAreOfAnySizeAndInputsOfAnyShapeAndName() {
    Inputs two = Inputs.of("w \"1\"", Shape.of(2, 1), 3, 4).and("b", Shape.of(), 5);
    try (ProgramFunction function = start("squares", X, ProgramFunction.SILENCE)) {
      double[] points = new double[3 * 20_000];
      java.util.Arrays.setAll(points, k -> k % 7);
      double[] values = new double[20_000];
      function.evaluate(points, 20_000, values);
      assertThat(values[0]).isEqualTo(0 + 1 + 4);
      assertThat(values[19_999])
          .isEqualTo(Math.pow(59_997 % 7, 2) + Math.pow(59_998 % 7, 2) + Math.pow(59_999 % 7, 2));
    }
    try (ProgramFunction function = start("squares", two, ProgramFunction.SILENCE)) {
      assertThat(function.shape()).isEqualTo(Shape.of(3));
      assertThat(function.evaluate(two.flat())).containsExactly(50);
    }
  }

  @Test
  void nanAndInfinitiesComeAsTheyAre() {
    try (ProgramFunction function = start("nan")) {
      double[] values = new double[3];
      function.evaluate(new double[9], 3, values);
      assertThat(values).containsExactly(Double.NaN, 0, Double.NEGATIVE_INFINITY);
    }
  }

  @Test
  void float32IsExact() {
    double[] x = {(float) 0.1, Float.MIN_VALUE, -Float.MAX_VALUE, 1 + Math.ulp(1f)};
    try (ProgramFunction function = start("single", Inputs.of(0.1), ProgramFunction.SILENCE)) {
      assertThat(function.precision()).isEqualTo(Precision.FLOAT32);
      double[] values = new double[4];
      function.evaluate(x, 4, values);
      assertThat(values).containsExactly(x);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          crash | , value (question 1): it ended by itself, with exit code 7, and must answer until \
          its input ends; its last words: at step 3 / division by zero
          chatty | , value (question 1): "the loss is 3" must be one JSON object
          otherId | , value (question 1): id (99) must be that of the question, 1
          fewer | , value (question 1): shape ([2]) must be led by the number of points, 1
          short | , value (question 1): binary_data_size (4) must be that of the shape [1] in FP64
          huge | , value (question 1): binary_data_size (800000000) must be that of the shape
          line | , value (question 1): line (longer) must be of at most 1048576 bytes
          nothing | , describe (question 0): serves (["gradient"]) must be with value among them
          unknown | , describe (question 0): serves (hessian) must be of value, gradient, value_with_gradient, vjp
          texts | , describe (question 0): datatype (BYTES) must be FP64, FP32, FP16 or BF16
          """)
  void whatEndsAProgramIsOneLine(String part, String line) {
    assertThatThrownBy(() -> start(part))
        .isInstanceOf(ProgramEnded.class)
        .hasMessageStartingWith("program (")
        .hasMessageContaining(")" + line)
        .message()
        .hasLineCount(1)
        .hasSizeLessThan(700);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mute", "endless"})
  void silenceIsEnded(String part) {
    int seconds = part.equals("endless") ? 5 : 1;
    assertThatThrownBy(() -> start(part, X, Duration.ofSeconds(seconds)))
        .isInstanceOf(ProgramEnded.class)
        .hasMessageContaining("one answer (%1$d s so far) must end within %1$d s", seconds)
        .message()
        .contains(part.equals("endless") ? "its last words: still at it" : "describe");
  }

  @Test
  void anAnswerIsLeftInTheMiddleWhereTheWorkIsStopped() {
    CancellationToken token = CancellationToken.after(Duration.ofSeconds(2));
    assertThatThrownBy(
            () ->
                ProgramFunction.start(
                    PlayedProgram.command("endless"), X, Duration.ofMinutes(9), token))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void aRefusalIsSaidAndTheProgramGoesOn() {
    assertThatThrownBy(() -> start("refuses"))
        .isInstanceOf(ProgramException.class)
        .isNotInstanceOf(ProgramEnded.class)
        .hasMessageEndingWith(": negative radius");
  }

  @Test
  void whatEndedIsToldToWhoeverAsksLater() {
    try (ProgramFunction function = start("squares")) {
      played().destroyForcibly();
      CheckResult result =
          GradientCheck.of(function.scalar()).gradient(function::gradient).at(X).check();
      assertThat(result.reason()).contains(Reason.NO_VALUE);
      assertThat(function.ended().orElseThrow()).hasMessageContaining("ended by itself, by signal");
      assertThatThrownBy(() -> function.gradient(X.flat()))
          .isSameAs(function.ended().orElseThrow());
    }
  }

  /** The one program that is running. */
  private static ProcessHandle played() {
    return ProcessHandle.current()
        .children()
        .filter(each -> each.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shapesAreThoseThatTheProgramSays() {
    assertThatThrownBy(() -> start("image"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape of w ((3,)) must be that of the program, [28, -1], where -1 is any");
    assertThatThrownBy(() -> start("image", X.and("b", Shape.of(1), 1), ProgramFunction.SILENCE))
        .hasMessage("inputs (2) must be those of the program: w");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no-such-program f.py | program (no-such-program f.py) must be one that can be started: \
          No such file or directory
          '''   ''' | program (   ) must be a command
          python 'f.py | program (python 'f.py) must close its quotes
          """,
      quoteCharacter = '"')
  void aCommandThatIsNoneIsOneLine(String command, String line) {
    assertThatThrownBy(
            () ->
                ProgramFunction.start(
                    command.replace("'''", ""),
                    X,
                    ProgramFunction.SILENCE,
                    new CancellationToken()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(line);
  }

  @Test
  void wordsAreThoseOfAShell() {
    assertThat(CommandWords.of("a  'b c'd \"e \\\" $f \\g\" \\h\\ i '' | > $HOME"))
        .containsExactly("a", "b cd", "e \" $f \\g", "h i", "", "|", ">", "$HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest", "endless"})
  void itDiesWithItsParentHoweverThatDies(String what) throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                what,
                directory.resolve("begun").toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle program = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(program.isAlive()).isTrue();
      parent.destroyForcibly();
      program.onExit().get(30, TimeUnit.SECONDS);
    }
  }

  /** A process that is killed while its program rests, or computes. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws InterruptedException {
      Path begun = Path.of(args[1]);
      ProgramProcess program =
          ProgramProcess.start(
              PlayedProgram.command(args[0] + " '" + begun + "'"),
              ProgramFunction.SILENCE,
              new CancellationToken());
      Thread asks = new Thread(() -> ProgramFunction.of(program, X));
      asks.setDaemon(true);
      asks.start();
      while (args[0].equals("endless") && !Files.exists(begun)) {
        Thread.sleep(10);
      }
      System.out.println(played().pid());
      Thread.sleep(60_000);
    }
  }
}
