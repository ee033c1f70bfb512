package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaidTest {
  @ParameterizedTest
  @CsvSource({
    "1e-3, 0.001",
    "1e-4, 0.0001",
    "1e-5, 1e-5",
    // Three times a power of ten, as it comes out of the multiplication.
    "3.0000000000000004e-5, 3e-5",
    "0.0123456, 0.0123",
    "2.5e-7, 2.5e-7",
    "0.5, 0.5",
    "12, 12",
  })
  void stepsAreWrittenInTheirShortestForm(double step, String written) {
    assertThat(Said.step(step)).isEqualTo(written);
  }
}
