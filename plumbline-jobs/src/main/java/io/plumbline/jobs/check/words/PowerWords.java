package io.plumbline.jobs.check.words;

import io.plumbline.core.verdict.Power;
import io.plumbline.diagnose.check.Basis;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.report.Numbers;
import io.plumbline.report.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a check would have seen, in words that say no more than was computed. */
final class PowerWords {
  private PowerWords() {}

  /**
   * Sentences.
   *
   * @param judged the result
   * @param mustSee the largest mistake that a pass may overlook, where that was asked for
   */
  static List<String> of(Judged judged, Optional<Double> mustSee) {
    Power power = judged.power();
    List<String> lines = new ArrayList<>();
    if (power.hidden() > judged.mustSee()) {
      lines.add(
          "A mistake of "
              + Numbers.percent(power.hidden())
              + " of the gradient's norm could hide here; a pass must see "
              + Numbers.percent(judged.mustSee())
              + ".");
      return lines;
    }
    if (!judged.judgement().agrees()) {
      return lines;
    }
    String others =
        power.others() < power.norm()
            ? ", "
                + Numbers.percent(power.others())
                + " where it is not along the scores' gradients"
            : "";
    lines.add(
        "Would not pass: a mistake of any form above "
            + Numbers.percent(power.norm())
            + " of the gradient's norm"
            + others
            + ", or of more than "
            + Numbers.format(power.coordinate())
            + " in any one decided coordinate.");
    if (judged.fromNetwork().isPresent() && Double.isFinite(power.scale())) {
      lines.add("Would fail: a scale error of " + Numbers.percent(power.scale()) + ".");
    }
    boolean claimsLess = judged.mustSee() > Power.REQUIRED && power.norm() > Power.REQUIRED;
    if (mustSee.isEmpty() && claimsLess) {
      judged
          .fromNetwork()
          .flatMap(network -> network.basis().sample())
          .map(PowerWords::coarse)
          .ifPresent(lines::add);
    }
    return lines;
  }

  private static String coarse(Basis.Sampled sample) {
    return Sentences.capital(sample.arithmetic().toString())
        + " alone rounds by "
        + Numbers.percent(sample.noise())
        + " of the norm: this PASS does not rule out a mistake of "
        + Numbers.percent(Power.REQUIRED)
        + ", as one in float32 does.";
  }
}
