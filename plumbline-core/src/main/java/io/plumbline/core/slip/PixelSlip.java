package io.plumbline.core.slip;

import java.util.Arrays;
import java.util.Optional;

/** Pixels as bytes, where a model may take them from 0 to 1. */
public final class PixelSlip {
  private static final double MOST = 255;

  private PixelSlip() {}

  /**
   * What to say of an input at which a loss does not move.
   *
   * @param name of its file
   * @param x the input
   * @return what is seen and what may mend it; empty where they are no levels of pixels
   */
  public static Optional<String> sentence(String name, double[] x) {
    double most = Arrays.stream(x).max().orElse(0);
    boolean levels =
        Arrays.stream(x)
            .allMatch(value -> value == Math.rint(value) && value >= 0 && value <= MOST);
    return levels && most > 1
        ? Optional.of(
            name
                + " holds whole numbers from "
                + (int) Arrays.stream(x).min().orElse(0)
                + " to "
                + (int) most
                + ", as pixels are stored; where the model takes [0, 1], --scale 1/255 makes these"
                + " of them.")
        : Optional.empty();
  }
}
