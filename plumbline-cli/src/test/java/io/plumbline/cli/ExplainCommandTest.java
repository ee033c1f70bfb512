package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients and difference quotients that Keras made, explained from the command line. */
class ExplainCommandTest {
  private static final Set<String> IDS =
      Set.of(
          "kink",
          "step-noise",
          "truncation",
          "tile",
          "label",
          "input",
          "loss",
          "shape",
          "statistic");

  @TempDir private Path directory;

  private static Path resource(String name) {
    return Fixtures.path(name);
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static JsonObject known(String name) throws IOException {
    return json(resource("explain/" + name + "/case.json"));
  }

  private Printed explain(String name, int image, String... more) throws IOException {
    JsonObject known = known(name);
    List<String> args =
        new ArrayList<>(
            List.of(
                "explain",
                resource("models/seed.keras").toString(),
                "--image",
                Integer.toString(image),
                "--analytic",
                resource("explain/" + name + "/analytic.npy").toString(),
                "--numeric",
                resource("explain/" + name + "/numeric.npy").toString(),
                "--h",
                known.get("h").getAsString(),
                "--tile",
                known.get("tile").getAsString()));
    args.addAll(List.of(more));
    return Printed.by(args.toArray(String[]::new));
  }

  @Test
  void verboseSaysWhatWasDecidedAndWhy() throws IOException {
    assertThat(explain("seed-2-h1e-3", 2, "--verbose").out())
        .startsWith(explain("seed-2-h1e-3", 2).out())
        .containsPattern("\nLoss +cross-entropy +it fits the model's outputs\n")
        .containsPattern("\nLayout +hwc +the shape says so\n")
        .containsPattern("\nArithmetic +float32 +the analytic array, or")
        .containsPattern("\nTie rule +first +the gradient comes nearest to it\n")
        .containsPattern("\nEvidence +proven +the bounds hold whatever rounding does\n")
        .containsPattern("\nQuotients +central, h = 0.001 +they come nearest to these\n")
        .containsPattern("\nTime: reading \\S+ s; differencing coordinates \\S+ s; judging, .*\n$");
    assertThat(explain("seed-2-h1e-3", 2, "--verbose", "--quiet").err())
        .isEqualTo("plumbline: --verbose (given) must not be with --quiet\n");
  }

  /** A mistake of both arrays is no part of their difference, and is said all the same. */
  @Test
  void whatIsWrongWithBothIsSaid() {
    String analytic = resource("explain/seed-2-h1e-3/analytic.npy").toString();
    Printed printed =
        Printed.by(
            "explain",
            resource("models/seed.keras").toString(),
            "--image",
            "3",
            "--analytic",
            analytic,
            "--numeric",
            analytic);

    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out().replaceAll("\\s+", " "))
        .startsWith("FAIL: the analytic gradient is wrong; ")
        .contains("- The two arrays are equal. ")
        .contains(
            "- The analytic array is wrong. This is the gradient at another input than the one"
                + " given: test image 2 of MNIST");
  }

  private JsonObject explained(String name, int image) throws IOException {
    Path file = directory.resolve("explained.json");
    Printed printed = explain(name, image, "--json", file.toString());
    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    return json(file);
  }

  private static List<String> ids(JsonObject explained) {
    List<String> ids = new ArrayList<>();
    for (JsonElement cause : explained.getAsJsonArray("causes")) {
      ids.add(cause.getAsJsonObject().get("id").getAsString());
    }
    return ids;
  }

  @Test
  void theOriginalQuestionIsAnsweredOnTheFirstScreen() throws IOException {
    Printed printed = explain("seed-2-h1e-3", 2);

    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out().lines())
        .startsWith(
            "PASS: the analytic gradient is right; the numeric array is not the derivative: 98 % of"
                + " the difference is kinks.",
            "- 600 of 784 pixels sit on max-pool ties because the background is constant (0):",
            "  there a difference quotient averages two slopes and automatic differentiation",
            "  takes one of them, so that they differ whatever the step.");
    assertThat(printed.out())
        .containsPattern("97\\.7 % +612 +kink +600 on exact ties \\(constant background\\), 11 ")
        .containsPattern(" 2\\.3 % +642 +step-noise +the loss rounds by 3\\.6e-08")
        .contains("Off the ties take h = 0.01: ")
        .contains("At h = 0.001 no derivative below 2.6e-03 can be verified to 1 %")
        .contains("float64")
        .contains("jitter");
  }

  @ParameterizedTest
  @CsvSource({
    "seed-2-h1e-3, 2",
    "seed-2-h1e-4, 2",
    "seed-2-h1e-6, 2",
    "seed-2-tile4, 2",
    "seed-8-label, 8",
    "seed-8-squeezed, 8"
  })
  void namesWhatIsKnownAndComputesWhatNumPyDoes(String name, int image) throws IOException {
    JsonObject known = known(name);
    JsonObject explained = explained(name, image);

    assertThat(explained.getAsJsonObject("verdict").get("analytic").getAsString())
        .isEqualTo("PASS");
    List<String> expected = new ArrayList<>();
    known.getAsJsonArray("causes").forEach(id -> expected.add(id.getAsString()));
    assertThat(ids(explained)).containsAll(expected).isSubsetOf(IDS);
    assertThat(ids(explained).get(0)).isIn(expected);

    JsonObject statistics = explained.getAsJsonObject("statistics");
    JsonObject numPys = known.getAsJsonObject("statistics");
    assertClose(statistics.get("absolute_max"), numPys.get("absolute_max"));
    for (String formula : List.of("as_printed", "relative", "symmetric")) {
      for (String each : List.of("median", "mean", "geometric_mean", "max")) {
        assertClose(
            statistics.getAsJsonObject(formula).get(each),
            numPys.getAsJsonObject(formula).get(each));
      }
    }
  }

  private static void assertClose(JsonElement actual, JsonElement expected) {
    double value = expected.getAsDouble();
    assertThat(actual.getAsDouble()).isCloseTo(value, within(1e-6 * Math.abs(value)));
  }

  @Test
  void theJsonIsAsDocumented() throws IOException {
    JsonObject explained = explained("seed-2-h1e-3", 2);

    assertThat(explained.keySet())
        .containsExactly("verdict", "causes", "statistics", "made", "ties", "advice");
    assertThat(explained.getAsJsonObject("verdict").keySet())
        .containsExactly("analytic", "numeric");
    JsonArray causes = explained.getAsJsonArray("causes");
    for (JsonElement each : causes) {
      JsonObject cause = each.getAsJsonObject();
      assertThat(cause.keySet())
          .containsExactly("id", "share", "coordinates", "sentence", "details");
      assertThat(cause.getAsJsonPrimitive("share").isNumber()).isTrue();
      assertThat(cause.get("coordinates").getAsInt()).isBetween(1, 784);
      assertThat(cause.get("sentence").getAsString()).endsWith(".");
      assertThat(cause.get("details").isJsonObject()).isTrue();
    }
    assertThat(causes.get(0).getAsJsonObject().getAsJsonObject("details").keySet())
        .containsExactly("norm", "tied", "crossing", "layers");
    assertThat(causes.get(1).getAsJsonObject().getAsJsonObject("details").keySet())
        .containsExactly("norm", "noise", "perCoordinate", "unmoved", "roundedSteps");
    assertThat(explained.getAsJsonObject("statistics").keySet())
        .containsExactly("absolute_max", "as_printed", "relative", "symmetric", "norm");
    assertThat(explained.getAsJsonObject("made").toString())
        .isEqualTo("{\"step\":0.001,\"quotient\":\"central\",\"tile\":1,\"factor\":1.0}");
    JsonObject ties = explained.getAsJsonObject("ties");
    assertThat(ties.keySet())
        .containsExactly("coordinates", "crossing", "all", "layers", "constantBackground");
    assertThat(ties.get("coordinates").getAsInt()).isEqualTo(600);
    assertThat(ties.getAsJsonObject("constantBackground").get("value").getAsDouble()).isZero();
    assertThat(explained.getAsJsonObject("advice").keySet())
        .containsExactly(
            "step",
            "expectedError",
            "smallestVerifiable",
            "expectedErrorNow",
            "smallestVerifiableNow",
            "noise",
            "sentences",
            "commands");
    assertThat(explained.getAsJsonObject("advice").get("step").getAsDouble()).isEqualTo(1e-2);
  }

  @Test
  void theLayersOfTheTiesAreCounted() throws IOException {
    List<String> layers = new ArrayList<>();
    for (JsonElement each :
        explained("seed-2-h1e-3", 2).getAsJsonObject("ties").getAsJsonArray("layers")) {
      JsonObject layer = each.getAsJsonObject();
      assertThat(layer.keySet()).containsExactly("layer", "tied", "crossing");
      layers.add(layer.get("layer").getAsString());
    }
    assertThat(layers).contains("max_pooling2d", "max_pooling2d_1");
  }

  @Test
  void anArrayWithoutAnAxisIsComparedAllTheSame() throws IOException {
    assertThat(explain("seed-8-squeezed", 8).out())
        .contains(
            "- The shapes (28, 28, 1) and (28, 28) differ by axes of size one: NumPy would\n"
                + "  subtract them as (28, 28, 28), 21,952 differences of pixels that do not belong\n"
                + "  together. They are compared here with those axes left out.");
  }

  @Test
  void theCommandsItPrintsWork() throws IOException {
    List<String> commands =
        explain("seed-2-h1e-3", 2)
            .out()
            .lines()
            .filter(line -> line.startsWith("  ./plumbline "))
            .toList();
    assertThat(commands).hasSize(2);
    for (String command : commands) {
      String[] words = command.strip().replace("explain.html", "@").split(" ");
      String report = directory.resolve("explain.html").toString();
      Printed printed =
          Printed.by(
              Arrays.stream(words)
                  .skip(1)
                  .map(word -> word.equals("@") ? report : word)
                  .toArray(String[]::new));
      assertThat(printed.complaints()).isEmpty();
      assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void aNanIsAFindingAndNoCrash() throws IOException {
    float[] values = Npy.read(resource("explain/seed-2-h1e-3/analytic.npy")).toFloats();
    values[7] = Float.NaN;
    Path gradient = directory.resolve("g.npy");
    Npy.write(gradient, NpyArray.of(values, 28, 28, 1));
    Path report = directory.resolve("explain.html");

    Printed printed =
        Printed.by(
            "explain",
            resource("models/seed.keras").toString(),
            "--image",
            "2",
            "--analytic",
            gradient.toString(),
            "--numeric",
            resource("explain/seed-2-h1e-3/numeric.npy").toString(),
            "--report",
            report.toString());

    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out())
        .startsWith("FAIL: the analytic gradient is wrong")
        .contains("1 of the 784 values of the analytic array are NaN or infinite");
    assertThat(report).exists();
  }
}
