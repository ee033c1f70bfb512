package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;

/** Conditions on settings, each broken one told in one line. */
final class Require {
  private Require() {}

  static void that(boolean condition, String name, Object value, String what) {
    if (!condition) {
      throw new InvalidInputException(name + " (" + value + ") must be " + what);
    }
  }

  static void atLeast(String name, long value, long least) {
    that(value >= least, name, value, "at least " + least);
  }

  static void tile(int side, Image image) {
    atLeast("tile", side, 1);
    int most = Math.min(image.rows(), image.columns());
    that(side <= most, "tile", side, "at most the image's side, " + most);
  }

  static void positive(String name, double value) {
    that(value > 0 && value < Double.POSITIVE_INFINITY, name, value, "above 0 and finite");
  }
}
