package io.plumbline.jobs.check.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSheetTest {
  private static KernelSheet sheet(boolean outputsLast, int... extents) {
    return KernelSheet.of(extents, outputsLast).orElseThrow();
  }

  /** What is pointed at is named by which kernel it is of, as heatmaps.js counts them. */
  @ParameterizedTest
  @CsvSource({"6, 1, 3, 3", "64, 32, 3, 3", "4, 3, 5, 2", "7, 2, 1, 3"})
  void eachValueStandsInItsKernel(int outputs, int inputs, int rows, int columns) {
    for (boolean outputsLast : new boolean[] {false, true}) {
      int[] shape =
          outputsLast
              ? new int[] {rows, columns, inputs, outputs}
              : new int[] {outputs, inputs, rows, columns};
      KernelSheet sheet = sheet(outputsLast, shape);
      assertThat(sheet.height() * sheet.width()).isEqualTo(outputs * inputs * rows * columns);
      double[] places =
          IntStream.range(0, sheet.height() * sheet.width()).asDoubleStream().toArray();
      double[] arranged = sheet.arranged(places);
      for (int k = 0; k < arranged.length; k++) {
        int row = k / sheet.width();
        int column = k % sheet.width();
        int kernel = row / rows * (sheet.width() / columns) + column / columns;
        int[] at = {kernel / inputs, kernel % inputs, row % rows, column % columns};
        int[] order = outputsLast ? new int[] {at[2], at[3], at[1], at[0]} : at;
        int flat = 0;
        for (int axis = 0; axis < 4; axis++) {
          flat = flat * shape[axis] + order[axis];
        }
        assertThat(arranged[k]).isEqualTo(flat);
      }
      assertThat(Arrays.stream(arranged).sorted().toArray()).isEqualTo(places);
    }
  }

  @Test
  void theSheetIsAsSquareAsItsOutputsAllow() {
    assertThat(sheet(false, 32, 1, 3, 3))
        .returns(12, KernelSheet::height)
        .returns(24, KernelSheet::width);
    assertThat(sheet(false, 64, 32, 3, 3)).returns(96, KernelSheet::height);
    assertThat(sheet(false, 7, 1, 3, 3)).returns(3, KernelSheet::height);
  }

  /** Vectors, matrices, sequences, 1 x 1 kernels, and more than can be looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"64", "5 64", "8 4 3", "64 32 1 1", "512 512 3 3", "2 2 32 32"})
  void othersHaveNone(String shape) {
    int[] extents = Arrays.stream(shape.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertThat(KernelSheet.of(extents, false)).isEmpty();
  }
}
