package io.plumbline.jobs.check.words;

import io.plumbline.core.verdict.Tier;
import io.plumbline.diagnose.check.Basis;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.List;

/** What a verdict rests on, in words. */
final class BasisWords {
  private BasisWords() {}

  /** Sentences; none where everything is proven. */
  static List<String> of(Basis basis) {
    if (basis.sample().isEmpty()) {
      return List.of();
    }
    Basis.Sampled sample = basis.sample().get();
    List<String> lines = new ArrayList<>();
    lines.add(basis.tier() == Tier.FIRST_ORDER ? firstOrder() : measured(sample));
    lines.add(derivative(sample));
    if (sample.nearTies() > 0) {
      lines.add(
          Numbers.count(sample.nearTies())
              + (sample.nearTies() == 1 ? " unit comes" : " units come")
              + " within their own measured error of a kink.");
    }
    return lines;
  }

  private static String firstOrder() {
    return "Evidence: to first order. The bounds hold for any order of summation; products of two"
        + " roundings are neglected.";
  }

  private static String measured(Basis.Sampled sample) {
    return "Evidence: measured, not proven. "
        + sample.draws()
        + " passes with random rounding of "
        + sample.arithmetic()
        + " (seed "
        + sample.seed()
        + ") move the gradient by "
        + Numbers.format(sample.noise())
        + " of its norm; if they are like it, a right gradient is called wrong with a probability"
        + " of "
        + Numbers.format(sample.chance())
        + ".";
  }

  private static String derivative(Basis.Sampled sample) {
    return "The derivative is that of reverse mode in float64, right to "
        + Numbers.format(sample.relativeError())
        + " of its norm: shown along "
        + sample.whole().directions()
        + " random directions, missed with a probability below "
        + Numbers.format(sample.whole().missed())
        + ", and at "
        + Numbers.count(sample.whole().singles())
        + " single coordinates.";
  }
}
