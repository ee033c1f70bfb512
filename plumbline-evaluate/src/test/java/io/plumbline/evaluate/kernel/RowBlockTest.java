package io.plumbline.evaluate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows together against each row alone. */
class RowBlockTest {
  @ParameterizedTest
  @CsvSource({
    "1, 5, 0",
    "7, 13, 0.5",
    "64, 100, 0",
    "64, 100, 0.5",
    "130, 1037, 0",
    "130, 1037, 0.3",
    "4099, 37, 0.1"
  })
  void howeverRowsArePutTogetherTheResultsAreTheSameToTheLastBit(
      int length, int inputs, double zeros) {
    Random random = new Random(7);
    double[][] weights = new double[inputs][length];
    double[][] x = new double[RowBlock.ROWS][inputs];
    fill(weights, 0, random);
    fill(x, zeros, random);
    Sparse sparse = Sparse.of(x);
    for (int count = 1; count <= RowBlock.ROWS; count++) {
      double[][] together = new double[count][length];
      RowBlock block = new RowBlock(inputs);
      for (int q = 0; q < count; q++) {
        together[q][length / 2] = q;
        block.begin(together[q]);
        block.gather(sparse, q, 0);
      }
      block.accumulate(weights);
      for (int q = 0; q < count; q++) {
        int[] picks = new int[inputs];
        double[] coefficients = new double[inputs];
        int found = sparse.gather(q, 0, picks, coefficients, 0);
        double[] alone = new double[length];
        alone[length / 2] = q;
        Rows.accumulate(alone, weights, picks, coefficients, found);
        assertThat(together[q]).as("row %s of %s", q, count).isEqualTo(alone);
      }
    }
  }

  private static void fill(double[][] rows, double zeros, Random random) {
    for (double[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        row[c] = random.nextDouble() < zeros ? 0 : random.nextGaussian();
      }
    }
  }
}
