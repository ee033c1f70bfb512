package io.plumbline.report;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Entries by name with two numbers each, as bars from zero to the left or the right, such as what
 * was given and what is right. They are part of the page and need no script.
 *
 * @param title the heading
 * @param caption one or two sentences on how to read it; may be empty
 * @param name what an entry is
 * @param first what the first number is
 * @param second what the second one is
 * @param bars from top to bottom
 */
public record BarPlot(
    String title, String caption, String name, String first, String second, List<Bar> bars)
    implements Section {
  /** Copies the list. */
  public BarPlot {
    bars = List.copyOf(bars);
  }

  /**
   * An entry.
   *
   * @param entry its place in the array that all are of
   * @param name which
   * @param first the first number
   * @param second the second one
   * @param note a word on it; may be empty
   */
  public record Bar(int entry, String name, double first, double second, String note) {}

  /**
   * The largest size of a number, which reaches the edge; 1 where all are zero or none is finite.
   */
  double limit() {
    return bars.stream()
        .flatMapToDouble(bar -> DoubleStream.of(bar.first, bar.second))
        .map(Math::abs)
        .filter(size -> Double.isFinite(size) && size > 0)
        .max()
        .orElse(1);
  }
}
