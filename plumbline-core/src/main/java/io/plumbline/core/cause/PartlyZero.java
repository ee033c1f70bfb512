package io.plumbline.core.cause;

import io.plumbline.core.tile.Image;
import java.util.List;
import java.util.Optional;

/** A part of the gradient is zero, and the rest is right. */
final class PartlyZero implements Mistake {
  private static final int FEWEST = 2;

  /** How far an entry of the rest may be off, relative, besides what rounding allows. */
  private static final double AGREES = 1e-3;

  /** The share of the rest that must be right; near-ties may have changed some of it. */
  private static final double MOST_OF = 0.7;

  @Override
  public String id() {
    return "partly-zero";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.ZERO_REGION.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    double[] gradient = suspicion.gradient();
    double[] allowed = suspicion.misfit().inPlace(1);
    for (double[] reference : suspicion.references()) {
      double[] predicted = reference.clone();
      boolean[] lost = new boolean[predicted.length];
      int count = 0;
      int left = 0;
      int right = 0;
      for (int k = 0; k < predicted.length; k++) {
        if (gradient[k] == 0) {
          lost[k] = Math.abs(reference[k]) > allowed[k];
          count += lost[k] ? 1 : 0;
          predicted[k] = 0;
        } else {
          double off = Math.abs(gradient[k] - reference[k]);
          left++;
          right += off <= 3 * allowed[k] + AGREES * Math.abs(reference[k]) ? 1 : 0;
        }
      }
      if (count >= FEWEST && right >= MOST_OF * left) {
        int entries = count;
        Place place = Place.of(suspicion.image(), lost, gradient);
        shortlist.offer(
            predicted,
            allowed,
            (place.region() ? Price.ZERO_REGION : Price.ZERO_SCATTERED).nats(),
            confidence -> cause(confidence, entries, place));
      }
    }
    return shortlist.best();
  }

  private static Cause cause(double confidence, int entries, Place place) {
    String sentence =
        entries
            + " entries are zero where the derivative is not ("
            + place.words()
            + "), and the rest is right: a mask, a crop or a slice was applied to the input or its"
            + " gradient, or part of an array was never written.";
    return Cause.of(
        "partly-zero",
        confidence,
        sentence,
        "where",
        place.words(),
        "kind",
        place.kind(),
        "rows",
        place.rows(),
        "columns",
        place.columns(),
        "coordinates",
        entries);
  }

  /** Where lost entries stand: the rows and columns, first and last, that hold them all. */
  private record Place(String kind, List<Integer> rows, List<Integer> columns, String words) {
    boolean region() {
      return !kind.equals("scattered");
    }

    static Place of(Image image, boolean[] lost, double[] gradient) {
      int top = image.rows();
      int bottom = -1;
      int left = image.columns();
      int right = -1;
      int channel = -1;
      for (int k = 0; k < lost.length; k++) {
        if (lost[k]) {
          top = Math.min(top, image.row(k));
          bottom = Math.max(bottom, image.row(k));
          left = Math.min(left, image.column(k));
          right = Math.max(right, image.column(k));
          channel = channel == -1 || channel == image.channel(k) ? image.channel(k) : -2;
        }
      }
      boolean empty = true;
      for (int k = 0; k < gradient.length; k++) {
        boolean inside =
            image.row(k) >= top
                && image.row(k) <= bottom
                && image.column(k) >= left
                && image.column(k) <= right
                && (channel < 0 || image.channel(k) == channel);
        empty &= !inside || gradient[k] == 0;
      }
      boolean oneOfMany = channel >= 0 && image.channels() > 1;
      return new Place(
          kind(image, empty, bottom - top + 1, right - left + 1, oneOfMany),
          List.of(top, bottom),
          List.of(left, right),
          (empty ? "" : "scattered over ")
              + "rows "
              + top
              + " to "
              + bottom
              + ", columns "
              + left
              + " to "
              + right
              + (oneOfMany ? ", channel " + channel : ""));
    }

    private static String kind(Image image, boolean empty, int high, int wide, boolean oneOfMany) {
      boolean allRows = high == image.rows();
      boolean allColumns = wide == image.columns();
      if (!empty) {
        return "scattered";
      } else if (allRows && allColumns && oneOfMany) {
        return "channel";
      } else if (allColumns && !allRows) {
        return "rows";
      } else if (allRows && !allColumns) {
        return "columns";
      }
      return "box";
    }
  }
}
