package io.plumbline.attack;

import io.plumbline.attack.AttackMethod.Setting;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;
import java.util.EnumMap;
import java.util.Map;

/**
 * What differs from a method's usual settings.
 *
 * @param values numbers by setting
 * @param seed of everything random
 * @param grid how inputs lie in images, for attacks that look at images
 */
public record AttackSettings(Map<Setting, Double> values, long seed, Image grid) {
  /** Copies the map. */
  public AttackSettings {
    values = values.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(values));
  }

  double number(Setting setting, double usual) {
    return values.getOrDefault(setting, usual);
  }

  int whole(Setting setting, int usual) {
    double value = number(setting, usual);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new InvalidInputException(setting.label() + " (" + value + ") must be a whole number");
    }
    return (int) value;
  }
}
