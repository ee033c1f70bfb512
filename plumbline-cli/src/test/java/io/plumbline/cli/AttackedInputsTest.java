package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code attack} and {@code estimate} on inputs of one's own. */
class AttackedInputsTest {
  private static final String IMAGENET =
      " --scale 1/255 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225";
  private static final String UNIT =
      "Epsilon, steps and bounds are in the unit of x * 0.003922, before mean and standard deviation.";

  @TempDir private static Path directory;

  @Test
  void attacksAPicture() throws IOException {
    Path json = directory.resolve("attack.json");
    Path report = directory.resolve("attack.html");
    Printed printed =
        command(
            "attack #/colour.onnx --input #/photo.png --label 0 --method fgsm --epsilon 8/255"
                + IMAGENET
                + " --json "
                + json
                + " --report "
                + report);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).contains(UNIT, "Sample 0, label 0, epsilon = 0.03137");
    JsonObject root = json(json);
    assertThat(root.get("data").getAsString()).isEqualTo("photo.png");
    assertThat(root.getAsJsonObject("input").get("std").toString())
        .isEqualTo("[0.229,0.224,0.225]");
    assertThat(root.getAsJsonObject("input").getAsJsonObject("layout").get("given").getAsString())
        .isEqualTo("hwc");
    assertThat(Files.readString(report)).contains("1 sample of photo.png", UNIT, "Sample 0");
  }

  @Test
  void attacksTheFirstOfABatch() {
    Printed printed =
        command(
            "attack #/colour.onnx --input #/photos.npy --layout nhwc --label #/photos-labels.npy"
                + " --count 3 --method pgd --steps 3 --self-check off"
                + IMAGENET);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).containsPattern("pgd +linf +0.3 +3 ");
  }

  @Test
  void estimatesAtAPicture() throws IOException {
    Path json = directory.resolve("estimate.json");
    Path report = directory.resolve("estimate.html");
    Printed printed =
        command(
            "estimate #/last.onnx --input #/photo.png --label 3 --tile 1,2 --epsilon 1/255"
                + IMAGENET
                + " --json "
                + json
                + " --report "
                + report);
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).contains("Sample 0, label 3", UNIT, "tiles 2 x 2");
    JsonObject pixels = json(json).getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(json(json).get("label").getAsInt()).isEqualTo(3);
    // A tile of one pixel moves its three channels together.
    assertThat(pixels.get("queries").getAsInt()).isEqualTo(2 * 64);
    assertThat(Files.readString(report)).contains("The gradient and its estimates, channel 2");
  }

  @Test
  void testImagesAreNormalisedToo() {
    Printed printed =
        command(
            "attack #/../models/mlp.onnx --method fgsm --count 20 --self-check off --mean 0.1307"
                + " --std 0.3081 --epsilon 0.1");
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out()).contains("in the unit of x, before mean");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input #/photo.png --scale 1/255 | --label (missing) must be given with --input: a class or"
            + " a .npy file",
        "--label 3 | --label (3) must be given with --input",
        "--input #/photo.png --label 3 --image 2 | --image (2) must be alone: it brings its own input,"
            + " so --input cannot be given too",
        "--input #/photo.png --label 3 --data . | --data (given) must be with test images, not with"
            + " --input",
        "--layout hwc | --layout (given) must be with --input: test images have the model's",
        "--input #/photo.png --label 3 | photo.png: type (uint8) must be float16, float32 or float64,"
            + " or come with --scale: 1/255 for a model of [0, 1], 1 for one of [0, 255]",
        "--input #/photo.png --label 5 --scale 1/255 | --label (5) must be at least 0 and below 5;"
            + " classes are counted from 0",
        "--input #/photo.png --label 3 --scale 1/255 --count 2 | count (2) must be at most the number"
            + " of samples, 1",
        "--input #/photo.png --label 3 --scale 1/255 --bounds 0,0.5 | sample 0: value 0 (0.91764706)"
            + " must lie within the bounds, 0.0 to 0.5",
        "--input #/photo.png --label 3 --scale 1/255 --bounds 0,1,0,1 | bounds (2 pairs) must be one"
            + " pair, or one for each channel of the input, which has 3",
        "--input #/photo.png --label 3 --scale 1/255 --bounds 0,1,0 | --bounds ([0.0, 1.0, 0.0]) must"
            + " be two numbers, or two for each channel",
        "--input #/photo.png --label 3 --scale 1/255 --mean 1,2 | --mean (1.0, 2.0) must be one"
            + " number, or one for each channel of the model's input (3, 8, 8), which has 3",
      })
  void badInputIsOneLine(String args, String line) {
    Printed printed = command("attack #/colour.onnx --method fgsm " + args);
    assertThat(printed.err().strip()).isEqualTo("plumbline: " + line);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void estimatesOneAtATime() {
    assertThat(
            command(
                    "estimate #/colour.onnx --input #/photos.npy --layout nhwc --label 3 --scale 1/255")
                .err()
                .strip())
        .isEqualTo("plumbline: samples (4) must be one; --count 1 takes the first");
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static Printed command(String args) {
    String folder = Fixtures.path("inputs").toString();
    return Printed.by(
        Arrays.stream(args.split(" +"))
            .map(word -> word.replace("#", folder))
            .toArray(String[]::new));
  }
}
