package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;
import java.util.List;

/** The values that the elements of an input may have: the same for all, or for each channel. */
public final class Bounds {
  /** Images whose pixels lie in [0, 1]. */
  public static final Bounds UNIT = new Bounds(0, 1);

  private final float[] lower;
  private final float[] upper;

  /**
   * The same bounds for every element.
   *
   * @param lower the smallest value
   * @param upper the largest, above {@code lower}
   * @throws InvalidInputException if the bounds are reversed, equal or not finite
   */
  public Bounds(float lower, float upper) {
    this(new float[] {lower}, new float[] {upper});
    if (!(Float.isFinite(lower) && Float.isFinite(upper) && lower < upper)) {
      throw new InvalidInputException(
          "bounds (" + lower + ", " + upper + ") must be finite, the lower first");
    }
  }

  private Bounds(float[] lower, float[] upper) {
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * Bounds of each channel.
   *
   * @param channels one for each, or one for all
   * @param grid how inputs lie in images
   * @return the bounds of every element
   * @throws InvalidInputException if there are not as many as the image has channels
   */
  public static Bounds ofChannels(List<Bounds> channels, Image grid) {
    if (channels.size() == 1) {
      return channels.get(0);
    }
    if (channels.size() != grid.channels()) {
      throw new InvalidInputException(
          "bounds ("
              + channels.size()
              + " pairs) must be one pair, or one for each channel of the input, which has "
              + grid.channels());
    }
    float[] lower = new float[grid.size()];
    float[] upper = new float[grid.size()];
    for (int k = 0; k < lower.length; k++) {
      lower[k] = channels.get(grid.channel(k)).lower(0);
      upper[k] = channels.get(grid.channel(k)).upper(0);
    }
    return new Bounds(lower, upper);
  }

  /**
   * The smallest value of an element.
   *
   * @param element its place
   * @return the bound
   */
  public float lower(int element) {
    return lower[lower.length == 1 ? 0 : element];
  }

  /**
   * The largest value of an element.
   *
   * @param element its place
   * @return the bound
   */
  public float upper(int element) {
    return upper[upper.length == 1 ? 0 : element];
  }

  /** How far two inputs within the bounds may be apart. */
  double diameter(Norm norm, int elements) {
    double total = 0;
    for (int k = 0; k < elements; k++) {
      double width = (double) upper(k) - lower(k);
      total = norm == Norm.LINF ? Math.max(total, width) : total + width * width;
    }
    return norm == Norm.LINF ? total : Math.sqrt(total);
  }

  float clip(int element, float value) {
    return Math.min(upper(element), Math.max(lower(element), value));
  }

  boolean contain(int element, float value) {
    return value >= lower(element) && value <= upper(element);
  }
}
