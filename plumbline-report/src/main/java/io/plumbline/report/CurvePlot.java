package io.plumbline.report;

import java.util.List;

/**
 * Curves in one frame, such as error against step size or accuracy against epsilon.
 *
 * @param id the name of its PNG file, lower-case words joined by hyphens
 * @param title the heading
 * @param caption one or two sentences on how to read it; may be empty
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param curves the curves, at least one
 * @param markers vertical lines with a label
 */
public record CurvePlot(
    String id,
    String title,
    String caption,
    Axis x,
    Axis y,
    List<Curve> curves,
    List<Marker> markers)
    implements Section {
  /** Copies the lists. */
  public CurvePlot {
    Arguments.id(id);
    curves = List.copyOf(curves);
    markers = List.copyOf(markers);
    Arguments.that(!curves.isEmpty(), "curves", 0, "at least one");
  }

  /**
   * An axis.
   *
   * @param name what it measures, with its unit
   * @param logarithmic whether it is drawn on a log scale; values not above zero are left out there
   */
  public record Axis(String name, boolean logarithmic) {}

  /**
   * A curve through points in the order given.
   *
   * @param name what the legend says
   * @param x the horizontal places
   * @param y the values, as many
   */
  public record Curve(String name, Values x, Values y) {
    /** Checks that both have the same size. */
    public Curve {
      Arguments.sameSize("y of '" + name + "'", y.size(), x.size());
    }
  }

  /**
   * A vertical line.
   *
   * @param x where it stands
   * @param label what it says
   */
  public record Marker(double x, String label) {}
}
