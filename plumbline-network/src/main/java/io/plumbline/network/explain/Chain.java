package io.plumbline.network.explain;

import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays one effect apart; each link is the effect. */
final class Chain {
  private final Map<String, double[]> links = new LinkedHashMap<>();
  private double[] last;

  Chain(Disagreement given) {
    last = given.analytic();
  }

  /** Goes on to the next array; the step there is the named effect. */
  void to(String id, double[] next) {
    links.put(id, Explainer.difference(next, last));
    last = next;
  }

  double[] last() {
    return last;
  }

  Map<String, double[]> links() {
    return links;
  }
}
