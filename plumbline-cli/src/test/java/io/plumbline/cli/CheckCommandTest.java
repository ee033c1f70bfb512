package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
  @TempDir private Path directory;

  private static Path resource(String name) {
    return Fixtures.path(name);
  }

  /** Writes one row of a batch of samples. */
  private Path row(String array, int row) {
    NpyArray all = Npy.read(resource("cases/" + array + ".npy"));
    int[] shape = Arrays.copyOfRange(all.shape(), 1, all.shape().length);
    int size = all.size() / all.shape()[0];
    float[] values = Arrays.copyOfRange(all.toFloats(), row * size, (row + 1) * size);
    Path file = directory.resolve(row + "-" + Path.of(array).getFileName() + ".npy");
    Npy.write(file, NpyArray.of(values, shape));
    return file;
  }

  private Printed check(String model, String cases, int row, int label, String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "check",
                resource("models/" + model).toString(),
                "--input",
                row(cases + "/inputs", row).toString(),
                "--label",
                Integer.toString(label),
                "--gradient",
                row(cases + "/gradients", row).toString()));
    args.addAll(List.of(more));
    return Printed.by(args.toArray(String[]::new));
  }

  @Test
  void aRightGradientInBfloat16PassesByWhatCanBeSeenInIt() {
    Printed printed = bfloat16();

    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(unwrapped(printed))
        .contains("PASS: the gradient is right as a whole, but for 4.34 % of the derivative's norm")
        .contains("Would not pass: a mistake of any form above 19.22 % of the gradient's norm")
        .contains(
            "Bfloat16 alone rounds by 9.85 % of the norm: this PASS does not rule out a mistake of"
                + " 1.00 %, as one in float32 does.")
        .contains("Self-test: 10 of 10 planted mistakes caught.");

    Printed asked = bfloat16("--must-see", "0.01");
    assertThat(asked.code()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(unwrapped(asked))
        .contains(
            "INCONCLUSIVE: bfloat16 rounds so coarsely here that a mistake of 1.00 % could not be"
                + " told from rounding.")
        .contains(
            "A mistake of 19.78 % of the gradient's norm could hide here; a pass must see 1.00 %.")
        .contains(
            "To decide it: compute the gradient in float32 or float64; mistakes that are larger are"
                + " decided with --must-see 0.20.");
    // What is advised does decide it.
    assertThat(bfloat16("--must-see", "0.20").code()).isEqualTo(ExitCode.FINE);
  }

  private static String unwrapped(Printed printed) {
    return printed.out().replaceAll("\\s+", " ");
  }

  private Printed bfloat16(String... more) {
    List<String> options = new java.util.ArrayList<>(List.of("--precision", "bfloat16"));
    options.addAll(List.of(more));
    options.add("--self-test");
    return check(
        "../verdicts/models/dwr6.onnx",
        "../verdicts/cases-bfloat16/dwr6-onnx-bfloat16",
        0,
        7,
        options.toArray(String[]::new));
  }

  @Test
  void aRightGradientPasses() {
    Printed printed = check("seed.keras", "seed-keras", 3, 2);

    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out().lines())
        .first()
        .isEqualTo("PASS: the gradient is right at all 784 coordinates.");
    assertThat(printed.out())
        .contains("- 784 agree, 0 disagree, 0 drown in rounding; 616 lie on an exact tie or kink.")
        .contains("On ties it follows one rule, 'first'")
        .contains("Would not pass: a mistake of any form above 0.13 % of the gradient's norm")
        .contains("Would fail: a scale error of 0.11 %")
        .contains("--self-test");
  }

  @Test
  void aWrongGradientFails() {
    Printed printed = check("seed.keras", "seed-keras", 8, 1);

    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out()).startsWith("FAIL: the gradient is wrong at 605 of 784 coordinates");
    assertThat(printed.out())
        .containsPattern("Index +Analytic +Numeric ± bound +Difference +Allowed");
  }

  @Test
  void quietPrintsTheVerdictOnly() {
    assertThat(check("seed.keras", "seed-keras", 8, 1, "--quiet").out()).hasLineCount(1);
  }

  @Test
  void verboseSaysWhatWasDecidedAndWhy() {
    Printed printed = check("seed.keras", "seed-keras", 3, 2, "--verbose", "--loss=cross-entropy");
    assertThat(printed.out())
        .startsWith(check("seed.keras", "seed-keras", 3, 2, "--loss=cross-entropy").out())
        .containsPattern("\nLoss +cross-entropy +as asked for\n")
        .containsPattern("\nLayout +hwc +the shape says so\n")
        .containsPattern("\nArithmetic +float32 +the gradient's array, or the model's weights")
        .containsPattern("\nTie rule +first +the gradient comes nearest to it\n")
        .containsPattern("\nEvidence +proven +the bounds hold whatever rounding does\n")
        .containsPattern(
            "\nTime: reading \\S+ s; differencing coordinates \\S+ s; judging, .* s\\.\n");
    assertThat(check("seed.keras", "seed-keras", 3, 2, "--verbose", "--quiet").err())
        .isEqualTo("plumbline: --verbose (given) must not be with --quiet\n");
  }

  @Test
  void aCommentOnAPullRequestHasVerdictCauseAndTheThreeWorst() {
    Printed printed = check("seed.keras", "seed-keras", 8, 1, "--format", "md");
    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out())
        .startsWith("### FAIL: The gradient is wrong at 605 of 784 coordinates: loss.\n")
        .contains("\n\n**Cause `loss`**: This is the gradient of the cross-entropy with softmax")
        .contains("\n\n| Index | Analytic | Numeric ± bound |")
        .contains("\n| --- | ---: | ---: |")
        .endsWith("-gradients.npy\n```\n");
    assertThat(printed.out().lines().filter(line -> line.startsWith("| ["))).hasSize(3);
    assertThat(check("seed.keras", "seed-keras", 8, 1, "--format=html").err())
        .isEqualToIgnoringNewLines("plumbline: --format (html) must be one of text, md");
  }

  @Test
  void aNanInTheGradientIsAFailure() {
    Path gradient = directory.resolve("g.npy");
    float[] values = Npy.read(row("seed-keras/gradients", 3)).toFloats();
    values[100] = Float.NaN;
    Npy.write(gradient, NpyArray.of(values, 28, 28, 1));

    Printed printed =
        Printed.by(
            "check",
            resource("models/seed.keras").toString(),
            "--input",
            row("seed-keras/inputs", 3).toString(),
            "--label",
            "2",
            "--gradient",
            gradient.toString());

    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out()).startsWith("FAIL: the gradient is wrong at 1 of 784 coordinates");
    assertThat(printed.out()).contains("[3,16,0]  ").contains("NaN");
  }

  @Test
  void theEnginesOwnGradientPasses() {
    Printed printed =
        Printed.by("check", resource("models/seed.onnx").toString(), "--image", "2", "--quiet");

    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.out())
        .isEqualToIgnoringNewLines("PASS: the gradient is right at all 784 coordinates.");
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void aSaturatedLossCannotBeDecided() {
    Path gradient = directory.resolve("zero.npy");
    Path input = directory.resolve("input.npy");
    Npy.write(gradient, NpyArray.of(new float[784], 28, 28, 1));
    float[] image = io.plumbline.data.mnist.Mnist.embedded().test().image(0);
    for (int k = 0; k < image.length; k++) {
      image[k] *= 40;
    }
    Npy.write(input, NpyArray.of(image, 28, 28, 1));

    Printed printed =
        Printed.by(
            "check",
            resource("models/seed.onnx").toString(),
            "--input",
            input.toString(),
            "--label",
            "7",
            "--gradient",
            gradient.toString());

    assertThat(printed.code()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(printed.out()).startsWith("INCONCLUSIVE: ").contains("To decide it: ");
  }

  @Test
  void aBatchHasALineForEachSample() {
    Path json = directory.resolve("o.json");
    Printed printed =
        Printed.by(
            "check",
            resource("models/mlp.onnx").toString(),
            "--input",
            resource("cases/mlp-onnx/inputs.npy").toString(),
            "--label",
            resource("cases/mlp-onnx/labels.npy").toString(),
            "--gradient",
            resource("cases/mlp-onnx/gradients.npy").toString(),
            "--json",
            json.toString());

    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out()).startsWith("FAIL: of 10 gradients 8 are wrong, 2 are right.");
    assertThat(printed.out()).containsPattern("\n +0 +4  PASS +784 +0 +0 +0 ");
    assertThat(printed.out().lines().filter(line -> line.startsWith("Sample "))).hasSize(4);
    assertThat(json).isRegularFile();
  }

  @Test
  void aLongBatchIsSummedUpAndAllOfItCanBeHad() {
    // Samples 1 and 6 of the ten have one mistake, 2 another, 0 and 5 none.
    List<Integer> taken = List.of(0, 1, 0, 6, 0, 1, 0, 2, 0, 5, 0, 5);
    List<String> args =
        new java.util.ArrayList<>(List.of("check", resource("models/mlp.onnx").toString()));
    for (String each : List.of("input", "label", "gradient")) {
      Path file = directory.resolve(each + ".npy");
      rows("mlp-onnx/" + each + "s", taken, file);
      args.addAll(List.of("--" + each, file.toString()));
    }
    String some = Printed.by(args.toArray(String[]::new)).out();
    assertThat(some)
        .startsWith("FAIL: of 12 gradients 4 are wrong, 8 are right.")
        .containsSubsequence(
            "Verdict  Cause or reason  Samples  of 4  of 9",
            "FAIL     loss                   3     2     1",
            "FAIL     coordinate             1     1",
            "PASS                            8     6     2",
            "10 of 12 listed; --all or --report check.html for the rest",
            "Sample 1: ",
            "Sample 7: ",
            "Sample 3: ",
            "3 of 4 shown; --all or --report check.html for the rest");
    args.add("--all");
    String all = Printed.by(args.toArray(String[]::new)).out();
    assertThat(all).doesNotContain("--all");
    assertThat(listed(some)).isEqualTo(10);
    assertThat(listed(all)).isEqualTo(12);
    assertThat(all.lines().filter(line -> line.matches("Sample \\d+: .*"))).hasSize(4);
    args.set(args.size() - 1, "--format=md");
    assertThat(Printed.by(args.toArray(String[]::new)).out())
        .startsWith("### FAIL: Of 12 gradients 4 are wrong, 8 are right.\n\n| Verdict | Cause or")
        .contains("\n| FAIL | loss | 3 | 2 | 1 |\n", "\n\n**Sample 7**: The gradient is wrong");
  }

  private static long listed(String printed) {
    return printed.lines().filter(line -> line.matches(" +\\d+ +\\d  (PASS|FAIL) .*")).count();
  }

  private static void rows(String array, List<Integer> taken, Path to) {
    NpyArray all = Npy.read(resource("cases/" + array + ".npy"));
    int[] shape = all.shape();
    int size = all.size() / shape[0];
    shape[0] = taken.size();
    double[] from = all.toDoubles();
    double[] values = new double[taken.size() * size];
    for (int k = 0; k < taken.size(); k++) {
      System.arraycopy(from, taken.get(k) * size, values, k * size, size);
    }
    boolean labels = array.endsWith("labels");
    long[] whole = Arrays.stream(values).mapToLong(each -> (long) each).toArray();
    Npy.write(
        to,
        labels ? NpyArray.of(all.type(), whole, shape) : NpyArray.of(all.type(), values, shape));
  }
}
