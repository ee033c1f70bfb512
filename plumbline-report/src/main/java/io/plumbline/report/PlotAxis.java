package io.plumbline.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** An axis of a plot: where values stand along it, and its labels. */
final class PlotAxis {
  /** A plot is so many units wide and high. */
  static final int LENGTH = 1000;

  private static final int MOST_TICKS = 6;
  private static final double[] NICE = {1, 2, 5, 10};

  private final boolean logarithmic;
  private final double low;
  private final double high;
  private final double step;

  private PlotAxis(boolean logarithmic, double low, double high, double step) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
    this.step = step;
  }

  /** From the least to the largest of some values, and on to the next labels. */
  static PlotAxis around(boolean logarithmic, DoubleStream values) {
    return of(logarithmic, values, true);
  }

  /** From the least to the largest of some values. */
  static PlotAxis between(boolean logarithmic, DoubleStream values) {
    return of(logarithmic, values, false);
  }

  private static PlotAxis of(boolean logarithmic, DoubleStream values, boolean around) {
    double[] along =
        values
            .filter(value -> Double.isFinite(value) && (!logarithmic || value > 0))
            .map(value -> logarithmic ? Math.log10(value) : value)
            .sorted()
            .toArray();
    double low = along.length == 0 ? 0 : along[0];
    double high = along.length == 0 ? 1 : along[along.length - 1];
    if (low == high) {
      low -= logarithmic ? 0.5 : Math.max(1e-12, Math.abs(low) / 10);
      high += logarithmic ? 0.5 : Math.max(1e-12, Math.abs(high) / 10);
    }
    double step = step(high - low);
    step = logarithmic ? Math.max(1, Math.rint(step)) : step;
    return around
        ? new PlotAxis(
            logarithmic,
            step * Math.floor(low / step + 1e-9),
            step * Math.ceil(high / step - 1e-9),
            step)
        : new PlotAxis(logarithmic, low, high, step);
  }

  private static double step(double span) {
    double least = span / MOST_TICKS;
    double decade = Math.pow(10, Math.floor(Math.log10(least)));
    for (double nice : NICE) {
      if (nice * decade >= least * (1 - 1e-9)) {
        return nice * decade;
      }
    }
    return 10 * decade;
  }

  /** Whether a value has a place along it. */
  boolean has(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  /** A value's place from 0 to {@link #LENGTH}. */
  double at(double value) {
    double along = logarithmic ? Math.log10(value) : value;
    return LENGTH * (along - low) / (high - low);
  }

  /** Its labels, from the least on. */
  List<CellPlot.Tick> ticks() {
    List<CellPlot.Tick> ticks = new ArrayList<>();
    for (long k = Math.round(Math.ceil(low / step - 1e-9)); k * step <= high + 1e-9 * step; k++) {
      double along = k * step;
      ticks.add(
          new CellPlot.Tick(
              LENGTH * (along - low) / (high - low), logarithmic ? power(k) : label(along)));
    }
    return ticks;
  }

  private String power(long k) {
    StringBuilder text = new StringBuilder("10");
    for (char digit : Long.toString(Math.round(k * step)).toCharArray()) {
      text.append(digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(digit - '0'));
    }
    return text.toString();
  }

  private static String label(double value) {
    double rounded = new BigDecimal(value).round(new MathContext(6)).doubleValue();
    return rounded >= 1e4 && rounded == Math.rint(rounded)
        ? Numbers.count((long) rounded)
        : Numbers.setting(rounded);
  }

  /** As a path has it. */
  static String number(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }
}
