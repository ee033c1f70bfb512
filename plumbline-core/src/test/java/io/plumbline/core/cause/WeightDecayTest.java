package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Terms of penalties with strengths that people take, and with others. */
class WeightDecayTest {
  private static final double[] RIGHT = values(1);
  private static final double[] WEIGHT = values(2);

  private static double[] values(long seed) {
    return new Random(seed).doubles(50, -1, 1).map(v -> (float) v).toArray();
  }

  private static Suspicion with(double strength, boolean signs) {
    double[] gradient = new double[RIGHT.length];
    Arrays.setAll(
        gradient, k -> RIGHT[k] + strength * (signs ? Math.signum(WEIGHT[k]) : WEIGHT[k]));
    double[] rounding = new double[RIGHT.length];
    Arrays.fill(rounding, 1e-9);
    return new Suspicion(gradient, Shape.of(50), false, List.of(RIGHT), rounding);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1, true",
    "0.2, 0.2, true",
    "-5e-4, 0.0005, true",
    "1e-5, 0.00001, true",
    "0.01007, 0.01007, false",
    "0.0375, 0.0375, false"
  })
  void theStrengthIsSaid(double strength, String words, boolean usual) {
    for (boolean signs : new boolean[] {false, true}) {
      Finding finding = WeightDecay.ofWeight(WEIGHT).find(with(strength, signs)).orElseThrow();
      double price =
          usual ? Price.WEIGHT_DECAY.among(11) : Price.WEIGHT_DECAY.nats() + Price.NUMBER.nats();
      assertThat(finding.cost()).isCloseTo(price, within(1e-6));
      assertThat(finding.cause().sentence())
          .startsWith(
              "It is the derivative "
                  + (strength > 0 ? "plus " : "minus ")
                  + words
                  + " times the weight"
                  + (signs ? "'s sign" : "")
                  + (strength > 0
                      ? ": a penalty on the weight is in it, as weight decay adds one, and is not"
                      : ": the term of a penalty on the weight is left out, or has the wrong"));
      assertThat((double) finding.cause().details().get("factor"))
          .isCloseTo(strength, within(1e-9));
      Optional<Finding> ofInput = WeightDecay.ofInput(WEIGHT, "x").find(with(strength, signs));
      assertThat(ofInput.isPresent()).isEqualTo(usual);
    }
  }

  /** Within a hundredth a usual strength is tried as well; it explains only where it is the one. */
  @Test
  void whatIsNearAUsualOneIsNotThatOne() {
    Suspicion near = with(0.01007, false);
    assertThat(WeightDecay.ofInput(WEIGHT, "x").find(near)).isEmpty();
    assertThat(WeightDecay.ofWeight(WEIGHT).find(near)).isPresent();
  }

  @Test
  void withoutAWeightThereIsNoPenalty() {
    double[] zero = new double[RIGHT.length];
    assertThat(WeightDecay.ofWeight(zero).find(with(0.1, false))).isEmpty();
    assertThat(WeightDecay.ofWeight(WEIGHT).find(with(0, false))).isEmpty();
    assertThat(WeightDecay.ofWeight(WEIGHT).leastPrice(with(0.1, false)))
        .isEqualTo(Price.WEIGHT_DECAY.nats());
    assertThat(WeightDecay.ofInput(WEIGHT, "x").leastPrice(with(0.1, false)))
        .isEqualTo(Price.WEIGHT_DECAY.among(11));
  }
}
