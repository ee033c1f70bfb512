package io.plumbline.jobs.run.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.Values;
import io.plumbline.report.VerdictPanel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * A run on MNIST test image 2 with the seed network: the float32 gradients of the original question
 * (analytic.npy, numeric.npy, made by TensorFlow), and in measured.json the same in float64, the
 * units that switch, the step sweep and FGSM, all evaluated on that network.
 */
public final class SampleRun {
  private static final String FOLDER = "/io/plumbline/jobs/run/result/seed-image-2/";

  private SampleRun() {}

  /** The whole result. */
  public static RunResult result() {
    JsonObject measured = JsonParser.parseString(text("measured.json")).getAsJsonObject();
    JsonObject statistics =
        JsonParser.parseString(text("case.json")).getAsJsonObject().getAsJsonObject("statistics");
    Values input = npy("input.npy");
    GradientComparison float32 =
        compare("float32", 1e-3, npy("numeric.npy"), npy("analytic.npy"), statistics);
    GradientComparison float64 =
        compare(
            "float64",
            1e-6,
            values(measured, "numeric64"),
            values(measured, "analytic64"),
            statistics);
    return new RunResult(
        provenance(),
        model(),
        List.of(new Epoch(1, 0.3712, 0.8894, 0.0893, 0.9757, 9.41)),
        new TestScore(0.0836, 0.9747, 10_000),
        new TestImage(2, 1, 28, 28, 1, input),
        1,
        float32,
        float64,
        Optional.of(strings(measured.getAsJsonArray("kinks"))),
        comparisons(measured.getAsJsonArray("comparisons")),
        new StepCurve(
            values(measured, "steps"),
            values(measured, "sweep32"),
            values(measured, "sweep64"),
            "error in norm, jittered image",
            1e-3,
            Optional.of(5e-3)),
        List.of(
            new WeightRow("conv2d/kernel", "(32, 1, 3, 3)", "PASS", 288, 0, 0, 7.277e-6),
            new WeightRow("dense/kernel", "(1600, 10)", "PASS", 16_000, 0, 0, 6.116e-6)),
        attack(measured, input),
        findings(),
        Optional.empty());
  }

  /** The same with every optional field present. */
  public static RunResult withVerdict() {
    RunResult run = result();
    return new RunResult(
        run.provenance(),
        run.model(),
        run.training(),
        run.test(),
        run.image(),
        run.tile(),
        run.float32(),
        run.float64(),
        run.kinks(),
        run.comparisons(),
        run.sweep(),
        run.weights(),
        run.attack(),
        run.findings(),
        Optional.of(verdict()));
  }

  private static VerdictPanel verdict() {
    Table worst =
        new Table(
            "The worst coordinates",
            "",
            List.of(
                Column.text("Index"),
                Column.number("Analytic"),
                Column.number("Numeric"),
                Column.number("±"),
                Column.number("Difference"),
                Column.number("Allowed"),
                Column.text("At a kink")),
            List.of(
                List.of(
                    "(7, 15, 0)",
                    "-0.003918",
                    "-0.001959",
                    "1.2e-11",
                    "-0.001959",
                    "2.0e-06",
                    "no"),
                List.of(
                    "(8, 15, 0)",
                    "-0.003386",
                    "-0.001693",
                    "1.1e-11",
                    "-0.001693",
                    "1.7e-06",
                    "no")));
    return new VerdictPanel(
        Verdict.FAIL,
        "The gradient is twice what it should be.",
        List.of(
            "At all 64 coordinates that can be decided, gradient / derivative is 2.000 ± 0.001; the"
                + " other 720 sit on max-pool ties and agree with the same factor."),
        List.of(
            new VerdictPanel.Cause("scale", "factor 2: a missing 1/2, or a batch of two summed")),
        Optional.of(worst),
        List.of("./plumbline check model.onnx --image 2 --gradient halved.npy"));
  }

  private static List<String> findings() {
    return List.of(
        "Neither gradient is wrong: the numeric one is 44.62 % off in norm because 720 of 784 pixels"
            + " sit on a max-pool tie, where a central difference averages two slopes and reverse"
            + " mode takes one.",
        "Moving the image by a random 0.01 takes it off its ties: in float64 the median relative"
            + " error falls from 0.4136 to 1.160e-07.",
        "In float32 rounding remains: on the jittered image the error in norm is 9.84 % at this step"
            + " and 0.0047 % in float64.",
        "FGSM with ε = 0.1 lowers the probability of the true class from 0.9949 to 0.9402.");
  }

  private static Provenance provenance() {
    return new Provenance(
        "./plumbline run --image 2 --h 1e-3 --tile 1 --epochs 1 --epsilon 0.1 --seed 42",
        42,
        List.of(
            new Provenance.Entry("image", "2"),
            new Provenance.Entry("h", "0.001"),
            new Provenance.Entry("tile", "1"),
            new Provenance.Entry("epochs", "1"),
            new Provenance.Entry("epsilon", "0.1")),
        List.of(
            new Provenance.Entry("Plumbline", "0.1.0"),
            new Provenance.Entry("DJL", "0.35.1"),
            new Provenance.Entry("PyTorch", "2.7.1")));
  }

  private static ModelSummary model() {
    return new ModelSummary(
        "seed",
        List.of(
            new ModelSummary.Layer("conv2d", "Conv2D 32, 3x3, relu", "(None, 26, 26, 32)", 320),
            new ModelSummary.Layer("max_pooling2d", "MaxPool 2x2", "(None, 13, 13, 32)", 0),
            new ModelSummary.Layer("conv2d_1", "Conv2D 64, 3x3, relu", "(None, 11, 11, 64)", 18496),
            new ModelSummary.Layer("max_pooling2d_1", "MaxPool 2x2", "(None, 5, 5, 64)", 0),
            new ModelSummary.Layer("flatten", "Flatten", "(None, 1600)", 0),
            new ModelSummary.Layer("dropout", "Dropout 0.5", "(None, 1600)", 0),
            new ModelSummary.Layer("dense", "Dense 10, softmax", "(None, 10)", 16010)),
        34826);
  }

  private static AttackExample attack(JsonObject measured, Values clean) {
    Values adversarial = values(measured, "adversarial");
    return new AttackExample(
        "FGSM",
        measured.get("epsilon").getAsDouble(),
        adversarial,
        combine(adversarial, clean, (a, c) -> a - c),
        1,
        prediction(measured.getAsJsonObject("before")),
        prediction(measured.getAsJsonObject("after")));
  }

  private static AttackExample.Prediction prediction(JsonObject json) {
    return new AttackExample.Prediction(
        json.get("label").getAsInt(),
        json.get("probability").getAsDouble(),
        json.get("truth").getAsDouble());
  }

  private static List<ComparisonRow> comparisons(JsonArray rows) {
    List<ComparisonRow> out = new ArrayList<>();
    for (JsonElement element : rows) {
      JsonObject row = element.getAsJsonObject();
      out.add(
          new ComparisonRow(
              row.get("input").getAsString(),
              row.get("precision").getAsString(),
              row.get("median").getAsDouble(),
              row.get("norm").getAsDouble(),
              Optional.of(row.get("kinks").getAsInt())));
    }
    return out;
  }

  private static GradientComparison compare(
      String precision, double step, Values numeric, Values analytic, JsonObject statistics) {
    Values error =
        combine(
            analytic,
            numeric,
            (d, g) -> Math.abs(d - g) / Math.max(1e-8, Math.abs(d) + Math.abs(g)));
    return new GradientComparison(
        precision,
        step,
        numeric,
        analytic,
        combine(numeric, analytic, (g, d) -> g - d),
        error,
        bins(error),
        statistics == null ? statistics(error) : statistics(statistics),
        2e-3,
        1e-8,
        1);
  }

  /** As NumPy computed them beside the fixture's arrays. */
  private static List<GradientComparison.Statistic> statistics(JsonObject statistics) {
    JsonObject printed = statistics.getAsJsonObject("as_printed");
    JsonObject symmetric = statistics.getAsJsonObject("symmetric");
    List<GradientComparison.Statistic> list = new ArrayList<>();
    double largest = statistics.get("absolute_max").getAsDouble();
    list.add(
        new GradientComparison.Statistic(
            "absolute-max",
            "Largest absolute error",
            Optional.of(largest),
            largest,
            "max |d - g|"));
    for (String id : List.of("max", "median", "mean", "geometric_mean")) {
      list.add(
          new GradientComparison.Statistic(
              id.replace('_', '-'),
              "Relative error, " + id.replace('_', ' '),
              Optional.of(printed.get(id).getAsDouble()),
              symmetric.get(id).getAsDouble(),
              "|d - g| / max(1e-8, |d| + |g|)"));
    }
    return list;
  }

  private static List<GradientComparison.Statistic> statistics(Values error) {
    double[] sorted = Arrays.stream(error.toArray()).sorted().toArray();
    int half = sorted.length / 2;
    return List.of(
        symmetric("max", sorted[sorted.length - 1]),
        symmetric("median", (sorted[half - 1] + sorted[half]) / 2),
        symmetric("mean", Arrays.stream(sorted).average().orElseThrow()));
  }

  private static GradientComparison.Statistic symmetric(String id, double value) {
    return new GradientComparison.Statistic(
        id, "Relative error, " + id, Optional.empty(), value, "|d - g| / max(1e-8, |d| + |g|)");
  }

  private static GradientComparison.LogBins bins(Values error) {
    double[] edges =
        IntStream.rangeClosed(0, 32).mapToDouble(i -> Math.pow(10, i / 4.0 - 8)).toArray();
    double[] counts = new double[32];
    int below = 0;
    int above = 0;
    for (double value : error.toArray()) {
      int bin = (int) Math.floor(4 * (Math.log10(value) + 8));
      if (value == 1) {
        counts[31]++;
      } else if (bin < 0) {
        below++;
      } else if (bin >= counts.length) {
        above++;
      } else {
        counts[bin]++;
      }
    }
    return new GradientComparison.LogBins(Values.of(edges), Values.of(counts), below, above, 0);
  }

  private static Values combine(Values a, Values b, DoubleBinaryOperator operator) {
    return Values.of(
        IntStream.range(0, a.size())
            .mapToDouble(i -> operator.applyAsDouble(a.get(i), b.get(i)))
            .toArray());
  }

  private static Values values(JsonObject json, String name) {
    JsonArray array = json.getAsJsonArray(name);
    return Values.of(
        IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).getAsDouble()).toArray());
  }

  private static List<String> strings(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  /** Version 1, little-endian float32, C order: what the fixture files are. */
  private static Values npy(String name) {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(10 + bytes.getShort(8));
    float[] entries = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(entries);
    return Values.of(entries);
  }

  private static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = SampleRun.class.getResourceAsStream(FOLDER + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
