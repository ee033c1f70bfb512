package io.plumbline.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.words.EndedWords;
import io.plumbline.jobs.check.words.VerdictWords;
import io.plumbline.report.VerdictPanel;
import io.plumbline.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said when the time is up. */
class CheckTimeTest {
  private static final String CORPUS = "mlp-onnx";

  /** Ends the check after some samples, and remembers what it was told. */
  private static final class Impatient implements WorkListener {
    private final CancellationToken token = new CancellationToken();
    private final List<String> stages = new ArrayList<>();
    private final int patience;
    private int finished;
    private double expected = Double.NaN;

    Impatient(int patience) {
      this.patience = patience;
      if (patience == 0) {
        token.cancel();
      }
    }

    @Override
    public void expect(double seconds) {
      expected = seconds;
    }

    @Override
    public void update(String stage, long done, long total) {
      assertThat(done).isBetween(1L, total);
      stages.add(stage);
      finished += done == total ? 1 : 0;
      if (finished == patience) {
        token.cancel();
      }
    }
  }

  private static List<String> reasons(CheckOutcome outcome) {
    return outcome.samples().stream()
        .map(each -> each.result().reason().map(Enum::name).orElse("none"))
        .toList();
  }

  @Test
  void samplesThatWereCheckedKeepTheirVerdicts() throws IOException {
    CheckSettings settings = CorpusSettings.of(Corpus.read(CORPUS));
    Impatient patient = new Impatient(Integer.MAX_VALUE);
    CheckJob.run(settings, patient, patient.token);
    assertThat(patient.expected).isPositive();
    assertThat(patient.stages).contains("differencing coordinates");

    Impatient listener = new Impatient(patient.finished / 2);
    CheckOutcome outcome = CheckJob.run(settings, listener, listener.token);
    assertThat(reasons(outcome)).startsWith("none").endsWith("OUT_OF_TIME");
    assertThat(outcome.samples().get(0).verdict()).isNotEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void filesAreWrittenWholeWhereNothingIsKnown(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("check.json");
    Path report = directory.resolve("check.html");
    Path lines = directory.resolve("check.jsonl");
    CheckSettings.Files files =
        new CheckSettings.Files(
            Optional.of(json),
            false,
            Optional.empty(),
            Optional.of(report),
            Optional.empty(),
            Optional.empty(),
            Optional.of(lines));
    Impatient listener = new Impatient(0);
    CheckOutcome outcome =
        CheckJob.run(
            CorpusSettings.of(Corpus.read(CORPUS), false, files), listener, listener.token);
    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(reasons(outcome)).containsOnly("OUT_OF_TIME");
    assertThat(Files.readString(json)).contains("\"reason\":\"OUT_OF_TIME\"").endsWith("}\n");
    assertThat(Files.readAllLines(lines))
        .hasSameSizeAs(outcome.samples())
        .allMatch(line -> line.contains("\"reason\":\"OUT_OF_TIME\""));
    assertThat(Files.readString(report)).contains("ended before anything could be said");
    assertThat(VerdictWords.of(outcome, outcome.samples().get(0)).explanation())
        .noneMatch(line -> line.contains("NaN"));
  }

  @Test
  void ofASampleThatWasBegunIsSaidWhatWasShown(@TempDir Path directory) throws IOException {
    Path json = directory.resolve("check.json");
    CheckSettings.Files files =
        new CheckSettings.Files(
            Optional.of(json),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    CancellationToken token = new CancellationToken();
    WorkListener listener =
        new WorkListener() {
          @Override
          public void expect(double seconds) {
            assertThat(seconds).isPositive();
          }

          @Override
          public void update(String stage, long done, long total) {
            if (stage.equals("differencing coordinates")) {
              token.cancel();
            }
          }
        };
    CheckOutcome outcome =
        CheckJob.run(CorpusSettings.of(Corpus.read(CORPUS), false, files), listener, token);
    VerdictPanel begun = VerdictWords.of(outcome, outcome.samples().get(0));
    assertThat(outcome.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(begun.headline()).isEqualTo(EndedWords.HEADLINE);
    assertThat(begun.explanation())
        .anyMatch(line -> line.matches("\\d+ of \\d+ coordinates were differenced: .*"))
        .anyMatch(line -> line.startsWith("So far: the gradient is "))
        .anyMatch(line -> line.startsWith("All of it takes about "))
        .noneMatch(line -> line.contains("NaN"));
    assertThat(Files.readString(json)).contains("\"soFar\":{\"stage\":{\"name\":\"differencing");
    VerdictPanel other = VerdictWords.of(outcome, outcome.samples().get(1));
    assertThat(other.headline()).contains("ended before anything could be said");
  }
}
