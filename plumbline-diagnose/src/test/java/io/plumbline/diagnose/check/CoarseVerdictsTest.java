package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.graph.TieRule;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Right gradients whose rounding alone is up to 24 % of their norm: they pass by what can be seen
 * in such an arithmetic, and nothing gross passes beside them.
 */
class CoarseVerdictsTest {
  /** The one row whose float16 cannot hold 1 - p, whatever is computed from it. */
  private static final String SATURATED = "pool3-0-half";

  static Stream<String> coarse() {
    return Corpus.VERDICTS.stream().filter(name -> name.endsWith("float16"));
  }

  private static SampleResult.Judged check(
      Evaluator evaluator, Corpus corpus, Sample sample, Optional<Double> mustSee) {
    CheckOptions usual = CheckOptions.DEFAULT;
    CheckOptions options =
        new CheckOptions(
            usual.loss(),
            Arithmetic.of(corpus.precision()),
            usual.relativeTolerance(),
            usual.tieRule(),
            usual.coordinates(),
            usual.seed(),
            mustSee);
    NetworkCheck check = new NetworkCheck(evaluator, options).withoutCauses();
    return check.batch(List.of(sample)).check(0).judged().orElseThrow();
  }

  private static double noise(SampleResult.Judged result) {
    return result.fromNetwork().orElseThrow().basis().sample().orElseThrow().noise();
  }

  @ParameterizedTest
  @MethodSource("coarse")
  void rightGradientsPassByWhatCanBeSeen(String name) {
    Corpus corpus = Corpus.read(name);
    Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
    for (Corpus.Row row : corpus.rows()) {
      Sample sample = new Sample(row.x(), row.target(evaluator.outputs()), row.gradient());
      SampleResult.Judged result = check(evaluator, corpus, sample, Optional.empty());
      if (row.name().equals(SATURATED)) {
        assertThat(result.reason()).contains(Reason.SATURATED);
        assertThat(result.mustSee()).isEqualTo(Power.REQUIRED);
      } else {
        assertThat(result.verdict()).as(row.name()).isEqualTo(Verdict.PASS);
        assertThat(result.mustSee()).as(row.name()).isEqualTo(Power.required(noise(result)));
        assertThat(result.power().hidden()).as(row.name()).isLessThanOrEqualTo(0.5);
        boolean fine = result.power().hidden() <= Power.REQUIRED;
        assertThat(check(evaluator, corpus, sample, Optional.of(Power.REQUIRED)).reason())
            .as(row.name())
            .isEqualTo(fine ? Optional.empty() : Optional.of(Reason.PRECISION_TOO_COARSE));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("coarse")
  void grossMistakesFail(String name) {
    Corpus corpus = Corpus.read(name);
    Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
    int side = evaluator.graph().input().shape().extent(-1);
    List<Corpus.Row> rows =
        corpus.rows().stream().filter(row -> !row.name().equals(SATURATED)).toList();
    for (int k = 0; k < rows.size(); k++) {
      Corpus.Row row = rows.get(k);
      double[] neighbour = neighbour(evaluator, corpus, row);
      gross(row.gradient(), side, neighbour)
          .forEach(
              (mistake, gradient) -> {
                Sample wrong = new Sample(row.x(), row.target(evaluator.outputs()), gradient);
                assertThat(check(evaluator, corpus, wrong, Optional.empty()).verdict())
                    .as("%s, %s", row.name(), mistake)
                    .isEqualTo(Verdict.FAIL);
              });
    }
  }

  /**
   * The same model's gradient at another sample: the next of the folder, or this one upside down.
   */
  private static double[] neighbour(Evaluator evaluator, Corpus corpus, Corpus.Row row) {
    List<Corpus.Row> rows = corpus.rows();
    if (rows.size() > 1) {
      return rows.get((rows.indexOf(row) + 1) % rows.size()).gradient();
    }
    double[] x = moved(row.x(), k -> row.x().length - 1 - k);
    return evaluator
        .at(
            x,
            CheckOptions.DEFAULT.loss().of(row.target(evaluator.outputs())),
            row.target(evaluator.outputs()))
        .gradient(TieRule.FIRST);
  }

  private static Map<String, double[]> gross(double[] g, int side, double[] neighbour) {
    int plane = side * side;
    Map<String, double[]> mistakes = new LinkedHashMap<>();
    mistakes.put("halved", Arrays.stream(g).map(each -> each / 2).toArray());
    mistakes.put("negated", Arrays.stream(g).map(each -> -each).toArray());
    mistakes.put("zero", new double[g.length]);
    mistakes.put(
        "transposed", moved(g, k -> k - k % plane + k % plane % side * side + k % plane / side));
    mistakes.put("of the neighbour", neighbour);
    mistakes.put("half of it zero", larger(g));
    return mistakes;
  }

  private static double[] moved(double[] values, IntUnaryOperator from) {
    return IntStream.range(0, values.length).mapToDouble(k -> values[from.applyAsInt(k)]).toArray();
  }

  /** Without its first or its second half, whichever is larger. */
  private static double[] larger(double[] g) {
    double[] first = g.clone();
    double[] second = g.clone();
    Arrays.fill(first, 0, g.length / 2, 0);
    Arrays.fill(second, g.length / 2, g.length, 0);
    return Euclidean.norm(first) < Euclidean.norm(second) ? first : second;
  }
}
