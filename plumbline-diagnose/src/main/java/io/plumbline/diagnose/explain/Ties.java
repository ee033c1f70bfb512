package io.plumbline.diagnose.explain;

import java.util.List;
import java.util.Optional;

/**
 * Where units tie or switch, so that a difference quotient averages two slopes.
 *
 * @param tied for each coordinate whether it moves a unit that ties exactly here, which changes its
 *     quotient however short the step
 * @param crossing whether a unit switches within the step only
 * @param units for each coordinate a unit by name, and how many more; empty where there is none
 * @param layers those units' layers, by how many coordinates move one of theirs, the most first
 * @param background why windows tie: the region they see has one value
 */
public record Ties(
    boolean[] tied,
    boolean[] crossing,
    List<String> units,
    List<LayerCount> layers,
    Optional<Background> background) {
  /**
   * A layer and numbers of coordinates.
   *
   * @param layer its name
   * @param pool whether its units are maxima
   * @param tied how many coordinates move a unit of it that ties
   * @param crossing how many others move one that switches within the step
   */
  public record LayerCount(String layer, boolean pool, int tied, int crossing) {}

  /**
   * A constant region.
   *
   * @param value of all its elements
   * @param coordinates how many move a unit that ties because all that it sees has this value
   */
  public record Background(double value, int coordinates) {}

  /**
   * How many coordinates move a unit that ties.
   *
   * @return at most as many as there are
   */
  public int tiedCount() {
    return count(tied);
  }

  /**
   * How many others move a unit that switches within the step.
   *
   * @return at most as many as there are
   */
  public int crossingCount() {
    return count(crossing);
  }

  /**
   * Whether the units have names, as those of a model that is read.
   *
   * @return false where kinks were measured
   */
  public boolean areNamed() {
    return !layers.isEmpty();
  }

  /**
   * Why coordinates tie, where a constant region is why for most of them.
   *
   * @return a clause
   */
  public Optional<String> because() {
    return background
        .filter(region -> 2 * region.coordinates() > tiedCount())
        .map(region -> "because the background is constant (" + number(region.value()) + ")");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Said.text("%.4g", value);
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }
}
