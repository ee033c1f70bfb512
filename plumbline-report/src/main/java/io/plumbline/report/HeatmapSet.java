package io.plumbline.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps of the same pixels, side by side. Pointing at a pixel in one shows all its numbers.
 *
 * @param title the heading
 * @param caption one or two sentences on how to read them; may be empty
 * @param rows the height in pixels
 * @param columns the width in pixels
 * @param maps the maps, each of rows times columns values
 * @param readouts the numbers shown for a pixel, in order
 * @param overlay a pattern over some of the pixels, such as those on a tie
 * @param tiles where it is of kernels side by side, how they lie
 * @param closeUps the pixels that {@link CloseUps} of the report are of, each with its entry there
 * @param labels what rows and columns are called
 * @param form how they are drawn
 */
public record HeatmapSet(
    String title,
    String caption,
    int rows,
    int columns,
    List<Heatmap> maps,
    List<Readout> readouts,
    Optional<Overlay> overlay,
    Optional<Tiles> tiles,
    Map<Integer, Integer> closeUps,
    Labels labels,
    Form form)
    implements Section {
  /** Checks that every array has rows times columns entries. */
  public HeatmapSet {
    Arguments.that(rows > 0, "rows", rows, "positive");
    Arguments.that(columns > 0, "columns", columns, "positive");
    maps = List.copyOf(maps);
    readouts = List.copyOf(readouts);
    closeUps = Map.copyOf(closeUps);
    int pixels = Math.multiplyExact(rows, columns);
    maps.forEach(
        map -> Arguments.sameSize("map '" + map.title() + "'", map.values().size(), pixels));
    readouts.forEach(
        r -> Arguments.sameSize("readout '" + r.name() + "'", r.values().size(), pixels));
    overlay.ifPresent(o -> Arguments.sameSize("overlay", o.reasons().size(), pixels));
  }

  /**
   * Maps of one picture.
   *
   * @param title the heading
   * @param caption one or two sentences on how to read them; may be empty
   * @param rows the height in pixels
   * @param columns the width in pixels
   * @param maps the maps, each of rows times columns values
   * @param readouts the numbers shown for a pixel, in order
   * @param overlay a pattern over some of the pixels
   */
  public HeatmapSet(
      String title,
      String caption,
      int rows,
      int columns,
      List<Heatmap> maps,
      List<Readout> readouts,
      Optional<Overlay> overlay) {
    this(
        title,
        caption,
        rows,
        columns,
        maps,
        readouts,
        overlay,
        Optional.empty(),
        Map.of(),
        Labels.NONE,
        Form.PIXELS);
  }

  /** What rows and columns are, and how they are drawn. */
  public enum Form {
    /** Rows and columns of a picture. */
    PIXELS,
    /** Features of a sequence, one below the other, and time across: a piano roll. */
    ROLL,
    /** The same with a line for each feature, but where values are states. */
    LINES
  }

  /**
   * What rows and columns are called in place of their numbers.
   *
   * @param rows a name for each row; empty where they have numbers
   * @param columns a name for each column; empty where they have numbers
   */
  public record Labels(List<String> rows, List<String> columns) {
    /** Numbers for both. */
    public static final Labels NONE = new Labels(List.of(), List.of());

    /** Copies the lists. */
    public Labels {
      rows = List.copyOf(rows);
      columns = List.copyOf(columns);
    }
  }

  /**
   * Kernels side by side: those of each output from left to right, the outputs in reading order.
   *
   * @param rows of a kernel
   * @param columns of a kernel
   * @param inputs kernels of each output
   */
  public record Tiles(int rows, int columns, int inputs) {}

  /**
   * A number shown for the pixel pointed at.
   *
   * @param name what it is
   * @param values one number per pixel
   * @param digits how many of them say something
   */
  public record Readout(String name, Values values, int digits) {
    /** As tables have them. */
    static final int DIGITS = 4;

    private static final int DIGITS_OF_BOUND = 2;

    /**
     * With the digits that tables have.
     *
     * @param name what it is
     * @param values one number per pixel
     */
    public Readout(String name, Values values) {
      this(name, values, DIGITS);
    }

    /**
     * Of numbers that only bound another.
     *
     * @param name what it is
     * @param values one number per pixel
     * @return with two digits
     */
    public static Readout ofBound(String name, Values values) {
      return new Readout(name, values, DIGITS_OF_BOUND);
    }
  }

  /**
   * A pattern over some of the pixels.
   *
   * @param name what the legend says, such as "on a tie"
   * @param reasons one entry per pixel: why it is marked, empty where it is not
   */
  public record Overlay(String name, List<String> reasons) {
    /** Copies the list. */
    public Overlay {
      reasons = List.copyOf(reasons);
    }
  }
}
