package io.plumbline.jobs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Coordinates;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.audit.AuditSettings.Shard;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import io.plumbline.jobs.check.CheckJob;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.ModelChoices;
import io.plumbline.jobs.input.Preprocessing;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditJobTest {
  private static final Path FOLDER = Fixtures.path("cases/mlp-onnx");
  private static final Path MODEL = Fixtures.path("models/mlp.onnx");
  private static final int CHUNK = 2;

  @TempDir Path temp;

  private static CheckSettings check(Path inputs, Path labels, Optional<Path> gradients) {
    return new CheckSettings(
        new ModelAndSamples(
            MODEL,
            ModelChoices.NONE,
            Optional.of(inputs),
            Preprocessing.NONE,
            Optional.of(labels.toString()),
            OptionalInt.empty(),
            Optional.empty(),
            LossSettings.NONE),
        By.INPUT,
        gradients,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1e-3,
        Optional.empty(),
        false,
        Coordinates.AUTO,
        CheckOptions.SEED,
        CheckOptions.DEFAULT.mustSee(),
        false,
        Optional.empty(),
        CheckSettings.Files.NONE);
  }

  private static CheckSettings given() {
    return check(
        FOLDER.resolve("inputs.npy"),
        FOLDER.resolve("labels.npy"),
        Optional.of(FOLDER.resolve("gradients.npy")));
  }

  private AuditSettings settings(CheckSettings check, String out, int chunk, int threads) {
    return new AuditSettings(
        check,
        OptionalInt.of(chunk),
        threads,
        Shard.WHOLE,
        temp.resolve(out),
        false,
        Optional.empty());
  }

  private static AuditSettings resumed(AuditSettings before) {
    return new AuditSettings(
        before.check(),
        before.chunk(),
        before.threads(),
        before.shard(),
        before.out(),
        true,
        Optional.empty());
  }

  private static AuditFolder run(AuditSettings settings) {
    return AuditJob.run(settings, AuditListener.NONE, new CancellationToken());
  }

  private static List<AuditRow> rows(AuditFolder folder) {
    List<AuditRow> rows = new ArrayList<>();
    for (int number = 0; number < folder.plan().chunks(); number++) {
      rows.addAll(folder.read(number).rows());
    }
    return rows;
  }

  private static List<String> texts(AuditFolder folder) {
    List<String> texts = new ArrayList<>();
    for (int number = 0; number < folder.plan().chunks(); number++) {
      texts.add(folder.read(number).text());
    }
    return texts;
  }

  @Test
  void aRowSaysWhatCheckSays() {
    CheckOutcome outcome = CheckJob.run(given());
    List<AuditRow> rows = rows(run(settings(given(), "one", outcome.samples().size(), 2)));
    assertThat(rows).hasSameSizeAs(outcome.samples());
    for (int k = 0; k < rows.size(); k++) {
      Checked checked = outcome.samples().get(k);
      Finding found = rows.get(k).finding().orElseThrow();
      assertThat(rows.get(k).index()).isEqualTo(k);
      assertThat(found.label()).hasValue(outcome.labelOf(checked).orElseThrow());
      assertThat(found.verdict()).isEqualTo(checked.verdict());
      assertThat(found.reason()).isEqualTo(checked.decision().reason());
      assertThat(found.cause().map(Named::id))
          .isEqualTo(checked.result().causes().stream().findFirst().map(Cause::id));
      Judged judged = checked.result().judged().orElseThrow();
      assertThat(found.normError()).isCloseTo(judged.normError(), sixDigits(judged.normError()));
      assertThat(found.power()).isCloseTo(judged.power().norm(), sixDigits(judged.power().norm()));
      assertThat(found.worst().get(0).coordinate()).isEqualTo(judged.worst().get(0).index());
      assertThat(found.p()).isCloseTo(Math.exp(-found.loss()), Offset.offset(1e-5));
    }
    assertThat(rows).anySatisfy(row -> assertThat(row.finding().orElseThrow().cause()).isPresent());
  }

  private static Offset<Double> sixDigits(double of) {
    return Double.isFinite(of) ? Offset.offset(1e-5 * Math.abs(of)) : Offset.offset(0.0);
  }

  @Test
  void rowsDoNotDependOnThreadsShardsOrInterruptions() throws IOException {
    List<String> whole = texts(run(settings(given(), "whole", CHUNK, 1)));
    assertThat(texts(run(settings(given(), "three", CHUNK, 3)))).isEqualTo(whole);
    for (int part : new int[] {2, 3, 1}) {
      AuditSettings all = settings(given(), "parts", CHUNK, 2);
      run(
          new AuditSettings(
              all.check(),
              all.chunk(),
              2,
              Shard.parse(part + "/3"),
              all.out(),
              false,
              Optional.empty()));
    }
    assertThat(texts(AuditFolder.open(temp.resolve("parts")))).isEqualTo(whole);
    try (AuditSubject alone = AuditSubject.open(settings(given(), "alone", CHUNK, 1))) {
      assertThat(alone.compute(alone.plan(), 1).text()).isEqualTo(whole.get(1));
    }
    AuditSettings ended = settings(given(), "ended", CHUNK, 2);
    CancellationToken token = new CancellationToken();
    AuditFolder folder =
        AuditJob.run(
            ended,
            new AuditListener() {
              @Override
              public void written(int number) {
                token.cancel();
              }
            },
            token);
    assertThat(folder.done()).hasSizeBetween(1, folder.plan().chunks() - 1);
    assertThat(texts(run(resumed(ended)))).isEqualTo(whole);
    try (Stream<Path> files = Files.list(temp.resolve("ended/chunks"))) {
      assertThat(files).hasSize(folder.plan().chunks());
    }
  }

  @Test
  void whatIsDoneIsNotDoneAgain() throws IOException {
    AuditSettings settings = settings(given(), "twice", CHUNK, 2);
    AuditFolder folder = run(settings);
    Files.delete(settings.out().resolve(AuditFolder.file(1)));
    List<Integer> written = new ArrayList<>();
    AuditJob.run(
        resumed(settings),
        new AuditListener() {
          @Override
          public void written(int number) {
            written.add(number);
          }
        },
        new CancellationToken());
    assertThat(written).containsExactly(1);
    assertThatThrownBy(() -> run(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds this audit, ")
        .hasMessageEndingWith(
            " of " + folder.plan().chunks() + " chunks done: --resume goes on with it");
  }

  @Test
  void anotherAuditIsNotGoneOnWith() throws IOException {
    Path inputs = Files.copy(FOLDER.resolve("inputs.npy"), temp.resolve("inputs.npy"));
    CheckSettings own =
        check(inputs, FOLDER.resolve("labels.npy"), Optional.of(FOLDER.resolve("gradients.npy")));
    AuditSettings settings = settings(own, "own", CHUNK, 2);
    run(settings);
    assertRefused(resumed(settings(own, "own", CHUNK + 1, 2)), "--chunk was 2, and is 3 now");
    double[] values = Npy.read(inputs).toDoubles();
    values[0] += 0.25;
    Npy.write(inputs, NpyArray.of(floats(values), Npy.read(inputs).shape()));
    assertRefused(
        resumed(settings), "the data (" + inputs + ") has other contents since it was begun");
    assertRefused(resumed(settings(given(), "none", CHUNK, 2)), "holds none");
  }

  private static void assertRefused(AuditSettings settings, String line) {
    assertThatThrownBy(() -> run(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(line);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      floats[k] = (float) values[k];
    }
    return floats;
  }

  @Test
  void aBadRecordIsOneRow() {
    NpyArray samples = Npy.read(FOLDER.resolve("inputs.npy"));
    int count = samples.shape()[0];
    double[] values = samples.toDoubles();
    values[3 * (values.length / count) + 7] = Double.NaN;
    long[] labels = Npy.read(FOLDER.resolve("labels.npy")).toLongs();
    labels[2] = 17;
    Path inputs = temp.resolve("x.npy");
    Path classes = temp.resolve("y.npy");
    Npy.write(inputs, NpyArray.of(floats(values), samples.shape()));
    Npy.write(classes, NpyArray.of(labels, labels.length));
    CheckSettings bad = check(inputs, classes, Optional.of(FOLDER.resolve("gradients.npy")));
    List<AuditRow> rows = rows(run(settings(bad, "bad", CHUNK, 2)));
    assertThat(rows.get(2).bad()).hasValue("record 2: label (17) must be at least 0 and below 10");
    assertThat(rows.get(3).bad()).hasValue("record 3: value 7 (NaN) must be finite");
    assertThat(rows.stream().filter(row -> row.bad().isPresent())).hasSize(2);
    assertThat(rows).hasSize(count);
  }

  @Test
  void anAuditOfNothingUsableIsNotBegun() {
    Path inputs = temp.resolve("x.npy");
    Npy.write(inputs, NpyArray.of(new float[3 * 4], 3, 4));
    CheckSettings misfit = check(inputs, FOLDER.resolve("labels.npy"), Optional.empty());
    AuditSettings settings = settings(misfit, "misfit", CHUNK, 2);
    assertThatThrownBy(() -> run(settings))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--label (")
        .hasMessageContaining("must have one for each of the 3 samples");
    long[] three = {1, 2, 3};
    Npy.write(temp.resolve("y.npy"), NpyArray.of(three, 3));
    AuditSettings fewer =
        settings(check(inputs, temp.resolve("y.npy"), Optional.empty()), "misfit", CHUNK, 2);
    assertThatThrownBy(() -> run(fewer))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("shape (1, 4) must be the model's input shape");
    assertThat(temp.resolve("misfit")).doesNotExist();
  }

  @Test
  void mapsAreSumsOverTheSamples() {
    AuditFolder folder = run(settings(given(), "maps", CHUNK, 2));
    for (int number = 0; number < folder.plan().chunks(); number++) {
      AuditFolder.Chunk chunk = folder.read(number);
      long wrong =
          chunk.rows().stream()
              .filter(row -> row.finding().orElseThrow().verdict().name().equals("FAIL"))
              .count();
      assertThat(Arrays.stream(chunk.maps().wrong()).max().orElseThrow())
          .isLessThanOrEqualTo((int) wrong);
      if (wrong > 0) {
        assertThat(Arrays.stream(chunk.maps().wrong()).sum()).isPositive();
      }
      assertThat(chunk.maps().samples()).isEqualTo(chunk.rows().size());
    }
  }

  @Test
  void aPartIsOneOfSoMany() {
    assertThat(Shard.parse("3/8").has(2)).isTrue();
    assertThat(Shard.parse("3/8").has(10)).isTrue();
    assertThat(Shard.parse("3/8").has(3)).isFalse();
    for (String none : List.of("0/8", "9/8", "3", "a/b", "-1/2", "1/0")) {
      assertThatThrownBy(() -> Shard.parse(none))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("--shard (" + none + ") must be a part and how many there are, as 3/8");
    }
  }
}
