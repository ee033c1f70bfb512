package io.plumbline.network.explain;

import io.plumbline.core.compare.Comparison;
import io.plumbline.network.check.SampleResult;
import java.util.List;

/**
 * The answer to "why do these two not agree?".
 *
 * @param analytic what a check says of the analytic gradient
 * @param numeric what a check says of the difference quotients, taken for a gradient
 * @param kinked how many coordinates move a unit that sits on a kink
 * @param kinkLayers those units' layers, each with the number of coordinates that move one
 * @param kinkExamples a few units by name
 * @param parts what really contributes, most important first
 * @param comparison the statistics of the two arrays
 * @param advice what would have worked
 */
public record Explanation(
    SampleResult analytic,
    SampleResult numeric,
    int kinked,
    List<LayerCount> kinkLayers,
    List<String> kinkExamples,
    List<Part> parts,
    Comparison comparison,
    Advice advice) {
  /**
   * A layer and a number of coordinates.
   *
   * @param layer its name
   * @param coordinates how many move a unit of it that sits on a kink
   */
  public record LayerCount(String layer, int coordinates) {}
}
