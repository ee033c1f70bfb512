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
  /** Checks the id and that states are indices of categories. */
  public Heatmap {
    Arguments.id(id);
    if (scale instanceof ColourScale.Categories states) {
      int count = states.categories().size();
      for (int i = 0; i < values.size(); i++) {
        double state = values.get(i);
        boolean index = state >= 0 && state < count && state == Math.rint(state);
        Arguments.that(index, "state", state, "a whole number from 0 to " + (count - 1));
      }
    }
  }
}
