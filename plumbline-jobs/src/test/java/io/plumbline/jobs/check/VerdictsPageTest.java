package io.plumbline.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Holds the table of {@code docs/verdicts.md} against what the check says today, where all is
 * tried; with the system property {@code plumbline.write} the table is written anew.
 */
@Tag("slow")
@EnabledIfSystemProperty(named = "plumbline.whole", matches = "true")
class VerdictsPageTest {
  private static final Path PAGE = Path.of("../docs/verdicts.md");
  private static final String MARK = "<!-- Made by VerdictsPageTest, from here to the end. -->\n";

  /** Recorded once: let through by gradcheck in double, its fast mode, and check_grads in x64. */
  private static final Map<String, String> PEERS =
      Map.of(
          "scale", "0 / 10 / 10 % | 32 / 62 / 83 % | 0 / 7.5 / 7.5 %",
          "axes", "0 / 5 % | 63 / 72 % | 0 / 5 %",
          "zero", "0 % | 40 % | 5 %");

  private static final Map<String, Tally> TALLIES = new TreeMap<>();
  private static final Tally CORRECT = new Tally();

  /** What became of the gradients of one kind. */
  private static final class Tally {
    int rows;
    int failed;
    int passed;
    int named;
    int knowable;
    int acceptedByStatistic;

    void add(Corpus.Row row, CheckOutcome.Checked checked, boolean accepted) {
      rows++;
      failed += checked.verdict() == Verdict.FAIL ? 1 : 0;
      passed += checked.verdict() == Verdict.PASS ? 1 : 0;
      acceptedByStatistic += accepted ? 1 : 0;
      if (row.cause().isPresent()) {
        knowable++;
        boolean first =
            !checked.result().causes().isEmpty()
                && checked.result().causes().get(0).id().equals(row.cause().get());
        named += first ? 1 : 0;
      }
    }
  }

  @BeforeAll
  static void check() throws IOException {
    for (String name : Corpus.NAMES) {
      Corpus fixture = Corpus.read(name);
      CheckOutcome outcome = CheckJob.run(CorpusSettings.of(fixture));
      Evaluator model = Evaluator.of(Models.read(fixture.model()));
      Map<String, double[]> quotients = new LinkedHashMap<>();
      for (int k = 0; k < fixture.rows().size(); k++) {
        Corpus.Row row = fixture.rows().get(k);
        CheckOutcome.Checked checked = outcome.samples().get(k);
        double[] numeric =
            quotients.computeIfAbsent(
                Arrays.hashCode(checked.x()) + " " + checked.target(),
                key -> centralDifferences(model, checked));
        boolean accepted = medianError(checked.result().gradient(), numeric) < 1e-4;
        if (row.truth().equals("correct")) {
          CORRECT.add(row, checked, accepted);
        } else if (row.truth().equals("wrong")) {
          String cause = row.cause().orElse("(no name)");
          TALLIES.computeIfAbsent(cause, key -> new Tally()).add(row, checked, accepted);
        }
      }
    }
  }

  private static double[] centralDifferences(Evaluator model, CheckOutcome.Checked checked) {
    Objective objective =
        Objective.of(Loss.CROSS_ENTROPY, checked.target(), model.kind(), model.outputs());
    Point point = model.at(checked.x(), objective);
    int[][] groups = new int[checked.x().length][];
    Arrays.setAll(groups, k -> new int[] {k});
    return point.surroundings(groups, 1e-3).quotients(objective);
  }

  private static double medianError(double[] analytic, double[] numeric) {
    double[] errors = new double[analytic.length];
    for (int k = 0; k < errors.length; k++) {
      errors[k] = Math.abs(analytic[k] - numeric[k]) / Math.max(1e-8, Math.abs(analytic[k]));
    }
    Arrays.sort(errors);
    return (errors[errors.length / 2] + errors[(errors.length - 1) / 2]) / 2;
  }

  @Test
  void noRightGradientIsRejectedAndNoWrongOneAccepted() {
    assertThat(CORRECT.failed).isZero();
    TALLIES.forEach((cause, tally) -> assertThat(tally.passed).as(cause).isZero());
  }

  @Test
  void causesAreNamedFirst() {
    int named = TALLIES.values().stream().mapToInt(tally -> tally.named).sum();
    int all = TALLIES.values().stream().mapToInt(tally -> tally.knowable).sum();
    assertThat(named).isGreaterThanOrEqualTo((int) Math.ceil(0.9 * all));
  }

  @Test
  void thePageSaysWhatTheCheckDoes() throws IOException {
    String page = Files.readString(PAGE);
    String expected = page.substring(0, page.indexOf(MARK) + MARK.length()) + table();
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }

  private static String table() {
    StringBuilder table = new StringBuilder("\n");
    line(
        table,
        "gradient",
        "how many",
        "Plumbline says FAIL",
        "lets through",
        "names the cause first",
        "torch gradcheck, double, lets through",
        "fast mode",
        "JAX check_grads, x64",
        "original statistic lets through");
    table.append("|---|---|---|---|---|---|---|---|---|\n");
    TALLIES.forEach((cause, tally) -> line(table, cause, tally));
    table
        .append("\nOf ")
        .append(CORRECT.rows)
        .append(" correct gradients Plumbline accepts ")
        .append(CORRECT.passed)
        .append(" and rejects ")
        .append(CORRECT.failed)
        .append(
            ". On the seed network,\ntorch gradcheck accepts 10 % of them, its fast mode 83 %, JAX check_grads"
                + " 7.5 %; the original\nstatistic accepts ")
        .append(CORRECT.acceptedByStatistic)
        .append(" of ")
        .append(CORRECT.rows)
        .append(
            ".\nThe peers' figures are in the order negated / halved / 1 % off for `scale`, and"
                + " transposed / shifted\nfor `axes`.\n");
    return table.toString();
  }

  private static void line(StringBuilder table, String cause, Tally tally) {
    String name = cause.startsWith("(") ? cause : "`" + cause + "`";
    line(
        table,
        name,
        Integer.toString(tally.rows),
        Integer.toString(tally.failed),
        Integer.toString(tally.passed),
        tally.knowable == 0 ? "-" : tally.named + " of " + tally.knowable,
        PEERS.getOrDefault(cause, "- | - | -"),
        Integer.toString(tally.acceptedByStatistic));
  }

  private static void line(StringBuilder table, String... cells) {
    table.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
  }
}
