package io.plumbline.jobs.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.attack.AttackMethod;
import io.plumbline.attack.Bounds;
import io.plumbline.attack.Norm;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.jobs.WorkListener;
import io.plumbline.jobs.input.ModelChoices;
import io.plumbline.jobs.input.Preprocessing;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attacks on inputs of one's own, against Foolbox's with the same bounds and preprocessing. */
class AttackInputsTest {
  private static final Preprocessing IMAGENET =
      preprocessing(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));
  private static final int VALUES = 3 * 8 * 8;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"FGSM, LINF", "FGSM, L2", "BIM, LINF", "BIM, L2"})
  void leavesWhatFoolboxLeaves(AttackMethod method, Norm norm) throws IOException {
    JsonObject all =
        JsonParser.parseString(Files.readString(Fixtures.path("inputs/attacks.json")))
            .getAsJsonObject();
    JsonObject expected = all.getAsJsonObject((method + "-" + norm).toLowerCase(Locale.ROOT));
    AttackOutcome outcome =
        attack(method, norm, expected.get("epsilon").getAsDouble(), images(), IMAGENET, List.of());
    AttackRow row = outcome.rows().get(0);
    assertThat(row.count()).isEqualTo(20);
    assertThat(row.cleanAccuracy()).isEqualTo(1);
    assertThat(row.adversarialAccuracy())
        .isCloseTo(expected.get("accuracy").getAsDouble(), within(1e-6));
    assertThat(outcome.selfCheck().orElseThrow().count(Verdict.PASS)).isEqualTo(10);
  }

  /** Epsilon is before mean and standard deviation: each raw pixel moves by it, and not by more. */
  @Test
  void movesEachPixelAsFoolboxDoes() {
    double[] clean = Npy.read(images()).toDoubles();
    double[] adversarial = Npy.read(Fixtures.path("inputs/attack-fgsm.npy")).toDoubles();
    AttackOutcome outcome =
        attack(AttackMethod.FGSM, Norm.LINF, 1 / 255.0, images(), IMAGENET, List.of());
    assertThat(outcome.examples()).hasSizeGreaterThanOrEqualTo(3);
    for (AttackOutcome.Example example : outcome.examples()) {
      for (int k = 0; k < VALUES; k++) {
        int first = example.image() * VALUES + k % 3 * 64 + k / 3;
        assertThat(example.clean().get(k)).isEqualTo(clean[first]);
        assertThat(example.adversarial().get(k)).isCloseTo(adversarial[first], within(1e-6));
      }
    }
  }

  /** What is normalised already has bounds of its own in each channel. */
  @Test
  void boundsOfEachChannelAreThoseOfRawPixels() {
    double std = 0.25;
    List<Double> mean = List.of(0.5, 0.4, 0.3);
    NpyArray raw = Npy.read(images());
    double[] normal = raw.toDoubles();
    for (int k = 0; k < normal.length; k++) {
      normal[k] = (normal[k] - mean.get(k / 64 % 3)) / std;
    }
    Path file = directory.resolve("normal.npy");
    Npy.write(file, NpyArray.of(normal, raw.shape()));
    List<Bounds> bounds =
        mean.stream()
            .map(m -> new Bounds((float) ((0 - m) / std), (float) ((1 - m) / std)))
            .toList();
    AttackRow before =
        attack(
                AttackMethod.BIM,
                Norm.LINF,
                0.02,
                images(),
                preprocessing(mean, List.of(std)),
                List.of())
            .rows()
            .get(0);
    AttackRow behind =
        attack(AttackMethod.BIM, Norm.LINF, 0.02 / std, file, Preprocessing.NONE, bounds)
            .rows()
            .get(0);
    assertThat(behind.adversarialAccuracy()).isEqualTo(before.adversarialAccuracy());
    assertThat(behind.medianDistance().orElseThrow())
        .isCloseTo(before.medianDistance().orElseThrow() / std, within(1e-5));
  }

  private static AttackOutcome attack(
      AttackMethod method,
      Norm norm,
      double epsilon,
      Path input,
      Preprocessing preprocessing,
      List<Bounds> bounds) {
    ModelAndImages of =
        new ModelAndImages(
            Fixtures.path("inputs/colour.onnx"),
            ModelChoices.NONE,
            Optional.of(input),
            preprocessing,
            Optional.of(Fixtures.path("inputs/attack-labels.npy").toString()),
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty());
    return AttackJob.run(
        new AttackJobSettings(
            of,
            method,
            Map.of(),
            norm,
            List.of(epsilon),
            bounds,
            Optional.empty(),
            0,
            true,
            Optional.empty(),
            Optional.empty()),
        WorkListener.NONE);
  }

  private static Preprocessing preprocessing(List<Double> mean, List<Double> std) {
    return new Preprocessing(OptionalDouble.empty(), mean, std, Optional.empty());
  }

  private static Path images() {
    return Fixtures.path("inputs/attack-images.npy");
  }
}
