package io.plumbline.evaluate.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Runs against a table by element. */
class CopyKernelTest {
  private static final int[] IN = {0, 1};
  private static final int[][] SHAPES = {{5, 24}, {3, 40}};
  private static final int ROWS = 6;
  private static final int CHANNELS = 48;

  private final Random random = new Random(3);

  /** Reads runs of one operand's row, or one element again and again, of a length each. */
  private MovingKernel.Table table(int longest) {
    int count = ROWS * CHANNELS;
    int[] sources = new int[count];
    int o = 0;
    while (o < count) {
      int length = Math.min(1 + random.nextInt(longest), CHANNELS - o % CHANNELS);
      boolean steps = random.nextBoolean();
      int first = random.nextInt(5 * 24 + 3 * 40 - length);
      for (int k = 0; k < length; k++) {
        sources[o++] = first + (steps ? k : 0);
      }
    }
    int[] starts = new int[count + 1];
    Arrays.setAll(starts, k -> k);
    return new MovingKernel.Table(starts, sources, null, null);
  }

  private double[][] drawn(int rows, int channels) {
    double[][] drawn = new double[rows][];
    Arrays.setAll(drawn, q -> random.doubles(channels, -1, 1).toArray());
    return drawn;
  }

  private double[][][] values() {
    return new double[][][] {drawn(5, 24), drawn(3, 40), new double[ROWS][CHANNELS]};
  }

  @Test
  void runsMoveWhatTheTableMoves() {
    for (int trial = 0; trial < 50; trial++) {
      MovingKernel.Table table = table(CHANNELS);
      Kernel<Void> moving = new MovingKernel("table", IN, 2, ROWS, CHANNELS, SHAPES, table);
      Kernel<Void> copy = CopyKernel.of("runs", IN, 2, ROWS, CHANNELS, SHAPES, table);
      if (copy == null) {
        continue;
      }
      double[][][] one = values();
      double[][][] other = {one[0], one[1], new double[ROWS][CHANNELS]};
      copy.forward(one);
      moving.forward(other);
      assertThat(one[2]).isEqualTo(other[2]);

      double[][] bar = drawn(ROWS, CHANNELS);
      double[][][] bars = {new double[5][24], new double[3][40], bar};
      double[][][] otherBars = {new double[5][24], new double[3][40], bar};
      copy.backward(one, null, bars, Entries.SIGNED);
      moving.backward(other, null, otherBars, Entries.SIGNED);
      assertThat(bars).isEqualTo(otherBars);
      assertThat(copy.backwardSums()).isEqualTo(moving.backwardSums());
      assertThat(copy.backwardTerms()).isEqualTo(moving.backwardTerms());

      double[][][] errors = values();
      double[][][] otherErrors = {errors[0], errors[1], new double[ROWS][CHANNELS]};
      copy.forwardError(one, errors, 1, Entries.LOCAL);
      moving.forwardError(other, otherErrors, 1, Entries.LOCAL);
      assertThat(errors[2]).isEqualTo(otherErrors[2]);
      assertThat(pushed(copy, one)).isEqualTo(pushed(moving, other));
    }
  }

  /** What a change of one operand's row, and of one channel of the other, does. */
  private static double[][] pushed(Kernel<Void> kernel, double[][][] values) {
    BasePoint point =
        new BasePoint(values) {
          @Override
          public Shape shape(int id) {
            throw new IllegalStateException();
          }
        };
    Changes changes = new Changes(new int[] {5, 3, ROWS}, new int[] {24, 40, CHANNELS});
    changes.of(0).begin(0, 24);
    double[] row = changes.of(0).accumulator(2);
    Arrays.setAll(row, c -> c % 3);
    changes.of(1).begin(7, 9);
    changes.of(1).accumulator(1)[8] = 5;
    kernel.push(point, null, changes);
    Changes.Change y = changes.of(2);
    double[][] moved = new double[ROWS][CHANNELS + 1];
    for (int q = 0; q < ROWS; q++) {
      moved[q][CHANNELS] = y.has(q) ? 1 : 0;
      for (int c = 0; c < CHANNELS; c++) {
        moved[q][c] = y.at(q, c);
      }
    }
    return moved;
  }

  @Test
  void shortRunsAreLeftToTheTable() {
    assertThat(CopyKernel.of("runs", IN, 2, ROWS, CHANNELS, SHAPES, table(3))).isNull();
  }
}
