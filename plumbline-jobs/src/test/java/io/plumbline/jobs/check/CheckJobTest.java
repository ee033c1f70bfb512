package io.plumbline.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class CheckJobTest {
  private static final Map<String, Corpus> CASES = new LinkedHashMap<>();
  private static final Map<String, CheckOutcome> OUTCOMES = new LinkedHashMap<>();

  static List<String> tried() {
    return Extent.of(Corpus.NAMES, 3, 0);
  }

  @BeforeAll
  static void check() throws IOException {
    for (String name : tried()) {
      CASES.put(name, Corpus.read(name));
      OUTCOMES.put(name, CheckJob.run(CorpusSettings.of(CASES.get(name))));
    }
  }

  @ParameterizedTest
  @MethodSource("tried")
  void everyGradientGetsItsVerdict(String name) {
    List<Corpus.Row> rows = CASES.get(name).rows();
    assertThat(OUTCOMES.get(name).samples()).hasSameSizeAs(rows);
    for (int k = 0; k < rows.size(); k++) {
      Corpus.Row row = rows.get(k);
      Verdict verdict = OUTCOMES.get(name).samples().get(k).verdict();
      switch (row.truth()) {
        case "correct" -> assertThat(verdict).as(row.name()).isNotEqualTo(Verdict.FAIL);
        case "wrong" -> assertThat(verdict).as(row.name()).isNotEqualTo(Verdict.PASS);
        default -> assertThat(row.truth()).isEqualTo("any");
      }
    }
  }

  @Test
  void nearlyAllAreDecided() {
    int decided = 0;
    int all = 0;
    for (String name : tried()) {
      List<Corpus.Row> rows = CASES.get(name).rows();
      for (int k = 0; k < rows.size(); k++) {
        if (!rows.get(k).truth().equals("any")) {
          all++;
          Verdict verdict = OUTCOMES.get(name).samples().get(k).verdict();
          decided += verdict == Verdict.INCONCLUSIVE ? 0 : 1;
        }
      }
    }
    assertThat(decided).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * all));
  }

  @Test
  void everyPlantedMistakeIsCaught() throws IOException {
    // Those of torchres, too, where a check's files are looked at.
    for (String name : List.of("mlp-onnx-float64", "seed-onnx")) {
      CheckOutcome outcome =
          CheckJob.run(CorpusSettings.of(Corpus.read(name), true, CorpusSettings.NO_FILES));
      requireAllCaught(outcome);
    }
  }

  /** Fails where a mistake that was planted into a gradient that passed was not caught. */
  static void requireAllCaught(CheckOutcome outcome) {
    for (CheckOutcome.Checked checked : outcome.samples()) {
      if (checked.result().verdict() == Verdict.PASS) {
        assertThat(checked.planted()).hasSizeGreaterThanOrEqualTo(12);
      }
      assertThat(checked.decision().reason()).as("" + checked.planted()).isEmpty();
    }
  }
}
