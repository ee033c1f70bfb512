package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/** Every loss against PyTorch's autograd in float64; fixtures/losses/make.py makes the rows. */
@Tag("slow")
class LossesTest {
  private static final Path FOLDER = Fixtures.path("losses/losses.csv").getParent();

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(files = "../plumbline-testing/fixtures/losses/losses.csv", numLinesToSkip = 1)
  void isPyTorchsOne(String name, String model, String options, double first, double second)
      throws IOException {
    Path gradient = FOLDER.resolve(name + ".npy");
    Path json = directory.resolve("result.json");
    Printed right =
        check(model, options, "--gradient", gradient.toString(), "--json", json.toString());
    assertThat(right.out()).startsWith("PASS");
    JsonArray samples =
        JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("samples");
    double[] expected = {first, second};
    for (int k = 0; k < expected.length; k++) {
      assertThat(samples.get(k).getAsJsonObject().get("loss").getAsDouble())
          .isCloseTo(expected[k], within(1e-12 * (1 + Math.abs(expected[k]))));
    }
    NpyArray values = Npy.read(gradient);
    Path wrong = directory.resolve("wrong.npy");
    Npy.write(
        wrong,
        NpyArray.of(
            Arrays.stream(values.toDoubles()).map(g -> 1.01 * g).toArray(), values.shape()));
    assertThat(check(model, options, "--gradient", wrong.toString()).out()).startsWith("FAIL");
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(files = "../plumbline-testing/fixtures/losses/losses.csv", numLinesToSkip = 1)
  void isTheEnginesOne(String name, String model, String options) {
    assertThat(check(model, options).out()).as(name).startsWith("PASS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scores | --loss mse --label t-real.npy | sse | 1 | 5 times what it should be: the sum over the 5"
            + " outputs in place of their mean.",
        "scores | --loss mse --label t-real.npy | half-mse | 1 | 1/2 times what it should be: half the"
            + " square.",
        "scores | --loss mse --label t-real.npy | sse | 0.5 | 2.5 times what it should be: the sum over"
            + " the 5 outputs in place of their mean, and half the square.",
        "scores | --loss half-sse --label t-real.npy | sse | 1 | 2 times what it should be: the square in"
            + " place of half of it.",
        "scores | --loss sse --label t-real.npy | mse-mean | -1 | -1/5 times what it should be: negated,"
            + " and the mean over the 5 outputs in place of their sum.",
        "scores | --loss huber --label t-real.npy | huber-mean | 0.5 | 1/2 times what it should be: the"
            + " mean over the 2 samples.",
        "scores | --loss huber --label t-real.npy | huber-mean | 7 | 7 times what it should be: a batch"
            + " of 7 summed where its mean belongs, or 7 passes added up.",
        "scores | --loss kl --label t-soft.npy | kl-mean | 1 | 1/5 times what it should be: the mean over"
            + " the 5 outputs in place of their sum.",
        "pixels | --loss bce-logits --label t-masks.npy | bce-logits-pixels-sum | 1 | 48 times what it"
            + " should be: the sum over the 48 outputs in place of their mean.",
        "pixels | --loss bce-logits --label t-masks.npy | bce-logits-pixels-mean | 3 | 3 times what it"
            + " should be: the sum over the 3 outputs along axis 1 alone in place of their mean.",
        "pixels | --label t-places.npy | ce-pixels-sum | 1 | 15 times what it should be: the sum over the"
            + " 15 positions in place of their mean.",
        "pixels | --label t-places.npy --reduction sum | ce-pixels | 1 | 1/15 times what it should be: the"
            + " mean over the 15 positions in place of their sum.",
        "scores | --label t-classes.npy --class-weights w-five.npy | batch-weighted | 1 | 1/9 times"
            + " what it should be: the mean over the 2 samples, each weighing as its labels do.",
        "scores | --loss contrastive --positive x-positive.npy | contrastive-alike | 0.5 | 1/2 times what"
            + " it should be: half the square.",
        "pixels | --label t-few.npy | batch-places | 1 | 0.347826 times what it should be: the mean over"
            + " the 2 samples, each weighing as its labels do.",
      })
  void aWrongFactorIsAnothersConvention(
      String model, String options, String gradient, double factor, String sentence) {
    NpyArray values = Npy.read(FOLDER.resolve(gradient + ".npy"));
    Path wrong = directory.resolve("wrong.npy");
    Npy.write(
        wrong,
        NpyArray.of(
            Arrays.stream(values.toDoubles()).map(g -> factor * g).toArray(), values.shape()));
    assertThat(check(model, options, "--gradient", wrong.toString()).out().replaceAll("\\s+", " "))
        .startsWith("FAIL")
        .contains("Cause scale: Every entry is " + sentence);
  }

  /** A loss that is small, or negative, is no sure softmax. */
  @ParameterizedTest
  @CsvSource({"--loss dot --weights w-outputs.npy,dot", "--loss cosine --label t-real.npy,cosine"})
  void onlyASoftmaxIsSaturated(String options, String gradient) {
    String file = FOLDER.resolve(gradient + ".npy").toString();
    assertThat(
            check(
                    "scores",
                    options,
                    "--gradient",
                    file,
                    "--precision",
                    "bfloat16",
                    "--must-see",
                    "0.01")
                .out())
        .startsWith("INCONCLUSIVE")
        .contains("precision too coarse")
        .doesNotContain("saturated");
  }

  @Test
  void targetsHaveNoLabelAndClassesHave() {
    assertThat(check("scores", "--loss mse --label t-real.npy").out())
        .contains("Mse 2.418; PyTorch's");
    assertThat(check("scores", "--loss mse --label t-classes.npy").out())
        .contains(" for label 3; PyTorch's");
  }

  @Test
  void targetsMayBeFlat() {
    NpyArray masks = Npy.read(FOLDER.resolve("t-masks.npy"));
    Path flat = directory.resolve("flat.npy");
    Npy.write(flat, NpyArray.of(masks.toDoubles(), 2, masks.size() / 2));
    String gradient = FOLDER.resolve("bce-logits-pixels-sum.npy").toString();
    String options = "--loss bce-logits --reduction sum --label ";
    assertThat(check("pixels", options + flat, "--gradient", gradient).out())
        .startsWith("PASS")
        .isEqualTo(
            check("pixels", options + "t-masks.npy", "--gradient", gradient)
                .out()
                .replace(FOLDER.resolve("t-masks.npy").toString(), flat.toString()));
  }

  /** As many classes as outputs are classes of as many samples, and no target of one. */
  @Test
  void wholeNumbersAreClassesOfAsManySamples() {
    NpyArray few = Npy.read(FOLDER.resolve("x-vector.npy"));
    double[] values = few.toDoubles();
    Path input = directory.resolve("x.npy");
    Path labels = directory.resolve("y.npy");
    Npy.write(
        input,
        NpyArray.of(IntStream.range(0, 30).mapToDouble(k -> values[k % 12]).toArray(), 5, 6));
    Npy.write(labels, NpyArray.of(new long[] {4, 3, 2, 1, 0}, 5));
    assertThat(
            Printed.by(
                    "check",
                    FOLDER.resolve("scores.onnx").toString(),
                    "--input",
                    input.toString(),
                    "--loss",
                    "mse",
                    "--label",
                    labels.toString())
                .out())
        .startsWith("PASS")
        .contains("     0      4  PASS", "     4      0  PASS");
  }

  @ParameterizedTest
  @CsvSource({
    "scores,--loss mse --reduction sum,t-real.npy,mse-sum",
    "scores,--output y --batch-axis 0 --loss half-mse,t-real.npy,half-mse",
    "scores,--label-smoothing 0.1,t-classes.npy,ce-smooth",
    "scores,--loss-model log-cosh.onnx,t-real.npy,own-log-cosh",
    "pixels,--loss kl --class-axis 1,t-maps.npy,kl-pixels",
    "softmax,--loss triplet --positive x-positive.npy --negative x-negative.npy --margin 2.5,,"
        + "triplet-margin"
  })
  void theNextLineAsksTheSame(
      String model, String options, @Nullable String target, String gradient) {
    String file = FOLDER.resolve(gradient + ".npy").toString();
    String label = target == null ? "" : " --label " + target;
    String next =
        check(model, options + label, "--gradient", file)
            .out()
            .lines()
            .filter(line -> line.startsWith("  ./plumbline check"))
            .findFirst()
            .orElseThrow()
            .replace(FOLDER + "/", "");
    for (String said : options.split(" (?=--)")) {
      assertThat(next).contains(" " + said);
    }
    assertThat(next).contains(label);
  }

  /**
   * All copies of the model have the weights: of the sample, and of those that it is held against.
   */
  @ParameterizedTest
  @CsvSource({
    "triplet,--positive x-positive.npy --negative x-negative.npy",
    "contrastive,--positive x-positive.npy"
  })
  void pairsShareTheirWeights(String loss, String others) {
    String options = "--loss " + loss + " " + others;
    String gradient = FOLDER.resolve(loss + "-weights.npz").toString();
    for (String by : List.of("parameters", "a")) {
      assertThat(check("scores", options, "--by", by, "--gradient", gradient).out())
          .startsWith("PASS")
          .contains("over the 2 samples");
      assertThat(check("scores", options, "--by", by).out()).startsWith("PASS");
    }
    Path one = directory.resolve("one.npy");
    NpyArray all = Npy.read(FOLDER.resolve("x-vector.npy"));
    Npy.write(one, NpyArray.of(Arrays.copyOf(all.toDoubles(), 6), 1, 6));
    String alone = options.replace("x-positive.npy", one.toString());
    assertThat(check("scores", alone, "--by", "a").out()).startsWith("PASS");
  }

  @Test
  void explainKnowsThemToo() {
    String wrong = FOLDER.resolve("bce-logits-sum.npy").toString();
    String right = FOLDER.resolve("bce-logits-mean.npy").toString();
    String options = "--loss bce-logits --label t-parts.npy --index 1";
    assertThat(by("explain", "scores", options, "--analytic", right, "--numeric", wrong).out())
        .startsWith("PASS")
        .contains("The quotients are 5.000 times what they should be: the sum over the 5 outputs");
  }

  /** The other sample's loss is another function, and its gradient is found all the same. */
  @ParameterizedTest
  @CsvSource({
    "mse-mean, scores, mse, t-real.npy",
    "mse-pixels, pixels, mse, t-maps.npy",
    "huber-mean, scores, huber, t-real.npy",
    "bce-logits-mean, scores, bce-logits, t-parts.npy",
    "bce-logits-pixels-mean, pixels, bce-logits, t-masks.npy",
  })
  void theOtherSampleIsFoundWhereLossesAimAtValues(
      String name, String model, String loss, String targets) {
    NpyArray own = Npy.read(FOLDER.resolve(name + ".npy"));
    NpyArray aims = Npy.read(FOLDER.resolve(targets));
    String options = "--loss " + loss + " --label " + targets;
    double[] values = own.toDoubles();
    int half = values.length / 2;
    double[] swapped = new double[values.length];
    Arrays.setAll(swapped, k -> values[(k + half) % values.length]);
    double[] added = new double[values.length];
    Arrays.setAll(added, k -> values[k] + swapped[k]);
    assertThat(checked(model, options, swapped, own))
        .contains(
            "Cause input: This is the gradient at another input than the one given: sample 1");
    assertThat(checked(model, options, added, own)).contains("Cause accumulated:");
    double[] aimed = aims.toDoubles();
    double[] turned = new double[aimed.length];
    Arrays.setAll(turned, k -> aimed[(k + aimed.length / 2) % aimed.length]);
    Path shuffled = directory.resolve("shuffled.npy");
    Npy.write(shuffled, NpyArray.of(turned, aims.shape()));
    assertThat(checked(model, "--loss " + loss + " --label " + shuffled, values, own))
        .contains("Cause label: This is the gradient for what sample 1 of the batch aims at");
  }

  private String checked(String model, String options, double[] gradient, NpyArray like) {
    Path file = directory.resolve("gradient.npy");
    Npy.write(file, NpyArray.of(gradient, like.shape()));
    Printed printed = check(model, options, "--gradient", file.toString());
    assertThat(printed.out()).startsWith("FAIL");
    return printed.out().replaceAll("\\s+", " ");
  }

  private static Printed check(String model, String options, String... more) {
    return by("check", model, options, more);
  }

  private static Printed by(String command, String model, String options, String... more) {
    List<String> words =
        new ArrayList<>(List.of(command, FOLDER.resolve(model + ".onnx").toString(), "--input"));
    words.add(FOLDER.resolve(model.equals("pixels") ? "x-image.npy" : "x-vector.npy").toString());
    for (String word : options.split(" ")) {
      words.add(word.matches(".*\\.(npy|onnx)") ? FOLDER.resolve(word).toString() : word);
    }
    words.addAll(List.of(more));
    return Printed.by(words.toArray(String[]::new));
  }
}
