package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is called noise and what is not: a case on each side of each number that decides. */
class NoiseTest {
  private static final int COUNT = 1600;

  private static double[] signs(int seed) {
    Random random = new Random(seed);
    return random.doubles(COUNT).map(each -> each < 0.5 ? -1 : 1).toArray();
  }

  private static double[] plus(double[] one, double factor, double[] other) {
    double[] sum = one.clone();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * other[k];
    }
    return sum;
  }

  private static double[] before(double[] values) {
    double[] before = new double[values.length];
    System.arraycopy(values, 0, before, 1, values.length - 1);
    return before;
  }

  /** What has a cosine with a vector that is orthogonal to another. */
  private static double[] leaning(double[] along, double[] across, double cosine) {
    double share = Vectors.dot(across, along) / Vectors.dot(along, along);
    double[] orthogonal = plus(across, -share, along);
    double height = Vectors.norm(along) / Vectors.norm(orthogonal);
    return plus(along, height * Math.sqrt(1 / (cosine * cosine) - 1), orthogonal);
  }

  /** Of so many of 10,000 equal errors the mean size is the root of their part. */
  @ParameterizedTest
  @CsvSource({"4300, true", "4150, false"})
  void errorsThatAFewMakeUpAreNone(int ofTenThousand, boolean noise) {
    double[] errors = new double[10_000];
    Arrays.fill(errors, 0, ofTenThousand, 1e-3);
    double[] expected = new double[errors.length];
    Arrays.fill(expected, 1);

    assertThat(Noise.isLike(plus(expected, 1, errors), expected)).isEqualTo(noise);
  }

  @ParameterizedTest
  @CsvSource({"0.19, true", "0.21, false"})
  void errorsAreSmallBesideTheArray(double part, boolean noise) {
    double[] errors = signs(1);
    double[] numeric = leaning(errors, signs(2), part);

    assertThat(Noise.isLike(numeric, plus(numeric, -1, errors))).isEqualTo(noise);
  }

  /** Four over the root of 1,600 is a tenth. */
  @ParameterizedTest
  @CsvSource({"0.095, true", "0.105, false", "-0.095, true", "-0.105, false"})
  void whatGoesWithWhatWasExpectedIsNotAllNoise(double cosine, boolean noise) {
    double[] errors = signs(3);

    assertThat(Noise.isAll(errors, leaning(errors, signs(4), cosine))).isEqualTo(noise);
  }

  @ParameterizedTest
  @CsvSource({"0.095, true", "0.105, false"})
  void whatGoesWithItsNeighboursIsNotAllNoise(double cosine, boolean noise) {
    double[] own = signs(5);
    double least = 0;
    double most = 0.5;
    for (int halving = 0; halving < 50; halving++) {
      double middle = (least + most) / 2;
      double[] errors = plus(own, middle, before(own));
      boolean less = Vectors.cosine(errors, before(errors)) < cosine;
      least = less ? middle : least;
      most = less ? most : middle;
    }
    double[] errors = plus(own, least, before(own));

    assertThat(Noise.isAll(errors, signs(6))).isEqualTo(noise);
  }
}
