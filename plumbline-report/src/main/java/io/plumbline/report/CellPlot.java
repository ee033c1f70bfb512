package io.plumbline.report;

import java.util.List;

/**
 * Numbers on grids, drawn as coloured cells, such as counts by two quantities. They are part of the
 * page, need no script, and stand in a table below.
 *
 * @param title the heading
 * @param caption one or two sentences on how to read it; may be empty
 * @param panels the grids, side by side
 * @param numbers what is drawn
 */
public record CellPlot(String title, String caption, List<Panel> panels, Table numbers)
    implements Section {
  /** Copies the list. */
  public CellPlot {
    panels = List.copyOf(panels);
  }

  /**
   * One grid.
   *
   * @param title what it shows
   * @param alternative the same in words, for those who cannot see it
   * @param rows cells from top to bottom
   * @param columns cells from left to right
   * @param values rows times columns numbers, row-major; cells that are not above zero stay empty
   * @param scale what the colours mean
   * @param shape how it is laid out
   * @param x below it
   * @param y on its left
   * @param lines drawn over the cells
   */
  public record Panel(
      String title,
      String alternative,
      int rows,
      int columns,
      Values values,
      ColourScale.LogSequential scale,
      Layout shape,
      Axis x,
      Axis y,
      List<Line> lines) {
    /** Checks the size. */
    public Panel {
      Arguments.that(rows > 0, "rows", rows, "positive");
      Arguments.that(columns > 0, "columns", columns, "positive");
      Arguments.sameSize("values", values.size(), Math.multiplyExact(rows, columns));
      lines = List.copyOf(lines);
    }
  }

  /** How a grid fills its place. */
  public enum Layout {
    /** Each cell is a square, as of a picture. */
    PIXELS,
    /** As wide as high, as two quantities are. */
    PLOT,
    /** As wide as the page, each row a line high. */
    STRIP
  }

  /**
   * An axis.
   *
   * @param name an arrow, and what runs along it; empty where that is plain
   * @param ticks its labels
   */
  public record Axis(String name, List<Tick> ticks) {
    /** Copies the list. */
    public Axis {
      ticks = List.copyOf(ticks);
    }

    /**
     * Without a name or labels.
     *
     * @return the axis
     */
    public static Axis none() {
      return new Axis("", List.of());
    }
  }

  /**
   * A label.
   *
   * @param at where it stands, in cells from the left or the top
   * @param label what it says
   */
  public record Tick(double at, String label) {}

  /**
   * A line over the cells.
   *
   * @param name what it is
   * @param x places in cells from the left
   * @param y places in cells from the top, as many
   */
  public record Line(String name, Values x, Values y) {
    /** Checks that both have the same size. */
    public Line {
      Arguments.sameSize("y of '" + name + "'", y.size(), x.size());
    }
  }
}
