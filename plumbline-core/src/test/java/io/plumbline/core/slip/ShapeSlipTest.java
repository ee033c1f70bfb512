package io.plumbline.core.slip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeSlipTest {
  private static int[] shape(String text) {
    return text == null
        ? new int[0]
        : Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  /** NumPy 2 gives the wanted shape for each of these. */
  @ParameterizedTest
  @CsvSource({
    "28 28, 28 28 1, 'x[..., None]'",
    "28 28, 1 28 28, x[None]",
    "1 28 28, 28 28, x[0]",
    "28 28 1, 28 28, 'x[..., 0]'",
    "1 28 28 1, 28 28 1, x[0]",
    "1 28 28, 28 28 1, 'np.moveaxis(x, 0, -1)'",
    "1 28 1 28, 28 28, 'x.reshape(28, 28)'",
    "784, 28 28 1, 'x.reshape(28, 28, 1)'",
    "3 784, 3 28 28 1, 'x.reshape(3, 28, 28, 1)'",
    "3 32 24, 32 24 3, 'np.moveaxis(x, 0, -1)'",
    "32 24 3, 3 32 24, 'np.moveaxis(x, -1, 0)'",
    "5 3 32 24, 5 32 24 3, 'np.moveaxis(x, 1, -1)'",
    "5 32 24 3, 5 3 32 24, 'np.moveaxis(x, -1, 1)'",
    "5 28 28, 5 28 28 1, 'x[..., None]'",
    "3, 3 1, 'x[..., None]'",
  })
  void findsWhatMakesTheOneOfTheOther(String given, String wanted, String code) {
    assertThat(ShapeSlip.mend("x", shape(given), shape(wanted))).hasValue(code);
  }

  /** Values could be put in another shape in many ways; none is said that may be the wrong one. */
  @ParameterizedTest
  @CsvSource({
    "28 28, 28 28",
    "28 27, 28 28 1",
    "32 24, 24 32",
    "24 32 3, 3 32 24",
    "3 28 28 1, 28 28 1",
    "784, 28 28 2",
    "12, 4 4",
    "6 2, 3 4",
    ", 28 28",
  })
  void saysNothingElse(String given, String wanted) {
    assertThat(ShapeSlip.mend("x", shape(given), shape(wanted))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "28 28, 'x[..., None]'",
    "5 28 28, 'x[..., None]'",
    "5 1 28 28, 'np.moveaxis(x, 1, -1)'",
    "5 784, 'x.reshape(5, 28, 28, 1)'",
    "784, 'x.reshape(28, 28, 1)'",
  })
  void takesABatchToo(String given, String code) {
    assertThat(ShapeSlip.mendToSamples("x", shape(given), shape("28 28 1"))).hasValue(code);
  }
}
