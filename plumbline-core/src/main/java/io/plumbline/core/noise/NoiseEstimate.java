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

  /** Whether {@link #sigma()} is a number. */
  public boolean isKnown() {
    return conclusion == Conclusion.MEASURED || conclusion == Conclusion.EXACT;
  }
}
