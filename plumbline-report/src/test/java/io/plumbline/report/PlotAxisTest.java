package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PlotAxisTest {
  private static PlotAxis linear(double... values) {
    return PlotAxis.around(false, DoubleStream.of(values));
  }

  @Test
  void labelsAreRoundNumbers() {
    assertThat(linear(0, 0.3).ticks())
        .extracting(CellPlot.Tick::label)
        .containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3");
    assertThat(linear(-3, 97).ticks())
        .extracting(CellPlot.Tick::label)
        .containsExactly("-20", "0", "20", "40", "60", "80", "100");
    assertThat(PlotAxis.between(true, DoubleStream.of(1e-8, 1)).ticks())
        .extracting(CellPlot.Tick::label)
        .containsExactly("10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰");
  }

  @Test
  void valuesHaveTheirPlaces() {
    PlotAxis log = PlotAxis.between(true, DoubleStream.of(1e-4, 1e-2, 0, Double.NaN));
    assertThat(log.at(1e-3)).isCloseTo(500, within(1e-9));
    assertThat(log.has(0)).isFalse();
    assertThat(log.has(Double.POSITIVE_INFINITY)).isFalse();
    assertThat(linear(0, 10).at(2.5)).isEqualTo(250);
  }

  @Test
  void oneValueOrNoneHasAnAxisToo() {
    assertThat(linear(7).at(7)).isBetween(1.0, 999.0);
    assertThat(linear().ticks()).isNotEmpty();
    assertThat(PlotAxis.around(true, DoubleStream.of(1e-3)).at(1e-3)).isBetween(0.0, 1000.0);
    assertThat(linear(0, 0).ticks().size()).isBetween(2, 10);
  }
}
