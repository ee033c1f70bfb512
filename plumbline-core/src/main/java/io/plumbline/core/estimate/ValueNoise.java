package io.plumbline.core.estimate;

/**
 * How far computed values are from those of the function behind them, as far as they show it.
 *
 * @param level the largest bound on the error of a value that any estimate was built on
 * @param quantum what values are seen to be rounded to; 0 if nothing shows
 * @param chance the largest difference among repeated values of one point; 0 if there was none
 * @param unit the unit roundoff of the narrowest format, binary or decimal, that holds all values
 */
public record ValueNoise(double level, double quantum, double chance, double unit) {
  /** Nothing was looked at. */
  public static final ValueNoise NONE = new ValueNoise(0, 0, 0, 0);

  /**
   * Whether the same point gave different values.
   *
   * @return whether it did
   */
  public boolean isRandom() {
    return chance > 0;
  }
}
