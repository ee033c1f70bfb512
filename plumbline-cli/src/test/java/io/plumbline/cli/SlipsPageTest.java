package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Normalization;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the table of {@code docs/slips.md} against what the command line says today: every slip is
 * made, on the seed network and an image of its corpus. With the system property {@code
 * plumbline.write} the table is written anew.
 */
@Tag("slow")
class SlipsPageTest {
  private static final Path PAGE = Path.of("../docs/slips.md");
  private static final String MARK = "<!-- Made by SlipsPageTest, from here to the end. -->\n";
  private static final int[] IMAGE = {28, 28, 1};
  private static final String RIGHT = "check seed.keras --input x.npy --label 7 --gradient g.npy";

  @TempDir private static Path directory;

  /**
   * A slip.
   *
   * @param what somebody does
   * @param line the command, with names of files in the folder
   */
  private record Slip(String what, String line) {
    static Slip input(String what, String file) {
      return new Slip(what, RIGHT.replace("x.npy", file));
    }

    static Slip gradient(String what, String file) {
      return new Slip(what, RIGHT.replace("g.npy", file));
    }

    static Slip colour(String what, String input) {
      return colour(what, input, "g3.npy");
    }

    static Slip colour(String what, String input, String gradient) {
      String line = "check colour.onnx --input %s --label 3 --gradient %s";
      return new Slip(what, line.formatted(input, gradient));
    }

    static Slip label(String what, String label) {
      return new Slip(what, RIGHT.replace(" 7 ", " " + label + " "));
    }

    static Slip model(String what, String file) {
      return new Slip(what, RIGHT.replace("seed.keras", file));
    }
  }

  private static final List<Slip> SLIPS =
      List.of(
          Slip.input("pixels to 255 in a network trained on [0, 1]", "x255.npy"),
          Slip.input("the same as bytes", "bytes.npy"),
          Slip.input("pixels divided by 255 twice", "twice.npy"),
          Slip.input(
              "normalised by mean and standard deviation, and the network is not", "norm.npy"),
          Slip.input("raw, beside the gradient by the normalised input", "raw.npy"),
          Slip.colour(
              "a raw picture, beside the gradient by what ImageNet's constants make of it",
              "raw3.npy"),
          Slip.colour("the same to 255", "raw3-255.npy"),
          Slip.colour("the same by CIFAR-10's", "raw3.npy", "g3-cifar.npy"),
          Slip.colour(
              "normalised by ImageNet's, and the network is not", "norm3.npy", "g3-raw.npy"),
          Slip.colour(
              "the gradient by the pixels before they were normalised",
              "norm3.npy",
              "g3-by-raw.npy"),
          Slip.colour("the same beside the raw picture", "raw3.npy", "g3-by-raw.npy"),
          new Slip(
              "`--input` and `--gradient` exchanged",
              "check seed.keras --input g.npy --label 7 --gradient x.npy"),
          Slip.input("channels first where last is expected", "chw.npy"),
          Slip.gradient("the same of the gradient", "g-chw.npy"),
          Slip.input("a missing axis", "squeezed.npy"),
          Slip.gradient("the same of the gradient", "g-squeezed.npy"),
          Slip.input("flattened", "flat.npy"),
          Slip.gradient("the same of the gradient", "g-flat.npy"),
          Slip.gradient("a batched gradient beside x without a batch", "g-batched.npy"),
          Slip.input("three samples, the gradient of one", "three.npy"),
          Slip.gradient("one sample, the gradients of three", "g-three.npy"),
          Slip.gradient("transposed", "g-transposed.npy"),
          new Slip("`--logits` on a model that ends in a softmax", RIGHT + " --logits"),
          new Slip(
              "`--probabilities` on one that does not",
              "check torchres.onnx --image 2 --probabilities"),
          Slip.label("labels one-hot", "one-hot.npy"),
          Slip.label("labels as floating-point numbers", "floats.npy"),
          Slip.label("the same on the command line", "7.0"),
          Slip.label("classes counted from 1", "10"),
          Slip.gradient("float64 saved as object", "g-object.npy"),
          Slip.gradient("a gradient that is exactly zero", "g-zero.npy"),
          Slip.gradient("all NaN", "g-nan.npy"),
          Slip.gradient("of a parameter", "g-kernel.npy"),
          Slip.gradient("of all parameters", "g-all.npz"),
          Slip.input("an archive of arrays", "arrays.npz"),
          Slip.model("`.pt`, a state_dict", "state.pt"),
          Slip.model("`.pt`, TorchScript", "script.pt"),
          Slip.model("`.pkl`", "model.pkl"),
          Slip.model("`.h5`", "model.h5"),
          Slip.model("a SavedModel's folder", "saved"),
          Slip.model("`.tflite`", "model.tflite"),
          Slip.model("`.safetensors`", "model.safetensors"),
          Slip.model("a pointer of Git LFS", "pointer.onnx"),
          Slip.gradient("`.pth`, a tensor", "g.pth"),
          Slip.gradient("`.pkl`", "g.pkl"),
          Slip.gradient("`.png`", "x.png"),
          Slip.input("`.jpg`", "x.jpg"),
          Slip.input("`.h5`", "x.h5"),
          Slip.input("`.csv`", "x.csv"),
          Slip.input("`.mat`", "x.mat"),
          Slip.input("a picture of another kind", "x.gif"),
          new Slip(
              "model and input exchanged",
              "check x.npy --input seed.keras --label 7 --gradient g.npy"),
          new Slip("without options", "check seed.keras x.npy g.npy"),
          new Slip("without a command", "seed.keras --input x.npy --label 7"),
          new Slip("a model alone", "seed.keras"),
          new Slip("a mistyped file", "check sead.keras --image 2"),
          new Slip("a mistyped option", RIGHT.replace("--label", "--lable")),
          new Slip("an option by another's name", RIGHT.replace("--label", "--target")),
          new Slip("a tolerance by another's name", RIGHT + " --tolerance 1e-3"),
          new Slip("a mistyped command", RIGHT.replace("check", "chekc")),
          new Slip("a loss by another's name", RIGHT + " --loss CrossEntropyLoss"),
          new Slip("a loss in other letters", RIGHT + " --loss Cross_Entropy"),
          new Slip("options in other letters", RIGHT.replace("--input", "--INPUT")),
          new Slip("help behind the command", "check help"));

  @BeforeAll
  static void makeFiles() throws IOException {
    Files.copy(Fixtures.path("models/seed.keras"), file("seed.keras"));
    Files.copy(Fixtures.path("models/torchres.onnx"), file("torchres.onnx"));
    Files.copy(Fixtures.path("inputs/colour.onnx"), file("colour.onnx"));
    Files.copy(Fixtures.path("blackbox/lstm.pt"), file("script.pt"));
    Files.copy(Fixtures.path("datasets/v114.h5"), file("x.h5"));
    Files.copy(Fixtures.path("datasets/v114.h5"), file("model.h5"));
    Files.copy(Fixtures.path("inputs/grey-named.gif"), file("x.gif"));
    Files.copy(Fixtures.path("inputs/photo.png"), file("x.png"));
    Files.copy(Fixtures.path("inputs/grey.jpg"), file("x.jpg"));
    float[] x = first(Fixtures.path("cases/seed-keras/inputs.npy"));
    float[] g = first(Fixtures.path("cases/seed-keras/gradients.npy"));
    inputs(x);
    colours();
    gradients(g);
    write("one-hot.npy", NpyArray.of(new long[] {0, 0, 0, 0, 0, 0, 0, 1, 0, 0}, 10));
    write("floats.npy", NpyArray.of(new double[] {7}, 1));
    Files.write(file("arrays.npz"), NamedArrays.bytes(Map.of("x", NpyArray.of(x, IMAGE))));
    archive("state.pt", "state/data.pkl");
    archive("g.pth", "g/data.pkl");
    begin("model.pkl", "\u0080\u0004\u0095");
    begin("g.pkl", "\u0080\u0004\u0095");
    begin("model.tflite", "\u001c\0\0\0TFL3");
    begin("model.safetensors", "\u0040\0\0\0\0\0\0\0{\"w\":{\"dtype\":\"F32\"");
    begin("pointer.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    begin("x.csv", "0.0,0.5\n1.0,0.25\n");
    Files.copy(Fixtures.path("slips/plain.mat"), file("x.mat"));
    Files.createFile(Files.createDirectory(file("saved")).resolve("saved_model.pb"));
  }

  private static void inputs(float[] x) {
    write("x.npy", NpyArray.of(x, IMAGE));
    write("x255.npy", NpyArray.of(each(x, v -> 255 * v), IMAGE));
    write("twice.npy", NpyArray.of(each(x, v -> v / 255), IMAGE));
    write("norm.npy", NpyArray.of(each(x, v -> (v - 0.1307f) / 0.3081f), IMAGE));
    write("raw.npy", NpyArray.of(each(x, v -> v * 0.3081f + 0.1307f), IMAGE));
    write("chw.npy", NpyArray.of(x, 1, 28, 28));
    write("squeezed.npy", NpyArray.of(x, 28, 28));
    write("flat.npy", NpyArray.of(x, 784));
    write("three.npy", NpyArray.of(thrice(x), 3, 28, 28, 1));
    write("bytes.npy", NpyArray.of(NpyType.UINT8, new long[784], IMAGE));
  }

  /** A picture as its pixels are, and as two data sets' constants make it; and gradients there. */
  private static void colours() {
    double[] levels = Npy.read(Fixtures.path("inputs/photo.npy")).toDoubles();
    float[] raw = new float[levels.length];
    for (int k = 0; k < raw.length; k++) {
      raw[k] = (float) (levels[k % 64 * 3 + k / 64] / 255);
    }
    float[] imagenet = normalised(raw, Normalization.KNOWN.get(0));
    colour("raw3.npy", raw);
    colour("raw3-255.npy", each(raw, v -> Math.round(255 * v)));
    colour("norm3.npy", imagenet);
    colour("g3.npy", gradient(imagenet));
    colour("g3-raw.npy", gradient(raw));
    colour("g3-cifar.npy", gradient(normalised(raw, Normalization.KNOWN.get(1))));
    float[] byRaw = gradient(imagenet);
    for (int k = 0; k < byRaw.length; k++) {
      byRaw[k] /= Normalization.KNOWN.get(0).std().get(k / 64).floatValue();
    }
    colour("g3-by-raw.npy", byRaw);
  }

  private static void colour(String name, float[] values) {
    write(name, NpyArray.of(values, 1, 3, 8, 8));
  }

  private static float[] normalised(float[] raw, Normalization by) {
    float[] normalised = new float[raw.length];
    for (int k = 0; k < raw.length; k++) {
      normalised[k] = (float) ((raw[k] - by.mean().get(k / 64)) / by.std().get(k / 64));
    }
    return normalised;
  }

  private static float[] gradient(float[] at) {
    Evaluator model = Evaluator.of(Models.read(Fixtures.path("inputs/colour.onnx")));
    double[] x = new double[at.length];
    Arrays.setAll(x, k -> at[k]);
    Target target = Target.label(3, model.graph().output().shape().size());
    double[] wide = model.at(x, Loss.CROSS_ENTROPY, target).gradient(TieRule.FIRST);
    float[] gradient = new float[wide.length];
    for (int k = 0; k < wide.length; k++) {
      gradient[k] = (float) wide[k];
    }
    return gradient;
  }

  private static void gradients(float[] g) throws IOException {
    write("g.npy", NpyArray.of(g, IMAGE));
    write("g-chw.npy", NpyArray.of(g, 1, 28, 28));
    write("g-squeezed.npy", NpyArray.of(g, 28, 28));
    write("g-flat.npy", NpyArray.of(g, 784));
    write("g-batched.npy", NpyArray.of(g, 1, 28, 28, 1));
    write("g-three.npy", NpyArray.of(thrice(g), 3, 28, 28, 1));
    float[] transposed = new float[784];
    Arrays.setAll(new Object[784], k -> transposed[k] = g[k % 28 * 28 + k / 28]);
    write("g-transposed.npy", NpyArray.of(transposed, IMAGE));
    write("g-zero.npy", NpyArray.of(new float[784], IMAGE));
    write("g-nan.npy", NpyArray.of(each(g, v -> Float.NaN), IMAGE));
    write("g-kernel.npy", NpyArray.of(new float[288], 3, 3, 1, 32));
    Files.write(
        file("g-all.npz"),
        NamedArrays.bytes(Map.of("conv2d/kernel", NpyArray.of(new float[288], 3, 3, 1, 32))));
    byte[] array = Files.readAllBytes(file("g.npy"));
    String header = new String(array, 0, 128, StandardCharsets.ISO_8859_1);
    byte[] object = header.replace("'<f4'", "'|O' ").getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(object, 0, array, 0, object.length);
    Files.write(file("g-object.npy"), array);
  }

  private interface Change {
    float of(float value);
  }

  private static float[] each(float[] values, Change change) {
    float[] changed = new float[values.length];
    for (int k = 0; k < changed.length; k++) {
      changed[k] = change.of(values[k]);
    }
    return changed;
  }

  private static float[] thrice(float[] values) {
    float[] all = new float[3 * values.length];
    for (int k = 0; k < all.length; k++) {
      all[k] = values[k % values.length];
    }
    return all;
  }

  /** The first sample of a corpus, a seven that the network knows. */
  private static float[] first(Path corpus) {
    double[] all = Npy.read(corpus).toDoubles();
    float[] sample = new float[784];
    for (int k = 0; k < sample.length; k++) {
      sample[k] = (float) all[k];
    }
    return sample;
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }

  private static void write(String name, NpyArray array) {
    Npy.write(file(name), array);
  }

  private static void begin(String name, String bytes) throws IOException {
    Files.write(file(name), bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void archive(String name, String entry) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file(name)))) {
      zip.putNextEntry(new ZipEntry(entry));
    }
  }

  private static Printed print(String line) {
    return Printed.by(
        Arrays.stream(line.split(" "))
            .map(
                word ->
                    word.contains(".") && !word.matches("[-0-9.,/]+") || word.equals("saved")
                        ? file(word).toString()
                        : word)
            .toArray(String[]::new));
  }

  /** A line of the error stream, or the verdict, its cause and what comes next. */
  private static String said(Printed printed) {
    String text = printed.code() == ExitCode.BAD_INPUT ? printed.err() : answer(printed.out());
    return text.replace(directory + "/", "").replaceFirst("^plumbline: ", "").strip();
  }

  private static String answer(String out) {
    List<String> parts = new ArrayList<>();
    List<String> lines = out.lines().toList();
    parts.add(lines.get(0));
    if (out.startsWith("Usage") || out.contains("a model of")) {
      return lines.get(0) + (lines.get(1).startsWith(" ") ? " …" : " " + lines.get(1));
    }
    for (int k = 1; k < lines.size(); k++) {
      boolean more = lines.get(k).startsWith("  ") && !lines.get(k - 1).equals("Next:");
      if (more) {
        parts.set(parts.size() - 1, parts.get(parts.size() - 1) + lines.get(k).substring(1));
      } else if (lines.get(k).startsWith("- ") || lines.get(k - 1).equals("Next:")) {
        parts.add(lines.get(k));
      } else {
        parts.add("");
      }
    }
    return parts.get(0)
        + parts.stream()
            .filter(
                part ->
                    part.startsWith("- Cause")
                        || part.matches("- .*(--[a-z]+|as they are meant).*"))
            .map(part -> part.substring(1))
            .collect(Collectors.joining());
  }

  private static String row(Slip slip) {
    String said = said(print(slip.line())).replace("|", "\\|");
    return "| " + slip.what() + " | `" + slip.line() + "` | " + said + " |\n";
  }

  @Test
  void thePageSaysWhatTheCommandLineSays() throws IOException {
    StringBuilder table = new StringBuilder("\n| slip | command | line |\n|---|---|---|\n");
    SLIPS.forEach(slip -> table.append(row(slip)));
    String page = Files.readString(PAGE);
    String expected = page.substring(0, page.indexOf(MARK) + MARK.length()) + table;
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }

  /** Every hint is of a slip: what is right gets none. */
  @Test
  void nothingIsSaidOfWhatIsRight() {
    Printed printed = print(RIGHT);
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.out()).doesNotContain("--scale", "--logits", "Exchange");
  }

  /** What a line tells people to do is done, and passes. */
  @Test
  void whatMendsASlipMendsIt() {
    for (String mended :
        List.of(
            RIGHT.replace("x.npy", "x255.npy") + " --scale 1/255",
            RIGHT.replace("x.npy", "twice.npy") + " --scale 255",
            RIGHT.replace("x.npy", "norm.npy") + " --scale 0.3081 --mean -0.1307",
            RIGHT.replace("x.npy", "raw.npy") + " --mean 0.1307 --std 0.3081",
            "check colour.onnx --input raw3.npy --label 3 --gradient g3.npy"
                + " --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
            "check colour.onnx --input raw3-255.npy --label 3 --gradient g3.npy"
                + " --scale 1/255 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225",
            "check colour.onnx --input norm3.npy --label 3 --gradient g3-raw.npy"
                + " --mean -0.485/0.229,-0.456/0.224,-0.406/0.225"
                + " --std 1/0.229,1/0.224,1/0.225",
            RIGHT.replace("x.npy", "chw.npy") + " --layout chw",
            RIGHT.replace("x.npy", "arrays.npz:x"))) {
      assertThat(print(mended)).as(mended).matches(printed -> printed.code() == ExitCode.FINE);
    }
  }
}
