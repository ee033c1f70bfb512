package io.plumbline.diagnose.explain;

import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.loss.Objective;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays one effect apart; each link is the effect, or the sum of those of one kind. */
final class Chain {
  private final Map<String, double[]> links = new LinkedHashMap<>();
  private double[] last;

  Chain(double[] first) {
    last = first;
  }

  /**
   * The chain from the analytic to the numeric array.
   *
   * @param analytic what a check says of the analytic array
   * @param reading how the numeric array came about
   * @param piece of the reading's source
   * @param rounding what it explains
   */
  static Chain of(
      Disagreement given, SampleResult analytic, Reading reading, Piece piece, Rounding rounding) {
    Source source = reading.source();
    Objective objective = reading.scalar().objective();
    double factor = reading.scalar().factor();
    Side side = reading.side();
    Cut single = source.single();
    double[] numeric = given.numeric().values();
    double[] rest = Vectors.minus(numeric, reading.expected());
    Chain chain =
        new Chain(given.analytic().values())
            .to("analytic", analytic.differences().orElseThrow().values());
    String other = reading.scalar().id();
    if (!source.variant().isAsGiven()) {
      if (!other.isEmpty()) {
        chain.to(source.variant().id(), gradient(source, given));
      } else {
        other = source.variant().id();
      }
    }
    double moved = source.variant().moved(reading.step());
    return chain
        // Near-ties that the analytic array decides otherwise than any one rule are kinks.
        .to(
            reading.asStated() ? "kink" : other,
            Vectors.times(factor, source.variant().array(piece.gradient())))
        .to("truncation", Vectors.times(factor, source.pinned(piece, objective, moved)))
        .to("kink", reading.quotients(Side.CENTRAL, single, false))
        .to("truncation", reading.quotients(side, single, false))
        .to("tile", reading.quotients(side, reading.cut(), reading.mean()))
        .to("scale", reading.expected())
        .to("step-noise", Vectors.plus(reading.expected(), rounding.within(rest)))
        .to("unknown", numeric);
  }

  /** The derivative of the stated loss at another input. */
  private static double[] gradient(Source source, Disagreement given) {
    Objective stated = source.stated().objective();
    double[] numeric = given.numeric().values();
    return source.variant().array(source.nearestPiece(stated, numeric).gradient());
  }

  /** Goes on to the next array; the step there is the named effect. */
  Chain to(String id, double[] next) {
    links.merge(id, Vectors.minus(next, last), Vectors::plus);
    last = next;
    return this;
  }

  Map<String, double[]> links() {
    return links;
  }

  /** One effect; none where there was no such link. */
  double[] link(String id) {
    return links.getOrDefault(id, new double[last.length]);
  }
}
