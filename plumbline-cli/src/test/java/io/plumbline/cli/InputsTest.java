package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs as people have them: bytes, channels elsewhere, before mean and standard deviation. */
class InputsTest {
  private static final String IMAGENET =
      " --scale 1/255 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225";

  @TempDir private static Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour.onnx --input #/photo.npy --layout hwc | photo-gradient",
        "colour.onnx --input #/photo.npy --layout hwc | photo-gradient-hwc",
        "colour.onnx --input #/photo.png | photo-gradient",
        "colour.onnx --input #/photo.png | photo-gradient-hwc",
        "free.onnx --input #/photo.png | photo-gradient-free",
        "last.onnx --input #/photo.png | photo-gradient-last",
        "free.onnx --black-box --input #/photo.png | photo-gradient-free",
        "last.onnx --input #/photo.npy | photo-gradient-last",
        "last.onnx --input #/photo.npy --layout hwc | photo-gradient-last",
        "free.onnx --input #/photo.npy --layout hwc | photo-gradient-free",
        "free.onnx --black-box --input #/photo.npy --layout hwc | photo-gradient-free",
        "last.onnx --black-box --input #/photo.npy | photo-gradient-last",
      })
  void aRightGradientOfPytorchPasses(String model, String gradient) {
    Printed printed =
        command("check #/" + model + IMAGENET + " --label 3 --gradient #/" + gradient + ".npy");
    assertThat(printed.out()).as(printed.err()).startsWith("PASS");
  }

  @Test
  void aBatchIsTurnedToo() {
    Printed printed =
        command(
            "check #/colour.onnx --input #/photos.npy --layout nhwc --label #/photos-labels.npy"
                + IMAGENET
                + " --gradient #/photos-gradient.npy");
    assertThat(printed.out())
        .as(printed.err())
        .startsWith("PASS: all 4 gradients are right.")
        .contains("turned from hwc to the model's chw; the gradient is by that input.");
  }

  @Test
  void thePageShowsWhatIsPrinted() throws IOException {
    String[] blocks = Files.readString(Path.of("../docs/inputs.md")).split("```\n");
    String args = blocks[1].replace("./plumbline ", "").replace("\\\n", "").strip();
    Printed printed = command(args.replaceAll(" (\\w[\\w-]*\\.(onnx|png|npy))", " #/$1"));
    assertThat(printed.out())
        .as(printed.err())
        .startsWith("PASS")
        .contains(blocks[3].lines().toList());
  }

  @Test
  void aFolderOfPicturesIsABatch() throws IOException {
    Path pictures = Files.createDirectories(directory.resolve("pictures"));
    for (String name : new String[] {"b.png", "a.PNG"}) {
      Files.copy(Fixtures.path("inputs/photo.png"), pictures.resolve(name));
    }
    Printed printed = command("check #/colour.onnx --label 3" + IMAGENET + " --input " + pictures);
    assertThat(printed.out()).as(printed.err()).startsWith("PASS: all 2 gradients are right.");
    Files.copy(Fixtures.path("inputs/rgb.png"), pictures.resolve("c.png"));
    assertThat(command("check #/colour.onnx --label 3 --scale 1 --input " + pictures).err().strip())
        .isEqualTo(
            "plumbline: c.png: picture (24 x 16 pixels, 3 channels) must be as the others are,"
                + " 8 x 8 pixels, 3 channels");
  }

  @Test
  void showTakesThePicturesSize() {
    assertThat(command("show #/free.onnx --input #/rgb.png").out()).contains("3, 16, 24");
  }

  @Test
  void saysWhatWasDone() throws IOException {
    Path json = directory.resolve("result.json");
    Printed printed =
        command(
            "check #/colour.onnx --input #/photo.npy --layout hwc --label 3"
                + IMAGENET
                + " --gradient #/photo-gradient-hwc.npy --json "
                + json);
    assertThat(printed.out().replaceAll("\\s+", " "))
        .contains(
            "The model's input is (x * 0.003922 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225],"
                + " turned from hwc to the model's chw; the gradient is by that input, and turned"
                + " from hwc too.");
    JsonObject root = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertThat(root.get("input").toString())
        .isEqualTo(
            "{\"scale\":0.00392156862745098,\"mean\":[0.485,0.456,0.406],"
                + "\"std\":[0.229,0.224,0.225],\"layout\":{\"given\":\"hwc\",\"model\":\"chw\"},"
                + "\"gradient\":\"hwc\"}");
  }

  /** A gradient by the pixels is another one, and its factor has a name. */
  @Test
  void namesTheFactorOfAGradientByThePixels() {
    String args =
        "check #/colour.onnx --input #/photo.npy --layout hwc --label 3 --scale 1/255 --mean 0.5"
            + " --std 0.25 --gradient #/photo-one-gradient";
    assertThat(command(args + ".npy").out()).startsWith("PASS");
    assertThat(command(args + "-raw.npy").out().replaceAll("\\s+", " "))
        .startsWith("FAIL")
        .contains("Cause scale:", "0.0156863 times", "by what --scale and --std are applied to");
  }

  @Test
  void namesTheFactorsOfAGradientByThePixels() {
    Printed printed =
        command(
            "check #/colour.onnx --input #/photo.png --label 3"
                + IMAGENET
                + " --gradient #/photo-gradient-raw.npy");
    assertThat(printed.out().replaceAll("\\s+", " "))
        .startsWith("FAIL")
        .contains(
            "Cause scale: Each channel is 1 over ImageNet's standard deviation times 255 times what"
                + " it should be",
            "g * np.array([0.229,0.224,0.225])[:, None, None] * 255 is by the model's input");
  }

  @Test
  void theNextCommandsRepeatIt() {
    Printed printed =
        command(
            "check #/colour.onnx --input #/photo.npy --layout hwc --label 3 --scale 1/255 --mean"
                + " 0.5 --std 0.25 --gradient #/photo-one-gradient-raw.npy");
    assertThat(printed.out())
        .contains("--scale 1/255 --mean 0.5 --std 0.25 --layout hwc --label 3");
  }

  @Test
  void explainTurnsBothArrays() {
    Printed printed =
        command(
            "explain #/colour.onnx --input #/photo.npy --layout hwc --label 3"
                + IMAGENET
                + " --analytic #/photo-gradient-hwc.npy --numeric #/photo-gradient.npy");
    assertThat(printed.out()).as(printed.err()).startsWith("PASS");
  }

  @Test
  void anImageOfMnistIsNormalisedToo() {
    Printed printed =
        command("check #/../models/mlp.onnx --image 2 --mean 0.1307 --std 0.3081 --quiet");
    assertThat(printed.out()).as(printed.err()).startsWith("PASS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--std 0 | --std (0.0) must be above 0 and finite",
        "--std 1,-1,1 | --std (-1.0) must be above 0 and finite",
        "--std NaN | --std (NaN) must be above 0 and finite",
        "--mean Infinity | --mean (Infinity) must be finite",
        "--mean 1,2 | --mean (1.0, 2.0) must be one number, or one for each channel of the model's"
            + " input (3, 8, 8), which has 3",
        "--mean 1,2,3 --std 1,2 | --std (1.0, 2.0) must be one number, or as many as --mean has,"
            + " which are 3",
        "--std 1/0 | --std (1/0) must be a number, or a quotient of two; see plumbline check"
            + " --help",
        "--std 1/ | --std (1/) must be a number; see plumbline check --help",
        "--mean one | --mean (one) must be a number; see plumbline check --help",
        "--mean 1e39 | photo.npy: value 0 (-Infinity) must be finite after --scale, --mean and --std",
      })
  void badNumbersAreOneLine(String args, String line) {
    assertLine("--input #/photo.npy --layout hwc --scale 1/255 " + args, line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input #/photo.npy --scale 1/255 | photo.npy: shape (8, 8, 3) must be the model's input"
            + " shape (3, 8, 8), or that of a batch, with the number of samples before it; --layout"
            + " hwc turns it, as np.moveaxis(x, -1, 0) does",
        "--input #/photos.npy --scale 1/255 | photos.npy: shape (4, 8, 8, 3) must be the model's"
            + " input shape (3, 8, 8), or that of a batch, with the number of samples before it;"
            + " --layout nhwc turns it, as np.moveaxis(x, -1, 1) does",
        "--input #/photo.npy --scale 1/255 --layout nhwc | --layout (nhwc) must be that of an array"
            + " of 4 axes, and photo.npy has the shape (8, 8, 3)",
        "--input #/photo.npy --scale 1/255 --layout wide | --layout (wide) must be one of hwc, chw,"
            + " nhwc, nchw",
        "--input #/photo.npy --layout hwc --scale 0 | --scale (0.0) must be finite and not 0",
        "--input #/photo.npy --layout hwc | photo.npy: type (uint8) must be float16, float32 or"
            + " float64, or come with --scale: 1/255 for a model of [0, 1], 1 for one of [0, 255]",
        "--input #/rgb.png --scale 1/255 | rgb.png: pictures (24 x 16 pixels, channels: 3) must be as"
            + " the model's input (3, 8, 8) is: 8 x 8 pixels, channels: 3; in PIL:"
            + " convert(\"RGB\").resize((8, 8))",
        "--input #/grey.png --scale 1/255 | grey.png: pictures (24 x 16 pixels, channels: 1) must be"
            + " as the model's input (3, 8, 8) is: 8 x 8 pixels, channels: 3; in PIL:"
            + " convert(\"RGB\").resize((8, 8))",
        "--input #/photo.png | photo.png: type (uint8) must be float16, float32 or float64, or come"
            + " with --scale: 1/255 for a model of [0, 1], 1 for one of [0, 255]",
        "--input #/photo.png --scale 1 --layout hwc | --layout (hwc) must not be with pictures, which"
            + " are known to be hwc",
        "--input #/deep.png --scale 1 | deep.png: bits of a channel (16) must be 8; as an array,"
            + " divided by 257, it is one",
        "--input #/wide.npy --layout hwc --scale 1 | wide.npy: shape (8, 9, 3) must be the model's"
            + " input shape (3, 8, 8), or that of a batch, with the number of samples before it",
      })
  void badShapesAreOneLine(String args, String line) {
    Npy.write(directory.resolve("wide.npy"), NpyArray.of(new float[216], 8, 9, 3));
    assertLine(args.replace("#/wide", directory + "/wide"), line);
  }

  @Test
  void anImageHasNoLayoutOfItsOwn() {
    Printed printed = command("check #/../models/mlp.onnx --image 2 --layout hwc");
    assertThat(printed.err().strip())
        .isEqualTo(
            "plumbline: --layout (given) must be with --input, not with --image, whose layout is"
                + " the model's");
  }

  private static void assertLine(String args, String line) {
    Printed printed = command("check #/colour.onnx --label 3 " + args);
    assertThat(printed.err().strip()).isEqualTo("plumbline: " + line);
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.out()).isEmpty();
  }

  private static Printed command(String args) {
    String folder = Fixtures.path("inputs").toString();
    return Printed.by(
        Arrays.stream(args.split(" +"))
            .map(word -> word.replace("#", folder))
            .toArray(String[]::new));
  }
}
