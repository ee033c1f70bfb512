package io.plumbline.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import io.plumbline.testing.Fixtures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gradients of frameworks, right and wrong, against the models as black boxes: in every build those
 * of every other sample. Prints the counts that {@code docs/black-box.md} quotes.
 */
@Tag("slow")
class CorpusTest {
  private static final Path MODELS = Fixtures.path("models");
  private final Map<String, BlackBox> boxes = new HashMap<>();
  private final Map<String, BlackBoxSurvey> surveys = new HashMap<>();
  private final Map<String, Integer> samples = new HashMap<>();

  @Test
  void neverCallsARightGradientWrongNorAWrongOneRight() {
    Map<String, Map<Verdict, Integer>> counts = new TreeMap<>();
    for (String name : Corpus.NAMES) {
      Corpus folder = Corpus.read(name);
      for (Corpus.Row row : folder.rows()) {
        if (!isTried(name, row)) {
          continue;
        }
        String truth = row.truth();
        Verdict verdict = check(name, folder, row);
        if (truth.equals("correct")) {
          assertThat(verdict).as(row.name()).isNotEqualTo(Verdict.FAIL);
        } else if (truth.equals("wrong")) {
          assertThat(verdict).as(row.name()).isNotEqualTo(Verdict.PASS);
        }
        counts
            .computeIfAbsent(name.split("-")[0] + " " + truth, key -> new TreeMap<>())
            .merge(verdict, 1, Integer::sum);
      }
    }
    boxes.values().forEach(BlackBox::close);
    counts.forEach((kind, verdicts) -> System.out.println(kind + ": " + verdicts));
    assertThat(counts.get("mlp correct")).isEqualTo(Map.of(Verdict.PASS, Extent.of(2, 1)));
    assertThat(counts.get("mlp wrong")).isEqualTo(Map.of(Verdict.FAIL, Extent.of(10, 5)));
    assertThat(counts.get("seed wrong").get(Verdict.FAIL))
        .isGreaterThanOrEqualTo(Extent.of(35, 17));
    assertThat(counts.get("torchres wrong").get(Verdict.FAIL))
        .isGreaterThanOrEqualTo(Extent.of(8, 4));
  }

  private boolean isTried(String name, Corpus.Row row) {
    samples.putIfAbsent(sample(name, row), samples.size());
    return Extent.takes(samples.get(sample(name, row)), 2);
  }

  private static String sample(String name, Corpus.Row row) {
    return name.split("-")[0] + Arrays.hashCode(row.x()) + " " + row.label();
  }

  private Verdict check(String name, Corpus folder, Corpus.Row row) {
    String model = name.split("-")[0];
    return surveys
        .computeIfAbsent(sample(name, row), unused -> survey(model, folder, row))
        .judge(row.gradient(), 1e-3, Power.REQUIRED)
        .decision()
        .verdict();
  }

  private BlackBoxSurvey survey(String model, Corpus folder, Corpus.Row row) {
    int[] input = Models.read(folder.model()).input().shape().extents();
    int[] shape = Arrays.copyOfRange(input, 1, input.length);
    BlackBox box =
        boxes.computeIfAbsent(
            model,
            unused ->
                BlackBoxes.open(
                    MODELS.resolve(model + ".onnx"),
                    Optional.empty(),
                    new Given("x.npy", shape, false, row.x())));
    return BlackBoxSurvey.of(
        box,
        Loss.CROSS_ENTROPY,
        Target.label(row.label(), 10),
        row.x(),
        Precision.FLOAT32,
        (stage, done, all) -> {});
  }
}
