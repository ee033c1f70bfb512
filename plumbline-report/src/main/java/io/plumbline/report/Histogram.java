package io.plumbline.report;

/**
 * Counts over bins whose edges are drawn on a log scale.
 *
 * @param id the name of its PNG file, lower-case words joined by hyphens
 * @param title the heading
 * @param caption one or two sentences on how to read it; may be empty
 * @param quantity what is counted, the name of the horizontal axis
 * @param edges positive and increasing, one more than the counts
 * @param counts how many values fall between an edge and the next; the last bin has both its edges
 * @param below how many are below the first edge, exact zeros among them
 * @param above how many are above the last edge
 * @param notFinite how many are NaN or infinite
 */
public record Histogram(
    String id,
    String title,
    String caption,
    String quantity,
    Values edges,
    Values counts,
    long below,
    long above,
    long notFinite)
    implements Section {
  /** Checks the edges. */
  public Histogram {
    Arguments.id(id);
    Arguments.sameSize("edges", edges.size(), counts.size() + 1);
    for (int i = 0; i < edges.size(); i++) {
      double previous = i == 0 ? 0 : edges.get(i - 1);
      Arguments.that(edges.get(i) > previous, "edge " + i, edges.get(i), "above " + previous);
    }
  }
}
