package io.plumbline.jobs.run;

import io.plumbline.core.compare.Comparison;
import io.plumbline.core.compare.ErrorFormula;
import io.plumbline.jobs.run.result.AttackExample;
import io.plumbline.jobs.run.result.StepCurve;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.List;

/** What the numbers show, in sentences that a student understands; every number is computed. */
final class Findings {
  /** From here on two gradients are said to differ. */
  private static final double NOTABLE = 1e-3;

  private final Ablation ablation;
  private final StepCurve sweep;
  private final int pixels;

  private Findings(Ablation ablation, StepCurve sweep) {
    this.ablation = ablation;
    this.sweep = sweep;
    this.pixels = ablation.asItIs().tied().length;
  }

  /** The sentences on what makes the gradients differ, the answer first. */
  static List<String> of(Ablation ablation, StepCurve sweep) {
    Findings findings = new Findings(ablation, sweep);
    List<String> sentences = new ArrayList<>();
    sentences.add(findings.answer());
    sentences.add(findings.ties());
    sentences.add(findings.jitter());
    sentences.add(findings.noise());
    if (ablation.float32().tiles().count() < findings.pixels) {
      sentences.add(findings.tiles());
    }
    sentences.add(findings.formula());
    return sentences;
  }

  static String of(AttackExample attack) {
    return attack.method()
        + " with ε = "
        + Numbers.setting(attack.epsilon())
        + " takes the probability of the true class, "
        + attack.truth()
        + ", from "
        + Numbers.format(attack.before().truthProbability())
        + " to "
        + Numbers.format(attack.after().truthProbability())
        + (attack.after().label() == attack.before().label()
            ? "; the prediction stays " + attack.after().label() + "."
            : "; the prediction turns from "
                + attack.before().label()
                + " to "
                + attack.after().label()
                + ".");
  }

  private String answer() {
    Certificate certificate = ablation.asItIs();
    String compared =
        "The numeric gradient is "
            + percent(ablation.float32().comparison())
            + " off in norm, and reverse mode is not to blame: ";
    if (certificate.confirmed() == pixels) {
      return compared
          + "in float64 it lies within the proven bound of a certified difference at all "
          + Numbers.count(pixels)
          + " pixels.";
    }
    return "The gradients differ by "
        + percent(ablation.float32().comparison())
        + " in norm; reverse mode in float64 lies within the bound of a certified difference at "
        + Numbers.count(certificate.confirmed())
        + " of "
        + Numbers.count(pixels)
        + " pixels.";
  }

  private String ties() {
    Certificate certificate = ablation.asItIs();
    String left = percent(ablation.float64().comparison());
    if (certificate.ties() == 0) {
      return "No pixel sits on a tie or kink; in float64 the two differ by " + left + " in norm.";
    }
    String where =
        certificate.poolTies() == 0
            ? "on a kink"
            : "on exact ties of " + String.join(" and ", certificate.pools()) + equalNeighbours();
    return Numbers.count(certificate.ties())
        + " of "
        + Numbers.count(pixels)
        + " pixels sit "
        + where
        + ": there a central difference averages two slopes, and reverse mode takes one. In float64,"
        + " free of float32's rounding, the two still differ by "
        + left
        + " in norm, "
        + Numbers.percent(ablation.shareOnTies())
        + " of it (in squares) on these pixels.";
  }

  private static String equalNeighbours() {
    return " (a constant background makes whole windows equal)";
  }

  private String jitter() {
    double before = median(ablation.float64());
    double after = median(ablation.jittered64());
    return "Moving every pixel by a random amount of at most "
        + ExaminedImage.JITTER
        + " leaves "
        + Numbers.count(ablation.moved().ties())
        + " on ties: in float64 the median relative error goes from "
        + Numbers.format(before)
        + " to "
        + Numbers.format(after)
        + ".";
  }

  private String noise() {
    double in32 = ablation.jittered32().comparison().normwiseError();
    double in64 = sweep.float64Error().get(usedStep());
    double small = ablation.jittered64().comparison().normwiseError();
    StringBuilder text = new StringBuilder("Off the ties, at h = ");
    text.append(Numbers.setting(ablation.float32().step())).append(", the error in norm is ");
    text.append(Numbers.percent(in32)).append(" in float32 and ").append(share(in64));
    text.append(" in float64; at h = ").append(Numbers.setting(ablation.float64().step()));
    text.append(" in float64 it is ").append(Numbers.format(small)).append(": ");
    text.append(in32 > NOTABLE && in32 > 2 * in64 ? "the first gap is rounding, " : "");
    text.append("what a shorter step removes is kinks and curvature within h.");
    sweep
        .bestStep()
        .ifPresent(
            best ->
                text.append(" The best step tried in float32 is ")
                    .append(Numbers.setting(best))
                    .append('.'));
    int unmoved = ablation.unmovedInFloat32();
    if (unmoved > 0) {
      text.append(" At ").append(Numbers.count(unmoved));
      text.append(" places the float32 loss of the image does not change at all between x - h");
      text.append(" and x + h.");
    }
    return text.toString();
  }

  private int usedStep() {
    int k = 0;
    while (sweep.steps().get(k) != sweep.usedStep()) {
      k++;
    }
    return k;
  }

  private String tiles() {
    return "The quotient along a tile is the sum of its pixels' gradients; here both sides are the"
        + " mean per pixel. The printed statistics take the sum for each pixel.";
  }

  private String formula() {
    Comparison comparison = ablation.float32().comparison();
    return "The printed formula abs(d - g/clip(d)) lacks a pair of parentheses: its median is "
        + Numbers.format(comparison.statistics(ErrorFormula.AS_PRINTED).median())
        + ", that of the relative error "
        + Numbers.format(median(ablation.float32()))
        + ".";
  }

  private static double median(GradientPair gradients) {
    return gradients.comparison().statistics(ErrorFormula.SYMMETRIC_RELATIVE).median();
  }

  private static String percent(Comparison comparison) {
    return share(comparison.normwiseError());
  }

  /** A part of a norm: in per cent, unless there is next to nothing of it. */
  static String share(double error) {
    return error < NOTABLE ? Numbers.format(error) : Numbers.percent(error);
  }
}
