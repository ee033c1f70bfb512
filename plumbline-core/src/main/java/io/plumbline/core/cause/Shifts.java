package io.plumbline.core.cause;

import io.plumbline.core.tile.Image;
import java.util.List;

/** The image moved by some pixels, in rows, columns or along the flat array. */
final class Shifts {
  private static final int FARTHEST_FLAT = 2048;

  private final Shortlist shortlist;
  private final Likeness likeness;
  private final Image image;
  private final double[] reference;

  private Shifts(Shortlist shortlist, Likeness likeness, Image image, double[] reference) {
    this.shortlist = shortlist;
    this.likeness = likeness;
    this.image = image;
    this.reference = reference;
  }

  static void offer(Shortlist shortlist, Likeness likeness, Image image, double[] reference) {
    Shifts shifts = new Shifts(shortlist, likeness, image, reference);
    int down = image.rows() / 2;
    int right = image.columns() / 2;
    for (int row = -down; row <= down; row++) {
      for (int column = -right; column <= right; column++) {
        if (row != 0 || column != 0) {
          shifts.shift(row, column);
        }
      }
    }
    int farthest = Math.min(FARTHEST_FLAT, reference.length / 2);
    for (int by = -farthest; by <= farthest; by++) {
      if (by != 0) {
        shifts.flat(by);
      }
    }
  }

  private void shift(int row, int column) {
    if (likeness.suspects(k -> reference[image.moved(k, row, column, true)])) {
      moved(row, column, true);
      moved(row, column, false);
    } else if (likeness.suspects(k -> at(image.moved(k, row, column, false)))) {
      moved(row, column, false);
    }
  }

  private void moved(int row, int column, boolean wrap) {
    double[] predicted = new double[reference.length];
    for (int k = 0; k < predicted.length; k++) {
      predicted[k] = at(image.moved(k, row, column, wrap));
    }
    String border = wrap ? "rolled" : "filled with zeros";
    shortlist.offerTimesFactor(
        predicted,
        Price.SHIFT.nats() + (wrap ? 0 : Price.RARER_SHIFT.nats()),
        (confidence, factor) ->
            cause(
                confidence,
                factor,
                List.of(row, column),
                border,
                pixels(row, "down", "up") + joined(row, column) + pixels(column, "right", "left")));
  }

  private void flat(int by) {
    int size = reference.length;
    if (!likeness.suspects(k -> reference[Math.floorMod(k - by, size)])) {
      return;
    }
    double[] predicted = new double[size];
    for (int k = 0; k < size; k++) {
      predicted[k] = reference[Math.floorMod(k - by, size)];
    }
    shortlist.offerTimesFactor(
        predicted,
        Price.SHIFT.nats() + Price.RARER_SHIFT.nats(),
        (confidence, factor) ->
            cause(
                confidence,
                factor,
                List.of(by),
                "rolled",
                Math.abs(by) + (by > 0 ? " on" : " back") + " along the flat array"));
  }

  private static String pixels(int by, String forward, String back) {
    return by == 0 ? "" : Math.abs(by) + " " + (by > 0 ? forward : back);
  }

  private static String joined(int row, int column) {
    return row != 0 && column != 0 ? " and " : "";
  }

  private double at(int index) {
    return index < 0 ? 0 : reference[index];
  }

  private static Cause cause(
      double confidence, double factor, List<Integer> shift, String border, String words) {
    String sentence =
        "The values are right and stand in the wrong places, shifted by "
            + words
            + " ("
            + border
            + "): an index is off, or padding or a crop was not undone"
            + Factor.besides(factor);
    return Cause.of(
        "axes",
        confidence,
        sentence,
        "transform",
        "shift",
        "shift",
        shift,
        "border",
        border,
        "factor",
        factor);
  }
}
