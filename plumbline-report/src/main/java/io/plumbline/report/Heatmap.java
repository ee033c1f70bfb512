package io.plumbline.report;

/**
 * One map of a {@link HeatmapSet}.
 *
 * @param id the name of its PNG file, lower-case words joined by hyphens
 * @param title what it shows
 * @param values one number per pixel, row-major
 * @param scale what its colours mean
 */
public record Heatmap(String id, String title, Values values, ColourScale scale) {
  /** Checks the id. */
  public Heatmap {
    Require.id(id);
  }
}
