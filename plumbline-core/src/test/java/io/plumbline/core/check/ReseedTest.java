package io.plumbline.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Dropout and a sample from a normal distribution, with gradients that draw as they must or not.
 */
class ReseedTest {
  private static final double[] X = {0.3, -1.2, 0.7, 2.1, -0.4, 1.6};

  private final Random random = new Random(2);
  private final Random own = new Random(4);

  private double[] mask(Random from) {
    double[] mask = new double[X.length];
    for (int k = 0; k < mask.length; k++) {
      mask[k] = from.nextBoolean() ? 2 : 0;
    }
    return mask;
  }

  private double dropout(double[] x) {
    double[] mask = mask(random);
    double sum = 0;
    for (int k = 0; k < x.length; k++) {
      sum += mask[k] * Math.sin(x[k]);
    }
    return sum;
  }

  private double[] slopes(double[] x, double[] mask) {
    double[] g = new double[x.length];
    for (int k = 0; k < g.length; k++) {
      g[k] = mask[k] * Math.cos(x[k]);
    }
    return g;
  }

  private CheckResult check(UnaryOperator<double[]> gradient) {
    return GradientCheck.of(this::dropout)
        .gradient(gradient)
        .at(X)
        .reseed(random::setSeed)
        .threads(4)
        .check();
  }

  @Test
  void dropoutIsRightWithEachOfThreeSeeds() {
    CheckResult result = check(x -> slopes(x, mask(random)));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.reseeded()).hasSize(3).doesNotHaveDuplicates();
    assertThat(result.toString())
        .contains("- Reseeded before every call: right with each of the seeds ");
    assertThat(result.asMap()).containsEntry("reseeded", result.reseeded());
  }

  @Test
  void withoutReseedingItIsRandom() {
    CheckResult result =
        GradientCheck.of(this::dropout).gradient(x -> slopes(x, mask(random))).at(X).check();
    assertThat(result.reason()).contains(Reason.RANDOM_VALUES);
    assertThat(result.reseeded()).isEmpty();
  }

  @Test
  void aMaskThatIsDrawnAnewIsNamed() {
    CheckResult result =
        check(
            x -> {
              mask(random);
              return slopes(x, mask(random));
            });
    assertDraws(result, "the next ones");
    assertThat(result.reseeded()).hasSize(1);
    assertThat(result.toString()).contains("- Reseeded before every call: this is with the seed ");
  }

  @Test
  void aMaskOfAnotherGeneratorIsNamed() {
    assertDraws(check(x -> slopes(x, mask(own))), "not reseeded");
    assertDraws(check(x -> slopes(x, mask(new Random(4)))), "the same for all seeds");
  }

  private static void assertDraws(CheckResult result, String draws) {
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.causes()).extracting(Cause::id).containsExactly("other-draws");
    assertThat(result.causes().get(0).details()).containsEntry("draws", draws);
  }

  @Test
  void aMistakeThatDrawsAsItMustHasItsOwnName() {
    CheckResult result =
        check(
            x -> {
              double[] g = slopes(x, mask(random));
              for (int k = 0; k < g.length; k++) {
                g[k] *= 3;
              }
              return g;
            });
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.causes()).extracting(Cause::id).doesNotContain("other-draws");
  }

  /** Right with some seeds alone: each must pass. */
  @Test
  void oneSeedThatFailsIsEnough() {
    Set<Long> met = new HashSet<>();
    CheckResult result =
        GradientCheck.of(this::dropout)
            .gradient(
                x -> {
                  double[] g = slopes(x, mask(random));
                  g[0] += met.size() < 3 ? 0 : 0.1;
                  return g;
                })
            .at(X)
            .reseed(
                seed -> {
                  met.add(seed);
                  random.setSeed(seed);
                })
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(result.reseeded()).hasSize(3);
    assertThat(result.toString()).contains("this is with the seed " + result.reseeded().get(2));
  }

  @Test
  void aReparameterisedSampleIsRightAndEveryCallIsReseededAndCounted() {
    int[] resets = {0};
    int[] calls = {0};
    CheckResult result =
        GradientCheck.of(
                x -> {
                  calls[0]++;
                  double z = x[0] + Math.exp(x[1]) * random.nextGaussian();
                  return Math.log1p(z * z);
                })
            .gradient(
                x -> {
                  double noise = random.nextGaussian();
                  double z = x[0] + Math.exp(x[1]) * noise;
                  double by = 2 * z / (1 + z * z);
                  return new double[] {by, by * Math.exp(x[1]) * noise};
                })
            .at(0.4, -0.3)
            .reseed(
                seed -> {
                  resets[0]++;
                  random.setSeed(seed);
                })
            .check();
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.evaluations()).isEqualTo(calls[0]);
    assertThat(resets[0]).isEqualTo(calls[0] + (int) result.claims());
  }
}
