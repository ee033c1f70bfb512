package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

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

  @Test
  void ofNothingNothingIsKnown() {
    double[] none = RIGHT.clone();
    none[3] = Double.NaN;
    double[] large = RIGHT.clone();
    large[3] = 1e200;
    for (double[] gradient : List.of(none, large, RIGHT)) {
      assertThat(unknown(gradient).details()).containsExactly(entry("behind", "pool"));
    }
    double[] zero = new double[SIDE * SIDE];
    Suspicion ofZero = new Suspicion(RIGHT, Shape.of(1, SIDE, SIDE), true, List.of(zero), zero);
    assertThat(Causes.of(List.of()).explain(ofZero).get(0).details()).isEmpty();
  }

  private static void plant(double[] gradient, int row, int column, double off) {
    gradient[row * SIDE + column] += off;
  }

  /** An image of several channels, in which so much is off. */
  private static Cause inChannels(int channels, double... off) {
    double[] right = new Random(9).doubles(channels * SIDE * SIDE, -1, 1).toArray();
    double[] gradient = right.clone();
    for (int channel = 0; channel < channels; channel++) {
      for (int k = 0; k < SIDE * SIDE; k++) {
        gradient[channel * SIDE * SIDE + k] += off[channel] * (k % 2 == 0 ? 1 : -1);
      }
    }
    Suspicion suspicion =
        new Suspicion(
            gradient,
            Shape.of(channels, SIDE, SIDE),
            true,
            List.of(right),
            new double[right.length]);
    return Causes.of(List.of()).explain(suspicion).get(0);
  }

  @Test
  void theChannelsOfAnErrorAreSaid() {
    Cause cause = inChannels(3, 0, 0.3, 0);
    assertThat(cause.details())
        .containsEntry("channels", List.of(1))
        .doesNotContainKeys("rows", "columns");
    assertThat(cause.sentence()).contains("Nearly all of the error stands in channels [1].");
    // A channel counts from a hundredth of the square on, divided among the channels.
    assertThat(inChannels(3, 0.3, 0.3 * Math.sqrt(0.008), 0.3).details())
        .doesNotContainKey("channels");
    assertThat(inChannels(3, 0.3, 0.3 * Math.sqrt(0.006), 0.3).details())
        .containsEntry("channels", List.of(0, 2));
    assertThat(inChannels(1, 0.3).details()).doesNotContainKey("channels");
  }

  /** A place is said up to half of the image. */
  @Test
  void aLargePlaceIsNone() {
    for (int rows : new int[] {8, 9}) {
      double[] gradient = RIGHT.clone();
      for (int row = 2; row < 2 + rows; row++) {
        for (int column = 0; column < SIDE; column++) {
          plant(gradient, row, column, 0.2);
        }
      }
      Cause cause = unknown(gradient);
      assertThat(cause.details().containsKey("rows")).isEqualTo(rows == 8);
      if (rows == 8) {
        assertThat(cause.details())
            .containsEntry("rows", List.of(2, 9))
            .containsEntry("columns", List.of(0, 15));
      }
    }
  }

  /** What is a hundredth of the error's square, half at each end, is cut off. */
  @Test
  void aLittleBesideAPlaceIsLeftOut() {
    for (double share : new double[] {0.004, 0.006}) {
      double[] gradient = RIGHT.clone();
      plant(gradient, 5, 5, 1);
      plant(gradient, 5, 6, 1);
      plant(gradient, 1, 14, Math.sqrt(2 * share));
      Cause cause = unknown(gradient);
      boolean left = share < 0.005;
      assertThat(cause.details())
          .containsEntry("rows", left ? List.of(5, 5) : List.of(1, 5))
          .containsEntry("columns", left ? List.of(5, 6) : List.of(5, 14));
    }
    // Two that are little each, and together are not: one of them is cut off.
    double[] gradient = RIGHT.clone();
    plant(gradient, 5, 5, 1);
    plant(gradient, 5, 6, 1);
    plant(gradient, 0, 5, Math.sqrt(2 * 0.003));
    plant(gradient, 1, 5, Math.sqrt(2 * 0.004));
    assertThat(unknown(gradient).details()).containsEntry("rows", List.of(1, 5));
  }

  /** Of fewer than 64 pairs of neighbours nothing is said; of columns as of rows. */
  @Test
  void fewNeighboursSayNothing() {
    for (int count : new int[] {63, 64}) {
      double[] gradient = RIGHT.clone();
      // A row has fifteen pairs.
      for (int pair = 0; pair < count; pair++) {
        int row = 2 * (pair / 8);
        int column = 2 * (pair % 8);
        plant(gradient, row, column, 0.3);
        plant(gradient, row, column + 1, 0.3);
      }
      // Pairs of one column that touch the next pair's count as well: count them all.
      int pairs = 0;
      for (int row = 0; row < SIDE; row++) {
        for (int column = 0; column < SIDE; column++) {
          boolean here = gradient[row * SIDE + column] != RIGHT[row * SIDE + column];
          boolean right =
              column + 1 < SIDE
                  && gradient[row * SIDE + column + 1] != RIGHT[row * SIDE + column + 1];
          boolean down =
              row + 1 < SIDE
                  && gradient[(row + 1) * SIDE + column] != RIGHT[(row + 1) * SIDE + column];
          pairs += (here && right ? 1 : 0) + (here && down ? 1 : 0);
        }
      }
      assertThat(unknown(gradient).details().containsKey("noise")).isEqualTo(pairs >= 64);
    }
    double[] along = RIGHT.clone();
    double[] down = RIGHT.clone();
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        int sign = new Random(31 * row).nextBoolean() ? 1 : -1;
        plant(along, row, column, 0.1 * sign * (RANDOM.nextDouble() + 0.5));
        int other = new Random(31 * column).nextBoolean() ? 1 : -1;
        plant(down, row, column, 0.1 * other * (RANDOM.nextDouble() + 0.5));
      }
    }
    assertThat(unknown(along).details()).containsEntry("noise", false);
    assertThat(unknown(down).details()).containsEntry("noise", false);
  }

  @Test
  void theNearestDerivativeIsTheOneThatIsMissed() {
    double[] other = RIGHT.clone();
    Arrays.setAll(other, k -> RIGHT[k] + 5);
    double[] gradient = RIGHT.clone();
    plant(gradient, 4, 4, 0.5);
    Suspicion suspicion =
        new Suspicion(
            gradient,
            Shape.of(1, SIDE, SIDE),
            true,
            List.of(other, RIGHT, other),
            new double[RIGHT.length]);
    assertThat(Causes.of(List.of()).explain(suspicion).get(0).details())
        .containsEntry("rows", List.of(4, 4));
  }

  @Test
  void aMistakeIsNotTriedWhereAnotherIsCheaper() {
    Mistake dear =
        new Mistake() {
          @Override
          public String id() {
            return "dear";
          }

          @Override
          public double leastPrice(Suspicion suspicion) {
            return 4;
          }

          @Override
          public Optional<Finding> find(Suspicion suspicion) {
            throw new AssertionError("not asked");
          }
        };
    assertThat(Causes.of(List.of(new Fits("a", 4), dear)).explain(suspicion(RIGHT)))
        .extracting(Cause::id)
        .containsExactly("a");
  }

  @Test
  void ofOneNameTheCheaperFindingCounts() {
    List<Cause> causes =
        Causes.of(List.of(new Fits("a", 5), new Fits("a", 3), new Fits("b", 3.7)))
            .explain(suspicion(RIGHT));
    assertThat(causes).extracting(Cause::id).containsExactly("a", "b");
    assertThat(
            Causes.of(List.of(new Fits("a", 3), new Fits("a", 5), new Fits("b", 3.4)))
                .explain(suspicion(RIGHT))
                .get(0)
                .confidence())
        .isEqualTo(0.5);
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    double[] few = new double[3];
    Shape shape = Shape.of(1, SIDE, SIDE);
    assertThatThrownBy(() -> new Suspicion(RIGHT, shape, true, List.of(), RIGHT))
        .hasMessage("references (none) must be one at least");
    assertThatThrownBy(() -> new Suspicion(few, shape, true, List.of(few), few))
        .hasMessageContaining("gradient");
    assertThatThrownBy(() -> new Suspicion(RIGHT, shape, true, List.of(RIGHT, few), RIGHT))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> new Suspicion(RIGHT, shape, true, List.of(RIGHT), few))
        .isInstanceOf(RuntimeException.class);
    Suspicion first = new Suspicion(RIGHT, shape, true, List.of(RIGHT), RIGHT);
    assertThat(first.channelsFirst()).isTrue();
    assertThat(new Suspicion(RIGHT, shape, false, List.of(RIGHT), RIGHT).channelsFirst()).isFalse();
    assertThat(first.conventions()).isEmpty();
  }

  /** The pages of docs/causes are found by these, and results are read by them. */
  @Test
  void names() {
    assertThat(Causes.ofArrays())
        .extracting(Mistake::id)
        .containsExactly(
            "not-finite",
            "zero",
            "sign-only",
            "precision",
            "scale",
            "accumulated",
            "axes",
            "tile",
            "partly-zero",
            "clipped",
            "coordinate",
            "zero-derivative");
    assertThat(Causes.ofSamples())
        .extracting(Mistake::id)
        .containsExactly("zero", "sign-only", "precision", "scale", "accumulated");
    assertThat(new BeforeSoftmax(RIGHT).id()).isEqualTo("other-tensor");
    assertThat(new OtherTensor(List::of).id()).isEqualTo("other-tensor");
    assertThat(WeightDecay.ofWeight(RIGHT).id()).isEqualTo("weight-decay");
  }

  @Test
  void theGradientByAnotherTensor() {
    double[] first = new Random(1).doubles(RIGHT.length, -1, 1).toArray();
    double[] second = new Random(2).doubles(RIGHT.length, -1, 1).toArray();
    OtherTensor mistake =
        new OtherTensor(
            () ->
                List.of(
                    new OtherTensor.Other("h1", "h1, behind the pool", 5, () -> first),
                    new OtherTensor.Other("h2", "h2, behind the norm", 5, () -> second)));
    Suspicion suspicion = suspicion(Arrays.stream(second).map(v -> -2 * v).toArray());
    Finding finding = mistake.find(suspicion).orElseThrow();
    assertThat(finding.cause().sentence())
        .isEqualTo("It is the gradient by h2, behind the norm, and multiplied by -2.");
    assertThat(finding.cause().details())
        .containsExactly(entry("tensor", "h2"), entry("factor", -2.0));
    assertThat(finding.cost())
        .isCloseTo(Price.OTHER_TENSOR.among(5) + Price.FACTOR_BESIDES.nats(), within(1e-6));
    assertThat(mistake.leastPrice(suspicion)).isEqualTo(Price.OTHER_TENSOR.nats());
    assertThat(new BeforeSoftmax(RIGHT).leastPrice(suspicion)).isEqualTo(Price.OTHER_TENSOR.nats());
    assertThat(mistake.find(suspicion(RIGHT))).isEmpty();
  }

  @Test
  void aDerivativeOfZeroSaysHowLongTheGradientIs() {
    double[] zero = new double[SIDE * SIDE];
    double[] gradient = new double[SIDE * SIDE];
    gradient[3] = 3;
    gradient[5] = -4;
    Suspicion suspicion =
        new Suspicion(gradient, Shape.of(1, SIDE, SIDE), true, List.of(zero), zero);
    ZeroDerivative mistake = new ZeroDerivative();
    Finding finding = mistake.find(suspicion).orElseThrow();
    assertThat(finding.cause().details()).containsExactly(entry("normOfGradient", 5.0));
    assertThat(finding.cost()).isEqualTo(mistake.leastPrice(suspicion)).isEqualTo(60);
    Finding none =
        new Zero()
            .find(new Suspicion(zero, Shape.of(1, SIDE, SIDE), true, List.of(gradient), zero))
            .orElseThrow();
    assertThat(none.cause().details()).containsExactly(entry("normOfDerivative", 5.0));
  }
}
