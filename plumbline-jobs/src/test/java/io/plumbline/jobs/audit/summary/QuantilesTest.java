package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Quantiles of anything that is a number are off by no more than they say. */
class QuantilesTest {
  @Test
  void ofNumbersOfEverySizeAndSign() {
    Random random = new Random(17);
    double[] values = new double[20_000];
    for (int k = 0; k < values.length; k++) {
      double size = Math.pow(10, 600 * random.nextDouble() - 300);
      values[k] = random.nextInt(50) == 0 ? 0 : random.nextBoolean() ? size : -size;
    }
    Quantiles quantiles = new Quantiles();
    Arrays.stream(values).forEach(quantiles::add);
    Arrays.sort(values);
    for (int rank = 1; rank <= values.length; rank += 37) {
      double exact = values[rank - 1];
      assertThat(Math.abs(quantiles.at((rank - 0.5) / values.length) - exact))
          .isLessThanOrEqualTo(Quantiles.ACCURACY * Math.abs(exact));
    }
  }

  @Test
  void theLeastAndTheLargestAreExact() {
    Quantiles one = new Quantiles();
    Quantiles other = new Quantiles();
    one.add(3.104);
    one.add(0.7);
    other.add(-0.013);
    other.add(2.9);
    one.add(other);
    assertThat(one.at(0)).isEqualTo(-0.013);
    assertThat(one.at(1)).isEqualTo(3.104);
    assertThat(new Quantiles().at(1)).isNaN();
  }

  /** The middle of this number's bin is below it, and that of the other's above. */
  @Test
  void noneIsBeyondThem() {
    for (double value : new double[] {1.015, 1.001, -1.015, -1.001}) {
      Quantiles quantiles = new Quantiles();
      quantiles.add(value);
      assertThat(quantiles.at(0.5)).isEqualTo(value);
    }
  }

  @Test
  void ofWhatIsNoOrdinaryNumber() {
    Quantiles quantiles = new Quantiles();
    assertThat(quantiles.at(0.5)).isNaN();
    quantiles.add(Double.NaN);
    assertThat(quantiles.at(0.5)).isNaN();
    for (double value :
        new double[] {
          Double.POSITIVE_INFINITY,
          Double.MAX_VALUE,
          0,
          -0.0,
          Double.MIN_VALUE,
          Double.NEGATIVE_INFINITY
        }) {
      quantiles.add(value);
    }
    assertThat(quantiles.count()).isEqualTo(6);
    assertThat(quantiles.notNumbers()).isEqualTo(1);
    assertThat(quantiles.at(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(quantiles.at(1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(quantiles.at(0.5)).isZero();
    assertThat(quantiles.at(5.0 / 6))
        .isBetween(Double.MAX_VALUE * (1 - Quantiles.ACCURACY), Double.MAX_VALUE);
  }
}
