package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.onnx.write.OnnxWriter;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code attack} and {@code estimate}. */
class AttackCommandTest {
  @TempDir private static Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    for (String name : new String[] {"seed.onnx", "mlp.onnx"}) {
      Files.copy(Fixtures.path("models/" + name), directory.resolve(name));
    }
    Graph.Builder image = Graph.builder("image");
    OnnxWriter.write(
        image.build(
            image.add(
                "relu",
                "ReLU",
                new Elementwise(Activation.RELU),
                image.input("x", Tensor.shapeOf(1, 28, 28, 1)))),
        directory.resolve("image.onnx"));
    Graph.Builder ten = Graph.builder("ten");
    OnnxWriter.write(
        ten.build(
            ten.add("softmax", "Softmax", new Softmax(1), ten.input("x", Tensor.shapeOf(1, 10)))),
        directory.resolve("ten.onnx"));
  }

  @Test
  void leavesWhatFoolboxLeavesInEveryRendering() throws IOException {
    Path json = directory.resolve("new/result.json");
    Path report = directory.resolve("new/report.html");
    Printed printed =
        command(
            "attack @/seed.onnx --method fgsm --epsilon 0.3,0.1 --count 200 --json "
                + json
                + " --report "
                + report);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    JsonArray results = json(json).getAsJsonArray("results");
    assertThat(results).hasSize(2);
    JsonObject first = results.get(0).getAsJsonObject();
    assertThat(first.get("method").getAsString()).isEqualTo("fgsm");
    assertThat(first.get("epsilon").getAsDouble()).isEqualTo(0.1);
    assertThat(first.get("count").getAsInt()).isEqualTo(200);
    assertThat(first.get("cleanAccuracy").getAsDouble()).isBetween(0.95, 1.0);
    assertThat(first.get("adversarialAccuracy").getAsDouble()).isBetween(0.75, 0.88);
    assertThat(first.get("medianDistance").getAsDouble()).isBetween(0.0999, 0.1);
    assertThat(first.get("queries").getAsInt()).isBetween(200, 400);
    assertThat(first.get("elapsedMs").getAsDouble()).isPositive();
    double second = results.get(1).getAsJsonObject().get("adversarialAccuracy").getAsDouble();
    assertThat(second).isLessThan(0.1);
    assertThat(printed.out()).contains("fgsm", "Gradients checked: 10", "wrong 0", "Written: ");
    assertThat(Files.readString(report))
        .contains("Under attack: seed.onnx", "Accuracy against epsilon", "Before and after");
    assertThat(printed.complaints()).isEmpty();
  }

  @Test
  void verboseSaysWhatWasDecidedAndWhereTheTimeWent() {
    assertThat(command("attack @/mlp.onnx --epsilon 0.1 --steps 2 --count 20 --verbose").out())
        .containsPattern("\nLoss +cross-entropy +the model is to miss a class\n")
        .containsPattern("\nBounds +0 to 1 +bytes end at 255 times --scale, other")
        .containsPattern("\nNorm +linf +--norm, or what is usual for pgd\n")
        .containsPattern(
            "\nTime: reading \\S+ s; pgd, epsilon 0.1 \\S+ s; checking the attack itself \\S+ s\\.\n$");
    assertThat(command("estimate @/mlp.onnx --tile 14 --bounds -1,2 --verbose").out())
        .containsPattern("\nBounds +-1 to 2 +--bounds says so\n")
        .containsPattern("\nTrue gradient +float64 +reverse mode; at exact ties")
        .containsPattern("\nTime: reading \\S+ s; asking the model \\S+ s\\.\n$");
  }

  @Test
  void everyFieldIsThereEvenWhereNothingIsFound() throws IOException {
    Path json = directory.resolve("nothing.json");
    command(
        "attack @/mlp.onnx --method fgsm --epsilon 0 --count 3 --self-check off --json " + json);
    JsonObject result = json(json).getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(result.keySet())
        .contains("method", "epsilon", "count", "cleanAccuracy", "adversarialAccuracy")
        .contains("medianDistance", "queries", "elapsedMs");
    assertThat(result.get("medianDistance").isJsonNull()).isTrue();
  }

  @Test
  void showsOneImageBeforeAndAfter() {
    Printed printed = command("attack @/seed.onnx --method pgd --steps 20 --epsilon 0.3 --image 4");
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .contains("Test image 4, label 4, epsilon = 0.3", "before: predicted 4", "after:  ")
        .doesNotContain("did not succeed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bim --steps 2 | linf",
        "mi-fgsm --steps 2 --decay 0.5 | linf",
        "deepfool --steps 2 --epsilon 1.5 | l2",
        "pgd --steps 2 --norm l2 --epsilon 1 --restarts 2 --step-size 0.4 | l2",
        "pgd --steps 2 --target next | linf",
        "differences --h 0.02 --count 1 | linf",
        "tiles --tile 7 --steps 2 | linf",
        "groups --tile 5 | linf",
        "nes --samples 10 --steps 2 | linf",
        "spsa --samples 10 --steps 2 | linf",
        "square --queries 30 | linf",
        "square --queries 30 --norm l2 | l2",
      })
  void knowsEveryMethod(String method, String norm) {
    String count = method.contains("--count") ? "" : " --count 4";
    Printed printed = command("attack @/mlp.onnx --self-check off --method " + method + count);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).contains(method.split(" ")[0] + " ", norm);
    assertThat(printed.complaints()).isEmpty();
  }

  @Test
  void tellsHowManyImagesReachTheirTarget() {
    String args = "attack @/seed.onnx --method fgsm --count 30 --self-check off";
    assertThat(command(args + " --target next").out()).contains("Attacked  On target  Median");
    assertThat(command(args).out()).doesNotContain("On target");
  }

  @Test
  void saysWhatItDoesNotLookAt() {
    Printed printed =
        command("attack @/mlp.onnx --method fgsm --steps 9 --count 2 --self-check off");
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.complaints())
        .isEqualTo("plumbline: note: --steps is not looked at by fgsm" + nl());
  }

  @Test
  void saysWhenTheBudgetIsTooSmallToBegin() {
    String args = "attack @/mlp.onnx --method tiles --tile 14 --count 2 --queries ";
    assertThat(command(args + 10).complaints()).isEmpty();
    assertThat(command(args + 9).err())
        .isEqualTo(
            "plumbline: note: --queries (9) is too few for a first step of tiles, which takes 10;"
                + " nothing was tried"
                + nl());
  }

  @Test
  void estimatesByTiles() throws IOException {
    Path json = directory.resolve("estimate.json");
    Path report = directory.resolve("estimate.html");
    Printed printed =
        command(
            "estimate @/mlp.onnx --image 2 --tile 1,5,28 --epsilon 0.1,0.2 --json "
                + json
                + " --report "
                + report);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).contains("reverse mode", "tiles 5 x 5", "FGSM 0.2");
    JsonArray results = json(json).getAsJsonArray("results");
    int[] queries = {1568, 72, 2};
    for (int k = 0; k < queries.length; k++) {
      JsonObject each = results.get(k).getAsJsonObject();
      assertThat(each.get("queries").getAsInt()).isEqualTo(queries[k]);
      assertThat(each.getAsJsonArray("fgsm")).hasSize(2);
    }
    // On a smooth network the differences of single pixels are the gradient.
    JsonObject pixels = results.get(0).getAsJsonObject();
    assertThat(pixels.get("cosine").getAsDouble()).isGreaterThan(0.999);
    assertThat(pixels.get("signAgreement").getAsDouble()).isGreaterThan(0.97);
    assertThat(results.get(2).getAsJsonObject().get("cosine").getAsDouble()).isLessThan(0.5);
    assertThat(Files.readString(report)).contains("Agreement with the true gradient");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attack @/seed.onnx --epsilon -0.1 | epsilon (-0.1) must be at least 0 and finite",
        "attack @/seed.onnx --epsilon NaN | epsilon (NaN) must be at least 0 and finite",
        "attack @/seed.onnx --epsilon 0.1,x |"
            + " --epsilon (x) must be a number; see plumbline attack --help",
        "attack @/seed.onnx --image 0 --target 7 |"
            + " --target (7) must be another class than the truth, which it is of test image 0;"
            + " --target next gives each image another class",
        "attack @/seed.onnx --target 12 | target (12) must be at least 0 and below 10",
        "attack @/seed.onnx --target x | --target (x) must be a class or next",
        "attack @/seed.onnx --bounds 1,0 | bounds (1.0, 0.0) must be finite, the lower first",
        "attack @/seed.onnx --step-size NaN | step size (NaN) must be above 0 and finite",
        "attack @/seed.onnx --bounds 0 | --bounds ([0.0]) must be two numbers, or two for each"
            + " channel",
        "attack @/seed.onnx --bounds 0,0.5 |"
            + " sample 0: value 203 (0.7254902) must lie within the bounds, 0.0 to 0.5",
        "attack @/seed.onnx --count 0 | count (0) must be at least 1",
        "attack @/seed.onnx --count 10001 |"
            + " count (10001) must be at most the number of test images, 10000",
        "attack @/seed.onnx --image 10000 | image (10000) must be between 0 and 9999",
        "attack @/seed.onnx --image 1 --count 2 |"
            + " --count (2) must be left out where --image is given",
        "attack @/seed.onnx --steps 0 | steps (0) must be at least 1",
        "attack @/seed.onnx --step-size -1 | step size (-1.0) must be above 0 and finite",
        "attack @/seed.onnx --norm l3 | --norm (l3) must be linf or l2",
        "attack @/seed.onnx --method bim --restarts 3 | restarts (3) must be 1 for bim, which always"
            + " begins at the input; pgd begins at random points",
        "attack @/seed.onnx --method tiles --tile 29 |"
            + " tile (29) must be at most the image's side, 28",
        "attack @/seed.onnx --self-check maybe | --self-check (maybe) must be on or off",
        "attack @/seed.onnx --json @ | --json (@) must not be a directory",
        "attack @/seed.onnx --json @/x --report @/x |"
            + " --report (@/x) must be a file that nothing else is written to",
        "attack @/seed.onnx --data @/none | directory (@/none) must be an existing directory",
        "attack @/image.onnx | image.onnx: output shape (1, 28, 28, 1) must be (N, classes), with"
            + " two classes or more",
        "attack @/ten.onnx | ten.onnx: input (1, 10) must have as many values as an image,"
            + " 28 x 28 = 784",
        "attack @/none.onnx | model (@/none.onnx) must be a file",
        "estimate @/seed.onnx --tile 0 | tile (0) must be at least 1",
        "estimate @/seed.onnx --tile 29 | tile (29) must be at most the image's side, 28",
        "estimate @/seed.onnx --h 0 | h (0.0) must be positive and finite",
        "estimate @/seed.onnx --epsilon -1 | epsilon (-1.0) must be at least 0 and finite",
        "estimate @/seed.onnx --image -1 | image (-1) must be between 0 and 9999",
        "estimate @/image.onnx | image.onnx: output shape (1, 28, 28, 1) must be (N, classes), with"
            + " two classes or more",
      })
  void badInputIsOneLineAndChangesNothing(String args, String line) throws IOException {
    Path earlier = directory.resolve("earlier.json");
    Files.writeString(earlier, "earlier");
    boolean json = args.contains("--json");
    Printed printed = command(args + (json ? "" : " --json " + earlier));
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err().replace(directory.toString(), "@"))
        .isEqualTo("plumbline: " + line + nl());
    assertThat(printed.out()).isEmpty();
    assertThat(Files.readString(earlier)).isEqualTo("earlier");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.endsWith(".tmp") || name.equals("x"));
    }
  }

  private static Printed command(String args) {
    return Printed.by(args.replace("@", directory.toString()).split(" +"));
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static String nl() {
    return System.lineSeparator();
  }
}
