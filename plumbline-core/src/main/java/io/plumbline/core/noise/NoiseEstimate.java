package io.plumbline.core.noise;

/**
 * The noise of a function as measured, or the reason why it could not be.
 *
 * @param conclusion what the measurement says
 * @param sigma the standard deviation of the noise of one value; 0 if {@link Conclusion#EXACT}, NaN
 *     if unknown
 */
public record NoiseEstimate(Conclusion conclusion, double sigma) {

  /** The outcome of a measurement. */
  public enum Conclusion {
    /** Three levels of differences agree on a noise. */
    MEASURED("measured"),
    /** The values lie on a polynomial exactly: no noise beyond the last digit. */
    EXACT("the values show no noise"),
    /** At least half of the neighbouring values are equal. */
    STEP_TOO_SMALL("the points are too close: half of the neighbouring values are equal"),
    /** All values are equal at every spacing: nothing shows what rounding hides. */
    CONSTANT("the values do not change: the function is constant, or saturated in its arithmetic"),
    /** The values vary by more than a tenth of their size. */
    STEP_TOO_LARGE("the points are too far apart: the values vary by more than a tenth"),
    /** No three levels of differences agree, so the variation is not noise. */
    NO_LEVELS_AGREE("no three levels of differences agree within a factor of four"),
    /** A value is not finite. */
    NOT_FINITE("a value is not finite");

    private final String sentence;

    Conclusion(String sentence) {
      this.sentence = sentence;
    }

    /** The outcome in words. */
    @Override
    public String toString() {
      return sentence;
    }
  }

  static NoiseEstimate unknown(Conclusion reason) {
    return new NoiseEstimate(reason, Double.NaN);
  }

  /**
   * This reason to know nothing; values that looked exact at some spacings only had been rounded
   * coarsely.
   */
  NoiseEstimate asUnknown() {
    return unknown(conclusion == Conclusion.EXACT ? Conclusion.STEP_TOO_SMALL : conclusion);
  }

  /** Whether {@link #sigma()} is a number. */
  public boolean isKnown() {
    return conclusion == Conclusion.MEASURED || conclusion == Conclusion.EXACT;
  }
}
