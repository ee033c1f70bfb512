package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said where one mistake explains the gradient, where two do, and where none does. */
class CausesTest {
  private static final int SIDE = 16;
  private static final Random RANDOM = new Random(7);
  private static final double[] RIGHT = RANDOM.doubles(SIDE * SIDE, -1, 1).toArray();

  /** A mistake that explains everything at a price. */
  private record Fits(String id, double price) implements Mistake {
    @Override
    public double leastPrice(Suspicion suspicion) {
      return 0;
    }

    @Override
    public Optional<Finding> find(Suspicion suspicion) {
      return Optional.of(new Finding(Cause.of(id, 1, id + "."), price));
    }
  }

  private static Suspicion suspicion(double[] gradient) {
    return suspicion(RIGHT, gradient);
  }

  private static Suspicion suspicion(double[] right, double[] gradient) {
    double[] rounding = new double[gradient.length];
    Arrays.fill(rounding, 1e-7);
    return new Suspicion(gradient, Shape.of(1, SIDE, SIDE), true, List.of(right), rounding);
  }

  private static List<String> ids(double first, double second) {
    return Causes.of(List.of(new Fits("b", second), new Fits("a", first)))
        .explain(suspicion(RIGHT))
        .stream()
        .map(Cause::id)
        .toList();
  }

  @Test
  void theCheaperOfTwoIsNamed() {
    assertThat(ids(3, 3.6)).containsExactly("a", "b");
    assertThat(ids(3, 14)).containsExactly("a");
  }

  @Test
  void ofTwoAlikeNoneIsNamedAlone() {
    assertThat(ids(3, 3.4)).containsExactly("one-of", "a", "b");
    Cause first =
        Causes.of(List.of(new Fits("a", 3), new Fits("b", 3))).explain(suspicion(RIGHT)).get(0);
    assertThat(first.sentence())
        .isEqualTo(
            "Two mistakes explain the gradient alike, and nothing in it tells them apart: a or b.");
    assertThat(first.details()).containsExactly(entry("causes", List.of("a", "b")));
  }

  private static Cause unknown(double[] gradient) {
    return unknown(RIGHT, gradient);
  }

  private static Cause unknown(double[] right, double[] gradient) {
    return Causes.of(List.of())
        .explain(
            suspicion(right, gradient),
            () -> List.of(new Fact("behind", "pool", "Up to pool it is.")))
        .get(0);
  }

  @Test
  void whereAnErrorStandsIsSaid() {
    double[] gradient = RIGHT.clone();
    for (int row = 3; row < 7; row++) {
      for (int column = 5; column < 8; column++) {
        gradient[row * SIDE + column] += 0.5;
      }
    }
    Cause cause = unknown(gradient);
    assertThat(cause.id()).isEqualTo("unknown");
    assertThat(cause.details())
        .containsEntry("rows", List.of(3, 6))
        .containsEntry("columns", List.of(5, 7))
        .doesNotContainKey("noise")
        .containsEntry("behind", "pool");
    assertThat(cause.sentence())
        .contains("stands in rows 3 to 6, columns 5 to 7.")
        .endsWith(" Up to pool it is.");
    double share = Math.sqrt(12 * 0.25 / Arrays.stream(RIGHT).map(v -> v * v).sum());
    assertThat((double) cause.details().get("relativeError")).isBetween(share - 1e-9, share + 1e-9);
  }

  @Test
  void whatGoesTogetherIsNoNoise() {
    double[] gradient = RIGHT.clone();
    Arrays.setAll(gradient, k -> RIGHT[k] + 0.1 * Math.sin(k / 40.0));
    assertThat(unknown(gradient).details()).containsEntry("noise", false);
  }

  @Test
  void noiseIsCalledNoise() {
    double[] right = RIGHT.clone();
    Arrays.setAll(right, k -> Math.sin(k / 40.0));
    double[] gradient = right.clone();
    Arrays.setAll(gradient, k -> right[k] + 0.1 * RANDOM.nextGaussian());
    assertThat(unknown(right, gradient).details())
        .containsEntry("noise", true)
        .doesNotContainKeys("rows", "columns", "channels");
  }

  /** Of a derivative whose neighbours differ any error has such neighbours. */
  @Test
  void whatIsLikeTheDerivativeIsNotCalledNoise() {
    double[] gradient = RIGHT.clone();
    Arrays.setAll(gradient, k -> Math.cbrt(RIGHT[k]));
    assertThat(unknown(gradient).details()).doesNotContainKey("noise");
    Arrays.setAll(gradient, k -> RIGHT[k] + 0.1 * RANDOM.nextGaussian());
    assertThat(unknown(gradient).details()).doesNotContainKey("noise");
  }

  private static Cause first(double[] gradient) {
    return Causes.of(Causes.ofArrays()).explain(suspicion(gradient)).get(0);
  }

  /** However large it is; beyond eighteen decades nothing is said of it. */
  @ParameterizedTest
  @ValueSource(doubles = {1e12, -3.7e11, 1e-12, 2e17, 4e-18})
  void aFactorIsOneWhereEveryEntryHasIt(double factor) {
    double[] gradient = RIGHT.clone();
    Arrays.setAll(gradient, k -> factor * RIGHT[k]);
    Cause cause = first(gradient);
    assertThat(cause.id()).isEqualTo("scale");
    assertThat((double) cause.details().get("factor") / factor).isBetween(1 - 1e-6, 1 + 1e-6);
    Arrays.setAll(gradient, k -> factor * RIGHT[(k + 1) % RIGHT.length] * (1 + k % 3));
    assertThat(first(gradient).id()).isNotEqualTo("scale");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e19, 1e-19})
  void whatIsNoFactorOfAnyoneIsNone(double factor) {
    double[] gradient = RIGHT.clone();
    Arrays.setAll(gradient, k -> factor * RIGHT[k]);
    assertThat(first(gradient).id()).isNotEqualTo("scale");
  }

  /** Another gradient that is nearly a multiple of the derivative, or is none. */
  @Test
  void aFactorIsNoReadingOfAnotherGradientWhereItIsOneOfTheDerivative() {
    assertThat(withFactor(1e-3)).isEmpty();
    assertThat(withFactor(0.5)).isPresent();
  }

  /** A prediction so far off a multiple of the derivative, of which rounding may take 1 %. */
  private static Optional<Finding> withFactor(double off) {
    double[] predicted = new double[RIGHT.length];
    Arrays.setAll(predicted, k -> 0.01 * (RIGHT[k] + off * RANDOM.nextGaussian()));
    double[] gradient = Arrays.stream(predicted).map(each -> 291 * each).toArray();
    Shortlist shortlist = new Shortlist(suspicion(gradient));
    shortlist.offerTimesFactor(
        predicted,
        (scaled, factor) -> Misfit.relativeTo(scaled, 0.01),
        Price.OTHER_INPUT.nats(),
        (confidence, factor) -> Cause.of("other", confidence, "other."));
    return shortlist.best();
  }
}
