package io.plumbline.jobs.check.words;

import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.report.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What is at fault where a gradient stays undecided, and what decides it: of this check, where the
 * reason's own words are of any.
 */
final class OpenWords {
  private static final MathContext UP = new MathContext(2, RoundingMode.UP);

  private final Reason reason;
  private final Arithmetic arithmetic;
  private final double mustSee;

  /**
   * The words.
   *
   * @param arithmetic that the gradient was computed in
   * @param mustSee the largest mistake that a pass may overlook
   */
  OpenWords(Reason reason, Arithmetic arithmetic, double mustSee) {
    this.reason = reason;
    this.arithmetic = arithmetic;
    this.mustSee = mustSee;
  }

  /** What is at fault; a sentence without a full stop. */
  String fault() {
    return reason == Reason.PRECISION_TOO_COARSE
        ? arithmetic
            + " rounds so coarsely here that a mistake of "
            + Numbers.percent(mustSee)
            + " could not be told from rounding"
        : reason.sentence();
  }

  /**
   * What decides it; a sentence without a full stop.
   *
   * @param judged what the gradient was held against, where it was
   */
  String advice(Optional<Judged> judged) {
    String advice = arithmetic == Arithmetic.FLOAT64 ? ofFloat64() : ofCoarser();
    return advice + judged.flatMap(one -> larger(one.power())).orElse("");
  }

  private String ofCoarser() {
    return reason == Reason.PRECISION_TOO_COARSE
        ? "compute the gradient in "
            + (arithmetic == Arithmetic.FLOAT32 ? "float64" : "float32 or float64")
        : reason.advice();
  }

  /** Nothing finer is to be had. */
  private String ofFloat64() {
    return switch (reason) {
      case PRECISION_TOO_COARSE -> "check another sample, or scale the network's input or weights";
      case SATURATED -> "check another sample, one the model is less sure of";
      case NEAR_TIES -> "check another sample or a jittered one";
      case BETWEEN -> "compute the gradient with plain convolutions, or check another sample";
      default -> reason.advice();
    };
  }

  /**
   * Mistakes that are large enough to show, where it is only smaller ones that may hide in rounding
   * or in near-ties. Another sample may be saturated less, and says more.
   */
  private Optional<String> larger(Power power) {
    double hidden = power.hidden();
    boolean coarse = reason == Reason.PRECISION_TOO_COARSE || reason == Reason.NEAR_TIES;
    return coarse && hidden > mustSee && hidden < 1
        ? Optional.of(
            "; mistakes that are larger are decided with --must-see "
                + new BigDecimal(hidden).round(UP).toPlainString())
        : Optional.empty();
  }
}
