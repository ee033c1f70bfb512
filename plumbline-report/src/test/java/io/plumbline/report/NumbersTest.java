package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "0.5, 0.5000",
    "0.4678904, 0.4679",
    "-31.620166, -31.62",
    "0.00103483, 0.001035",
    "0.0009999, 9.999e-04",
    "9999.4, 9999",
    "9999.5, 1.000e+04",
    "12294.5, 1.229e+04",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void fourDigits(double value, String text) {
    assertThat(Numbers.format(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0.001, 0.001",
    "1e-6, 1e-6",
    "2.5e-7, 2.5e-7",
    "28, 28",
    "1e8, 1e8",
    "0, 0",
    "-0.1, -0.1"
  })
  void shortestSetting(double value, String text) {
    assertThat(Numbers.setting(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.2, 5 s", "11, 10 s", "119, 120 s", "150, 3 minutes", "7300, 2 hours"})
  void durationsToTheNearestThatMatters(double seconds, String text) {
    assertThat(Numbers.duration(seconds)).isEqualTo(text);
  }
}
