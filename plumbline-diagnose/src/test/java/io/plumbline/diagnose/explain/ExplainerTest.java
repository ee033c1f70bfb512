package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.testing.Extent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Differences that were planted, each on a smooth network and on one of kinks, with losses and
 * gradients of a float32 framework: what was planted is named, and nothing else of its kind.
 */
@Tag("slow")
class ExplainerTest {
  private static final List<String> MISTAKES =
      List.of("label", "loss", "input", "axes", "tile", "scale", "unknown", "shape", "not-finite");

  private static Stream<Setting> settings() {
    return Extent.of(List.of(Setting.kinked(), Setting.smooth()), 2, 0).stream();
  }

  private static List<String> ids(Explanation found) {
    return found.parts().stream().map(Part::id).toList();
  }

  private static Part part(Explanation found, String id) {
    Optional<Part> part = found.parts().stream().filter(p -> p.id().equals(id)).findFirst();
    assertThat(part).as("%s among %s", id, ids(found)).isPresent();
    return part.get();
  }

  /** The parts sum to the difference at every coordinate, their shares to one. */
  private static void assertAddsUp(Explanation found) {
    double[] difference = found.given().difference();
    double[] sum = new double[difference.length];
    double shares = 0;
    for (Part part : Stream.concat(found.parts().stream(), found.rest().stream()).toList()) {
      if (part.values().length > 0) {
        shares += part.share();
        for (int k = 0; k < sum.length; k++) {
          sum[k] += part.values()[k];
        }
      }
    }
    double size = Arrays.stream(difference).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    for (int k = 0; k < sum.length; k++) {
      if (Double.isFinite(difference[k])) {
        assertThat(sum[k]).isCloseTo(difference[k], within(1e-12 * size));
      }
    }
    assertThat(shares).isCloseTo(1, within(1e-9));
    assertThat(found.parts())
        .filteredOn(part -> part.values().length > 0)
        .allSatisfy(part -> assertThat(Math.abs(part.share())).isGreaterThanOrEqualTo(0.01));
  }

  private static void assertNames(Explanation found, String... planted) {
    assertAddsUp(found);
    assertThat(ids(found)).filteredOn(MISTAKES::contains).containsExactlyInAnyOrder(planted);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void honestQuotientsBlameNobody(Setting setting) {
    for (double h : new double[] {1e-1, 1e-2, 1e-3, 1e-4, 1e-6}) {
      Explanation found = setting.explain(setting.gradient(), setting.quotients(h), h, 1);
      assertThat(found.analytic().verdict()).as("h = %s", h).isEqualTo(Verdict.PASS);
      assertNames(found);
      assertThat(found.made()).isEqualTo(new Made(h, "central", 1, 1));
    }
  }

  @Test
  void aSmoothNetworkHasNoKinksAndOneOfTiesHas() {
    Setting smooth = Setting.smooth();
    Explanation curved = smooth.explain(smooth.gradient(), smooth.quotients(0.3), 0.3, 1);
    assertThat(ids(curved)).contains("truncation").doesNotContain("kink");
    assertThat(curved.ties().tiedCount()).isZero();

    Setting kinked = Setting.kinked();
    Explanation tied = kinked.explain(kinked.gradient(), kinked.quotients(1e-2), 1e-2, 1);
    assertThat(ids(tied).get(0)).isEqualTo("kink");
    assertThat(tied.ties().tiedCount()).isGreaterThan(20);
    assertThat(tied.ties().because()).contains("because the background is constant (0)");
    assertThat(tied.ties().layers()).anyMatch(layer -> layer.layer().equals("pool1"));

    Setting free = kinked.jittered();
    Explanation none = free.explain(free.gradient(), free.quotients(1e-3), 1e-3, 1);
    assertThat(none.ties().tiedCount()).isZero();
    assertThat(none.ties().background()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aSmallStepIsNoise(Setting setting) {
    Explanation found = setting.explain(setting.gradient(), setting.quotients(1e-6), 1e-6, 1);
    assertThat(ids(found).get(0)).isEqualTo("step-noise");
    assertThat(found.advice().step()).isGreaterThan(1e-4);
    assertThat(found.advice().noise()).isBetween(1e-9, 1e-6);
    assertThat(found.advice().smallestVerifiable())
        .isLessThan(found.advice().smallestVerifiableNow());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void quotientsOfAWrongLabel(Setting setting) {
    double[] numeric = setting.labelled(8).quotients(1e-2);
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
    assertNames(found, "label");
    assertThat(part(found, "label").details())
        .containsEntry("side", "numeric")
        .containsEntry("label", 8)
        .containsEntry("expected", 3);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aGradientForAWrongLabel(Setting setting) {
    double[] analytic = setting.labelled(8).gradient();
    Explanation found = setting.explain(analytic, setting.quotients(1e-2), 1e-2, 1);
    assertThat(found.analytic().verdict()).isEqualTo(Verdict.FAIL);
    assertNames(found, "label");
    assertThat(part(found, "label").details()).containsEntry("side", "analytic");
  }

  private static Stream<Arguments> losses() {
    return settings()
        .flatMap(
            setting ->
                Stream.of(
                    Arguments.of(setting, "probability", (Setting.Scalar) Setting::probability),
                    Arguments.of(setting, "mse-mean", (Setting.Scalar) Setting::squaredError),
                    Arguments.of(
                        setting, "softmax-twice", (Setting.Scalar) Setting::softmaxTwice)));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void quotientsOfAWrongLoss(Setting setting, String name, Setting.Scalar scalar) {
    double[] numeric = setting.quotients(scalar, 1e-2, 1, 1);
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
    assertNames(found, "loss");
    assertThat(part(found, "loss").details()).containsEntry("loss", name);
  }

  @ParameterizedTest
  @CsvSource({"-1, the sign is reversed", "2, divided by h in place of 2h"})
  void scaledQuotients(double factor, String likely) {
    for (Setting setting : settings().toList()) {
      double[] numeric = Setting.times(factor, setting.quotients(1e-2));
      Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
      assertNames(found, "scale");
      assertThat(part(found, "scale").details())
          .containsEntry("factor", factor)
          .containsEntry("likely", likely);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theStepThatWasUsedIsReadFromTheArray(Setting setting) {
    double[] numeric = setting.quotients(1e-4);
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-3, 1);
    assertNames(found);
    assertThat(found.made().step()).isEqualTo(1e-4);
    assertThat(found.advice().sentences().get(0))
        .isEqualTo(
            "Give the step that was used: x was moved by 0.0001, though --h 0.001 was said.");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void movedByOneStepAndDividedByAnother(Setting setting) {
    double[] numeric = Setting.times(0.1, setting.quotients(1e-3));
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
    assertNames(found, "scale");
    assertThat((double) part(found, "scale").details().get("factor")).isCloseTo(0.1, within(0.005));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void quotientsOfOneSide(Setting setting) {
    double[] numeric = setting.quotients(Setting::crossEntropy, 3e-2, 1, 0);
    Explanation found = setting.explain(setting.gradient(), numeric, 3e-2, 1);
    assertThat(found.made().quotient()).isEqualTo("forward");
    assertThat(part(found, "truncation").details())
        .containsEntry("quotient", "forward")
        .containsEntry("side", "numeric");
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "4, 1", "2, 2", "5, 5"})
  void tilesForPixels(int tile, int stated) {
    for (Setting setting : settings().toList()) {
      double[] numeric = setting.quotients(Setting::crossEntropy, 1e-2, tile, 1);
      Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, stated);
      assertNames(found, "tile");
      assertThat(part(found, "tile").details())
          .containsEntry("tile", tile)
          .containsEntry("meaning", "sum")
          .containsEntry("stated", stated);
    }
  }

  @Test
  void aTilesMeanIsNoSum() {
    Setting setting = Setting.smooth();
    double[] sums = setting.quotients(Setting::crossEntropy, 1e-2, 4, 1);
    Explanation found = setting.explain(setting.gradient(), Setting.times(1 / 16.0, sums), 1e-2, 4);
    assertNames(found, "tile");
    assertThat(part(found, "tile").details()).containsEntry("meaning", "mean");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void quotientsAtAnotherInput(Setting setting) {
    double[] numeric = setting.at(setting.transposed(setting.x())).quotients(1e-2);
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
    assertNames(found, "input");
    assertThat(part(found, "input").details()).containsEntry("input", "transpose");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void transposedQuotients(Setting setting) {
    double[] numeric = setting.transposed(setting.quotients(1e-2));
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
    assertNames(found, "axes");
    assertThat(part(found, "axes").details()).containsEntry("transform", "transpose");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void twoMistakesAtOnce(Setting setting) {
    double[] numeric = Setting.times(2, setting.labelled(8).quotients(1e-2));
    assertNames(setting.explain(setting.gradient(), numeric, 1e-2, 1), "label", "scale");

    double[] tiles = setting.labelled(8).quotients(Setting::crossEntropy, 1e-2, 4, 1);
    assertNames(setting.explain(setting.gradient(), tiles, 1e-2, 4), "label", "tile");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void whatIsNotKnownIsNotNamed(Setting setting) {
    Random random = new Random(17);
    double size = Arrays.stream(setting.gradient()).map(Math::abs).max().orElseThrow();
    double[] numeric =
        Arrays.stream(setting.x()).map(v -> (float) (size * random.nextGaussian())).toArray();
    assertNames(setting.explain(setting.gradient(), numeric, 1e-2, 1), "unknown");
  }

  @Test
  void quotientsThatAreAllZero() {
    Setting setting = Setting.kinked();
    double[] zero = new double[setting.x().length];
    Explanation filled = setting.explain(setting.gradient(), zero, 1e-2, 1);
    assertNames(filled, "scale");
    assertThat(part(filled, "scale").details()).containsEntry("factor", 0.0);

    // Where h is so small that the loss rounds to the same number, zeros are what to expect.
    Explanation drowned = setting.explain(setting.gradient(), zero, 1e-9, 1);
    assertNames(drowned);
    assertThat(ids(drowned).get(0)).isEqualTo("step-noise");
    assertThat((int) part(drowned, "step-noise").details().get("unmoved"))
        .isGreaterThanOrEqualTo(nonZero(setting.gradient()));

    // The units of a smooth network are saturated at 255 times the input, and its loss is constant.
    Setting smooth = Setting.smooth();
    double[] none = new double[smooth.x().length];
    assertNames(smooth.explain(smooth.gradient(), none, 1e-2, 1), "input");
  }

  private static int nonZero(double[] array) {
    return (int) Arrays.stream(array).filter(v -> v != 0).count();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void valuesThatAreNotFiniteAreLeftOut(Setting setting) {
    double[] numeric = setting.labelled(8).quotients(1e-2);
    numeric[5] = Double.NaN;
    numeric[70] = Double.POSITIVE_INFINITY;
    Explanation found = setting.explain(setting.gradient(), numeric, 1e-2, 1);
    assertNames(found, "not-finite", "label");
    assertThat(found.numeric().verdict()).isEqualTo(Verdict.FAIL);
    Part part = part(found, "not-finite");
    assertThat(part.coordinates()).isEqualTo(2);
    assertThat(part.details()).containsEntry("side", "numeric").containsEntry("first", 5);

    double[] analytic = setting.gradient();
    analytic[1] = Double.NEGATIVE_INFINITY;
    Explanation other = setting.explain(analytic, setting.quotients(1e-2), 1e-2, 1);
    assertThat(other.analytic().verdict()).isEqualTo(Verdict.FAIL);
    assertThat(part(other, "not-finite").details()).containsEntry("side", "analytic");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void wrongGradientsAreNamedAsACheckNamesThem(Setting setting) {
    double[] numeric = setting.quotients(1e-2);
    Explanation halved = setting.explain(Setting.times(0.5, setting.gradient()), numeric, 1e-2, 1);
    assertThat(part(halved, "scale").details()).containsEntry("side", "analytic");
    assertThat(halved.analytic().verdict()).isEqualTo(Verdict.FAIL);
    assertAddsUp(halved);

    double[] turned = setting.transposed(setting.gradient());
    Explanation axes = setting.explain(turned, numeric, 1e-2, 1);
    assertThat(part(axes, "axes").details()).containsEntry("side", "analytic");
  }

  /** Bad input is told as such, whichever array it is found at. */
  @Test
  void aSampleThatDoesNotFitIsBadInput() {
    Setting setting = Setting.kinked();
    Setting other = Setting.smooth();
    Setting wrong = new Setting(setting.graph(), setting.float32(), other.x(), other.side(), 3);
    double[] array = new double[other.x().length];
    assertThatThrownBy(() -> wrong.explain(array, array, 1e-2, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("sample size (784) must be that of the model's input");
  }
}
