package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantumTest {
  @ParameterizedTest
  @CsvSource({
    "1e-2, 2.3",
    "1e-3, 2.3",
    "1e-4, 0.7",
    "3e-3, 0.05",
    "1e-5, 1.4",
    "1e-6, 11.0",
    "1e-1, 0.3"
  })
  void differencesOfFloat32LossesLieOnItsGrid(double h, float loss) {
    double[] quotients = quotients(h, loss, new Random(1));
    Quantum quantum = Quantum.of(quotients).orElseThrow();
    double expected = Math.ulp(loss) / (2 * h);
    assertThat(quantum.size()).isCloseTo(expected, within(1e-6 * expected));
    assertThat(quantum.step(Math.ulp(loss))).isCloseTo(h, within(1e-6 * h));
    assertThat(quantum.roundStep(0.1).orElseThrow()).isCloseTo(h, within(1e-6 * h));
  }

  @Test
  void aStepThatIsNotRoundIsNotCalledRound() {
    Quantum quantum = Quantum.of(quotients(2.718e-3, 2.3f, new Random(2))).orElseThrow();
    assertThat(quantum.roundStep(0.1)).isEmpty();
  }

  @Test
  void derivativesLieOnNoGrid() {
    for (int seed = 0; seed < 50; seed++) {
      double[] gradient =
          new Random(seed).doubles(200, -1, 1).map(value -> (float) value).toArray();
      assertThat(Quantum.of(gradient)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void oneCoordinateInTwelveOffTheGridSpoilsIt() {
    double[] quotients = quotients(1e-3, 2.3f, new Random(3));
    assertThat(Quantum.of(quotients)).isPresent();
    Random random = new Random(4);
    for (int k = 1; k < quotients.length; k += 12) {
      quotients[k] += random.nextDouble() * Math.ulp(2.3f) / 2e-3;
    }
    assertThat(Quantum.of(quotients)).isEmpty();
  }

  @Test
  void differentMultiplesAreCounted() {
    double[] values = {0, 3, -3, 3.01, 6, 9, 12, 15, 18, 21, 24, 27};
    assertThat(Quantum.of(values).orElseThrow().multiples(values)).isEqualTo(9);
  }

  /** Sums of few bits lie on a grid of a power of two; those of a round step do not. */
  @Test
  void theGridOfSumsOfFewBits() {
    Random random = new Random(6);
    double[] sums =
        random.doubles(200, -1, 1).map(v -> Math.scalb(Math.rint(900 * v), -20)).toArray();
    assertThat(Quantum.of(sums).orElseThrow().isPowerOfTwo()).isTrue();
    assertThat(Quantum.of(quotients(1e-3, 2.3f, random)).orElseThrow().isPowerOfTwo()).isFalse();
  }

  /** Numbers of eight bits, four of them significant, are multiples of the smallest one too. */
  @Test
  void aGridOfNumbersOfFewBitsIsNoneOfDifferences() {
    Random random = new Random(5);
    double[] few =
        random
            .doubles(400, -1, 1)
            .map(v -> Math.scalb(Math.rint(8 + 7 * v), -12 + random.nextInt(8)))
            .toArray();
    assertThat(Quantum.of(few).orElseThrow().isOfFewBits(few)).isTrue();
    double[] quotients = quotients(1e-3, 2.3f, random);
    assertThat(Quantum.of(quotients).orElseThrow().isOfFewBits(quotients)).isFalse();
    double[] small = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    assertThat(Quantum.of(small).orElseThrow().isOfFewBits(small)).isFalse();
  }

  @Test
  void aFewValuesSayNothing() {
    assertThat(Quantum.of(new double[] {1, 2, 3, 4, 5, 6, 7})).isEmpty();
    assertThat(Quantum.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8})).isPresent();
    assertThat(Quantum.of(new double[40])).isEmpty();
  }

  @Test
  void aFewThatStandAgainAndAgainDo() {
    double[] values = new double[40];
    Arrays.setAll(values, k -> 0.25 * (k % 4));
    Quantum quantum = Quantum.of(values).orElseThrow();
    assertThat(quantum.size()).isEqualTo(0.25);
  }

  /** Central differences of a loss that is stored in float32, some of them zero. */
  private static double[] quotients(double h, float loss, Random random) {
    double[] quotients = new double[120];
    for (int k = 0; k < quotients.length; k++) {
      double slope = k % 5 == 0 ? 0 : random.nextGaussian() * 40 * Math.ulp(loss) / h;
      float up = (float) (loss + h * slope);
      float down = (float) (loss - 0.9 * h * slope);
      quotients[k] = ((double) up - down) / (2 * h);
    }
    return quotients;
  }
}
