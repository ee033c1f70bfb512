package io.plumbline.evaluate.result;

import java.util.function.Supplier;

/**
 * A unit that ties, or switches within a step, when an element of the input moves. Its name is
 * composed only when asked for.
 */
public final class Kink {
  private final String layer;
  private final int unit;
  private final boolean tied;
  private final boolean maximum;
  private final Supplier<String> name;

  /**
   * A unit with a kink.
   *
   * @param layer its layer's name
   * @param unit its number within the layer's output
   * @param tied whether the kink lies exactly at the input
   * @param maximum whether the unit is a maximum
   * @param name composes what people call it
   */
  public Kink(String layer, int unit, boolean tied, boolean maximum, Supplier<String> name) {
    this.layer = layer;
    this.unit = unit;
    this.tied = tied;
    this.maximum = maximum;
    this.name = name;
  }

  /**
   * The layer.
   *
   * @return its name
   */
  public String layer() {
    return layer;
  }

  /**
   * The unit.
   *
   * @return its number within the layer's output
   */
  public int unit() {
    return unit;
  }

  /**
   * Whether the kink lies exactly at the input, so that no step avoids it.
   *
   * @return false where the unit switches within the step only
   */
  public boolean tied() {
    return tied;
  }

  /**
   * Whether the unit is a maximum, as of a max-pool.
   *
   * @return false where it is an activation
   */
  public boolean maximum() {
    return maximum;
  }

  /**
   * The unit as people find it.
   *
   * @return for example {@code max_pooling2d window (12,3) channel 5: (24,6) = (24,7)}
   */
  @Override
  public String toString() {
    return name.get();
  }
}
