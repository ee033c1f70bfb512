package io.plumbline.evaluate.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dense layer by panels of the model's own weights, against one that holds rows and columns. */
class LargeDenseKernelTest {
  private static final int[] IN = {0};

  private final Random random = new Random(11);

  @ParameterizedTest
  @CsvSource({"1, 3, 5", "4, 128, 256", "5, 131, 509", "9, 300, 8", "13, 257, 771", "2, 1, 300"})
  void productsAreThoseOfRowsAndColumns(int rows, int inputs, int outputs) {
    double[] values = random.doubles(inputs * outputs, -1, 1).toArray();
    Parameter weight =
        new Parameter("weight", new Tensor(Tensor.shapeOf(inputs, outputs), values), true);
    int[] place = new int[inputs];
    Arrays.setAll(place, k -> k);
    TapWeights weights = TapWeights.ofDense(weight, place, 1, inputs);
    Kernel.Slot bias = new Kernel.Slot("bias", random.doubles(outputs, -1, 1).toArray());
    Kernel<Void> large = new LargeDenseKernel("large", IN, 1, rows, weights, bias);
    Kernel<Void> held =
        new ConvolutionKernel("held", IN, 1, rows, Windows.identity(rows), weights, bias);

    double[][][] one = {drawn(rows, inputs), new double[rows][outputs]};
    double[][][] other = {one[0], new double[rows][outputs]};
    large.forward(one);
    held.forward(other);
    // Nothing is zero, and both add in the same order.
    assertThat(one[1]).isEqualTo(other[1]);

    double[][] bar = drawn(rows, outputs);
    for (Entries norm : Entries.values()) {
      double[][][] bars = {new double[rows][inputs], bar};
      double[][][] otherBars = {new double[rows][inputs], bar};
      large.backward(one, null, bars, norm);
      held.backward(other, null, otherBars, norm);
      near(bars[0], otherBars[0]);
      if (norm != Entries.SIGNED) {
        double[][][] errors = {positive(one[0]), new double[rows][outputs]};
        double[][][] otherErrors = {errors[0], new double[rows][outputs]};
        large.forwardError(one, errors, 0x1p-24, norm);
        held.forwardError(other, otherErrors, 0x1p-24, norm);
        near(errors[1], otherErrors[1]);
      }
    }
    pushed(large, held, one, rows, inputs, outputs);
  }

  /** Changes of some rows, and of some channels, as single coordinates make them. */
  private void pushed(
      Kernel<Void> large,
      Kernel<Void> held,
      double[][][] values,
      int rows,
      int inputs,
      int outputs) {
    BasePoint point =
        new BasePoint(values) {
          @Override
          public Shape shape(int id) {
            throw new IllegalStateException();
          }
        };
    for (int first = 0; first < 2; first++) {
      for (int to : new int[] {Math.min(inputs, first + 1), inputs}) {
        Changes[] changes = new Changes[2];
        for (int which = 0; which < 2; which++) {
          changes[which] = new Changes(new int[] {rows, rows}, new int[] {inputs, outputs});
          Changes.Change x = changes[which].of(0);
          for (int row = first; row < rows; row += 1 + first) {
            // What was left before lies beside the channels that are meant.
            x.begin(0, inputs);
            Arrays.fill(x.touch(row), 9);
          }
          x.begin(Math.min(first, to), to);
          for (int row = first; row < rows; row += 1 + first) {
            double[] moved = x.accumulator(row);
            for (int c = x.from; c < to; c++) {
              moved[c] = Math.sin(row * inputs + c);
            }
          }
          (which == 0 ? large : held).push(point, null, changes[which]);
        }
        for (int row = 0; row < rows; row++) {
          for (int c = 0; c < outputs; c++) {
            assertThat(changes[0].of(1).at(row, c))
                .isCloseTo(changes[1].of(1).at(row, c), within(1e-12));
          }
        }
      }
    }
  }

  private double[][] drawn(int rows, int channels) {
    double[][] drawn = new double[rows][];
    Arrays.setAll(drawn, q -> random.doubles(channels, -1, 1).toArray());
    return drawn;
  }

  private static double[][] positive(double[][] rows) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(Math::abs).toArray())
        .toArray(double[][]::new);
  }

  private static void near(double[][] actual, double[][] expected) {
    for (int q = 0; q < expected.length; q++) {
      for (int c = 0; c < expected[q].length; c++) {
        double size = 1e-12 * (1 + Math.abs(expected[q][c]));
        assertThat(actual[q][c]).isCloseTo(expected[q][c], within(size));
      }
    }
  }
}
