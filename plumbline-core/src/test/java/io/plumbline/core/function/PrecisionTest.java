package io.plumbline.core.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrecisionTest {
  @ParameterizedTest
  @CsvSource({
    "FLOAT64, 0x1p-53, 1.7976931348623157e308, 4.9e-324",
    "FLOAT32, 0x1p-24, 3.4028234663852886e38, 0x1p-149",
    "FLOAT16, 0x1p-11, 65504, 0x1p-24",
    "BFLOAT16, 0x1p-8, 3.3895313892515355e38, 0x1p-133"
  })
  void theStandardsConstants(Precision precision, double u, double max, double min) {
    assertThat(precision.unitRoundoff()).isEqualTo(u);
    assertThat(precision.maxValue()).isEqualTo(max);
    assertThat(precision.minValue()).isEqualTo(min);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT16, 65519.99, 65504",
    "FLOAT16, 65520, Infinity",
    "FLOAT16, -65520, -Infinity",
    "FLOAT16, 1.00048828125, 1",
    "FLOAT16, 1.00146484375, 1.001953125",
    "FLOAT16, 0x1p-25, 0",
    "FLOAT16, 0x1.8p-25, 0x1p-24",
    "FLOAT16, NaN, NaN",
    "BFLOAT16, 1.00390625, 1",
    "BFLOAT16, 3.4e38, Infinity",
    "BFLOAT16, 3.389e38, 3.3895313892515355e38",
    "BFLOAT16, 0.1, 0.10009765625",
    "FLOAT32, 16777217, 16777216",
    "FLOAT64, 0.1, 0.1"
  })
  void roundsToNearestTiesToEven(Precision precision, double value, double expected) {
    assertThat(precision.round(value)).isEqualTo(Double.valueOf(expected));
  }

  @Test
  void bfloat16IsTheUpperHalfOfAFloat32() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(value)) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
        assertThat((float) Precision.BFLOAT16.round(value))
            .as("seed 1, %s", value)
            .isEqualTo(Float.intBitsToFloat(rounded));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void theNextNumberIsOneUlpAwayAndSignsOfZeroStay(Precision precision) {
    double next = precision.round(1 + precision.ulp(1.0));
    assertThat(next).isEqualTo(1 + 2 * precision.unitRoundoff());
    assertThat(precision.round(1 + precision.unitRoundoff() / 2)).isEqualTo(1);
    assertThat(Double.doubleToRawLongBits(precision.round(-0.0)))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
  }
}
