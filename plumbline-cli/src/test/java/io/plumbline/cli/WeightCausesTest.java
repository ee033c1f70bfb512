package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.readers.ReadModel;
import io.plumbline.readers.options.ReadOptions;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mistakes of gradients by weights, planted into PyTorch's, and what they are called;
 * fixtures/batches/generate.py makes the gradients.
 */
@Tag("slow")
class WeightCausesTest {
  private static final Path FOLDER = Fixtures.path("batches");
  private static final Path MODEL = FOLDER.resolve("images.onnx");
  private static final Path INPUT = FOLDER.resolve("images_x.npy");
  private static final String LABELS = FOLDER.resolve("images_y.npy").toString();
  private static final int SAMPLES = 6;
  private static final Map<String, NpyArray> RIGHT =
      NamedArrays.read(FOLDER.resolve("images_mean.npz"));
  private static final Map<String, double[]> WEIGHTS = weights();

  @TempDir private Path directory;

  private static Map<String, double[]> weights() {
    Map<String, double[]> weights = new LinkedHashMap<>();
    ReadModel.read(MODEL, ReadOptions.NONE)
        .weights()
        .forEach(each -> weights.put(each.name(), each.tensor().values()));
    return weights;
  }

  /** What becomes of a tensor's gradient. */
  @FunctionalInterface
  private interface Slip {
    double[] of(double[] right, double[] weight);
  }

  static Stream<Arguments> slips() {
    return Stream.of(
        slip("0.weight", "weight-decay", "0.0005 times the weight", (g, w) -> plus(g, 5e-4, w)),
        slip("5.weight", "weight-decay", "0.02 times the weight", (g, w) -> plus(g, 0.02, w)),
        slip("5.weight", "weight-decay", "0.00137 times the weight", (g, w) -> plus(g, 1.37e-3, w)),
        slip(
            "5.weight",
            "weight-decay",
            "0.001 times the weight's sign",
            (g, w) -> plus(g, 1e-3, each(w, Math::signum))),
        slip(
            "5.weight",
            "clipped-norm",
            "by itself has the norm 1/10",
            (g, w) -> each(g, v -> v * 0.1 / norm(g))),
        slip(
            "0.weight",
            "axes",
            "axes 2 and 3 read backwards",
            (g, w) -> arranged(g, k -> k / 9 * 9 + 8 - k % 9)),
        slip(
            "0.weight",
            "axes",
            "axis 0 read backwards",
            (g, w) -> arranged(g, k -> 27 - k / 9 * 9 + k % 9)),
        slip("5.weight", "axes", "transpose", (g, w) -> arranged(g, k -> k % 5 * 64 + k / 5)),
        slip("1.weight", "other-tensor", "by 1.bias", (g, w) -> right("1.bias")),
        slip("0.bias", "other-tensor", "by 1.bias", (g, w) -> right("1.bias")),
        slip("5.weight", "zero", "Every entry is zero", (g, w) -> new double[g.length]),
        slip("1.bias", "scale", "-1/100 times", (g, w) -> each(g, v -> -0.01 * v)),
        slip("5.bias", "scale", "-1", (g, w) -> each(g, v -> -v)));
  }

  private static Arguments slip(String tensor, String cause, String words, Slip slip) {
    return Arguments.of(tensor, cause, words, slip);
  }

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @MethodSource("slips")
  void areNamed(String tensor, String cause, String words, Slip slip) throws IOException {
    JsonObject first = causes(tensor, slip.of(right(tensor), WEIGHTS.get(tensor))).get(0);
    assertThat(first.get("id").getAsString()).isEqualTo(cause);
    if (cause.equals("scale") && words.equals("-1")) {
      assertThat(first.get("sentence").getAsString()).contains("wrong sign");
    } else {
      assertThat(first.get("sentence").getAsString()).contains(words);
    }
  }

  /** The norm of all together is that of an optimizer's limit. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.25, 0.1})
  void aNormThatAllShareIsNamed(double limit) throws IOException {
    double all = Math.sqrt(RIGHT.keySet().stream().mapToDouble(name -> square(right(name))).sum());
    Path folder = Files.createDirectory(directory.resolve("clipped"));
    RIGHT.forEach(
        (name, array) ->
            write(folder.resolve(name + ".npy"), array, each(right(name), v -> v * limit / all)));
    for (JsonElement each : check("parameters", folder, INPUT, LABELS).getAsJsonArray("samples")) {
      JsonObject cause = each.getAsJsonObject().getAsJsonArray("causes").get(0).getAsJsonObject();
      assertThat(cause.get("id").getAsString()).isEqualTo("clipped-norm");
      assertThat(cause.get("sentence").getAsString()).contains("all gradients together have");
    }
  }

  /** One sample of the six is left out, or is all there is. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5})
  void aSampleThatIsLeftOutIsNamed(int sample) throws IOException {
    double[] own = ofSample(sample);
    double[] mean = right("5.weight");
    JsonObject alone = causes("5.weight", own).get(0);
    assertThat(alone.get("id").getAsString()).isEqualTo("batch-part");
    assertThat(alone.get("sentence").getAsString()).contains("of sample " + sample + " alone");
    double[] rest = new double[mean.length];
    Arrays.setAll(rest, k -> mean[k] - own[k] / 6);
    JsonObject missing = causes("5.weight", rest).get(0);
    assertThat(missing.get("id").getAsString()).isEqualTo("batch-part");
    assertThat(missing.get("sentence").getAsString()).contains("sample " + sample + " is missing");
  }

  /** Each sample a step of an optimizer, whose state was handed in. */
  @ParameterizedTest
  @CsvSource({"0.9, 1", "0.9, 0.1", "0.99, 1", "0.5, 1"})
  void aMomentumIsNamed(double decay, double factor) throws IOException {
    double[] state = new double[5 * 64];
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[] own = ofSample(sample);
      Arrays.setAll(state, k -> decay * state[k] + factor * own[k]);
    }
    JsonObject cause = causes("5.weight", state).get(0);
    assertThat(cause.get("id").getAsString()).isEqualTo("moving-average");
    assertThat(cause.get("sentence").getAsString()).contains("keeps " + decay + " of itself");
  }

  /** Of a momentum of equal gradients no more than their number and what it keeps can be told. */
  @ParameterizedTest
  @CsvSource({"1.9, 2 steps", "2.71, 3 steps", "3.439, 4 steps"})
  void aMomentumOfEqualGradientsIsAFactor(double factor, String words) throws IOException {
    JsonObject cause = causes("5.weight", each(right("5.weight"), v -> factor * v)).get(0);
    assertThat(cause.get("id").getAsString()).isEqualTo("scale");
    assertThat(cause.get("sentence").getAsString()).contains("a momentum of 0.9", words);
  }

  /** PyTorch's, of layers that keep one buffer for all batches. */
  @ParameterizedTest
  @ValueSource(strings = {"0.weight", "5.weight"})
  void whatALayerReadBeforeIsNamed(String tensor) throws IOException {
    double[] stale = NamedArrays.read(FOLDER.resolve("images_stale.npz")).get(tensor).toDoubles();
    JsonObject cause = causes(tensor, stale).get(0);
    assertThat(cause.get("id").getAsString()).isEqualTo("stale-state");
    assertThat(cause.get("sentence").getAsString()).contains("read of the sample before it");
  }

  /** One sample, and a layer that read something that nobody knows. */
  @Test
  void whatALayerCannotHaveReadIsNamed() throws IOException {
    Random random = new Random(8);
    double[] other = random.doubles(64, 0, 0.4).toArray();
    JsonObject cause = causesOfOne("5.weight", ofSample(2, other)).get(0);
    assertThat(cause.get("id").getAsString()).isEqualTo("stale-state");
    assertThat(cause.get("sentence").getAsString()).contains("other values than the layer reads");
    double[] noisy = each(ofSample(2), v -> v * (1 + 0.1 * random.nextGaussian()));
    assertThat(causesOfOne("5.weight", noisy).get(0).get("id").getAsString())
        .isNotEqualTo("stale-state");
  }

  private List<JsonObject> causesOfOne(String tensor, double[] gradient) throws IOException {
    NpyArray x = Npy.read(INPUT);
    double[] one = Arrays.copyOfRange(x.toDoubles(), 2 * 64, 3 * 64);
    Path input = directory.resolve("x.npy");
    Npy.write(input, NpyArray.of(x.type(), one, 1, 1, 8, 8));
    return causes(tensor, gradient, input, "4");
  }

  /** The engine's, of that sample: what its own file would hold. */
  private double[] ofSample(int sample) {
    NpyArray x = Npy.read(INPUT);
    return ofSample(
        sample, features(Arrays.copyOfRange(x.toDoubles(), sample * 64, (sample + 1) * 64)));
  }

  /** The same, where the layer is taken to have read something else. */
  private double[] ofSample(int sample, double[] read) {
    NpyArray x = Npy.read(INPUT);
    NpyArray y = Npy.read(FOLDER.resolve("images_y.npy"));
    double[] one = Arrays.copyOfRange(x.toDoubles(), sample * 64, (sample + 1) * 64);
    double[] scores = forward(one);
    double largest = Arrays.stream(scores).max().orElseThrow();
    double[] p = each(scores, v -> Math.exp(v - largest));
    double sum = Arrays.stream(p).sum();
    int label = (int) y.toDoubles()[sample];
    double[] gradient = new double[5 * 64];
    for (int k = 0; k < gradient.length; k++) {
      int score = k / 64;
      gradient[k] = (p[score] / sum - (score == label ? 1 : 0)) * read[k % 64];
    }
    return gradient;
  }

  private static double[] forward(double[] x) {
    double[] weight = WEIGHTS.get("5.weight");
    double[] bias = WEIGHTS.get("5.bias");
    double[] features = features(x);
    double[] scores = bias.clone();
    for (int k = 0; k < weight.length; k++) {
      scores[k / 64] += weight[k] * features[k % 64];
    }
    return scores;
  }

  /** What the linear layer reads: the model up to it, by the evaluator. */
  private static double[] features(double[] x) {
    ReadModel before = ReadModel.read(MODEL, ReadOptions.NONE.withOutput("/4/Flatten_output_0"));
    return Evaluator.of(before.graph(), OutputKind.LOGITS).forward(x);
  }

  /** Neither a factor that is none of a norm nor noise gets a cause of weights. */
  @Test
  void noiseAndAnyFactorAreCalledByNoneOfThese() throws IOException {
    Random random = new Random(3);
    List<String> ofWeights =
        List.of(
            "weight-decay",
            "clipped-norm",
            "batch-part",
            "other-tensor",
            "moving-average",
            "stale-state");
    for (String tensor : List.of("0.weight", "5.weight", "1.weight")) {
      double[] noisy = each(right(tensor), v -> v * (1 + 0.1 * random.nextGaussian()));
      double[] scaled = each(right(tensor), v -> v * 0.7391);
      for (double[] wrong : List.of(noisy, scaled)) {
        assertThat(causes(tensor, wrong))
            .extracting(cause -> cause.get("id").getAsString())
            .doesNotContainAnyElementsOf(ofWeights);
      }
    }
  }

  private List<JsonObject> causes(String tensor, double[] gradient) throws IOException {
    return causes(tensor, gradient, INPUT, LABELS);
  }

  private List<JsonObject> causes(String tensor, double[] gradient, Path input, String label)
      throws IOException {
    Path file = directory.resolve("g.npy");
    write(file, RIGHT.get(tensor), gradient);
    JsonArray causes =
        check(tensor, file, input, label)
            .getAsJsonArray("samples")
            .get(0)
            .getAsJsonObject()
            .getAsJsonArray("causes");
    return causes.asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  private JsonObject check(String by, Path gradient, Path input, String label) throws IOException {
    Path json = directory.resolve("result.json");
    Printed.by(
        "check",
        MODEL.toString(),
        "--input",
        input.toString(),
        "--label",
        label,
        "--by",
        by,
        "--gradient",
        gradient.toString(),
        "--json",
        json.toString());
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static void write(Path file, NpyArray like, double[] values) {
    Npy.write(file, NpyArray.of(like.type(), values, like.shape()));
  }

  private static double[] right(String tensor) {
    return RIGHT.get(tensor).toDoubles();
  }

  private static double[] each(double[] values, DoubleUnaryOperator of) {
    return Arrays.stream(values).map(of).toArray();
  }

  private static double[] plus(double[] values, double factor, double[] others) {
    double[] sum = new double[values.length];
    Arrays.setAll(sum, k -> values[k] + factor * others[k]);
    return sum;
  }

  private static double[] arranged(double[] values, IntUnaryOperator source) {
    double[] arranged = new double[values.length];
    Arrays.setAll(arranged, k -> values[source.applyAsInt(k)]);
    return arranged;
  }

  private static double square(double[] values) {
    return Arrays.stream(values).map(v -> v * v).sum();
  }

  private static double norm(double[] values) {
    return Math.sqrt(square(values));
  }
}
