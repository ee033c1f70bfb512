package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.Euclidean;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSpaceTest {
  private static final int LENGTH = 40;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 9})
  void hasTheRankOfWhatItsRowsAreCombinedOf(int rank) {
    Random random = new Random(rank);
    double[][] base = random(rank, random);
    double[][] rows = new double[12][];
    for (int k = 0; k < rows.length; k++) {
      rows[k] = combined(base, random);
    }
    RowSpace space = RowSpace.of(rows, 20);
    assertThat(space.rank()).isEqualTo(rank);
    double[] inside = combined(base, random);
    assertThat(Euclidean.norm(space.left(inside)))
        .isLessThan(1e-12 * Euclidean.norm(inside) * rows.length);
  }

  @Test
  void leavesWhatIsAtRightAnglesToEveryRow() {
    Random random = new Random(3);
    double[][] rows = random(7, random);
    double[][] kept = new double[7][];
    for (int k = 0; k < 7; k++) {
      kept[k] = rows[k].clone();
    }
    double[] vector = random(1, random)[0];
    double[] left = RowSpace.of(rows, 7).left(vector);
    for (double[] row : kept) {
      assertThat(Euclidean.dot(left, row)).isCloseTo(0, within(1e-12));
    }
    assertThat(Euclidean.norm(left)).isBetween(0.1, Euclidean.norm(vector));
  }

  @Test
  void looksNoFurtherThanTheRankThatMatters() {
    double[][] rows = random(9, new Random(4));
    assertThat(RowSpace.of(rows, 5).rank()).isEqualTo(5);
  }

  @Test
  void aRowThatDiffersByRoundingAloneAddsNothing() {
    Random random = new Random(5);
    double[] row = random(1, random)[0];
    double[] rounded = row.clone();
    double[] other = row.clone();
    for (int k = 0; k < LENGTH; k++) {
      rounded[k] *= 3 * (1 + 0x1p-48 * (k % 3 - 1));
      other[k] *= 1 + 1e-6 * (k % 3 - 1);
    }
    assertThat(RowSpace.of(new double[][] {row.clone(), rounded}, 3).rank()).isEqualTo(1);
    assertThat(RowSpace.of(new double[][] {row.clone(), other}, 3).rank()).isEqualTo(2);
  }

  @Test
  void zeroRowsSpanNothing() {
    RowSpace space = RowSpace.of(new double[3][LENGTH], 3);
    assertThat(space.rank()).isZero();
    double[] vector = random(1, new Random(6))[0];
    assertThat(space.left(vector)).isEqualTo(vector);
  }

  private static double[][] random(int rows, Random random) {
    double[][] all = new double[rows][];
    for (int k = 0; k < rows; k++) {
      all[k] = random.doubles(LENGTH, -1, 1).toArray();
    }
    return all;
  }

  private static double[] combined(double[][] base, Random random) {
    double[] sum = new double[LENGTH];
    for (double[] row : base) {
      double factor = random.nextGaussian();
      for (int k = 0; k < LENGTH; k++) {
        sum[k] += factor * row[k];
      }
    }
    return sum;
  }
}
