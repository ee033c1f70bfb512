package io.plumbline.core.cause;

import io.plumbline.core.Euclidean;
import io.plumbline.core.tile.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/** What an error of which the cause is unknown shows by itself: its size, its place, its kind. */
final class Traces {
  /** The share of the error's square that is meant where it is said to stand at a place. */
  private static final double NEARLY_ALL = 0.99;

  /** A place is worth naming where it is at most this share of the whole. */
  private static final double SMALL = 0.5;

  /** Independent numbers are correlated by more than so many over √n once in a thousand. */
  private static final double CHANCE = 3.3;

  /** An entry of less than this share of the typical one is rounding. */
  private static final double COUNTS = 0.05;

  /** Of fewer pairs than these nothing can be said of neighbours. */
  private static final int FEWEST = 64;

  private final Image image;
  private final double[] reference;
  private final double[] error;
  private final double square;
  private final double size;

  private Traces(Suspicion suspicion) {
    this.image = suspicion.image();
    this.reference = nearest(suspicion);
    this.error = new double[reference.length];
    for (int k = 0; k < error.length; k++) {
      error[k] = suspicion.gradient()[k] - reference[k];
    }
    this.square = Euclidean.dot(error, error);
    this.size = Math.sqrt(Euclidean.dot(reference, reference));
  }

  /** What is known; nothing where the gradient is not finite. */
  static List<Fact> of(Suspicion suspicion) {
    Traces traces = new Traces(suspicion);
    List<Fact> facts = new ArrayList<>();
    if (Double.isFinite(traces.square) && traces.square > 0 && traces.size > 0) {
      traces.size(facts);
      traces.place(facts);
      traces.kind(facts);
    }
    return facts;
  }

  private static double[] nearest(Suspicion suspicion) {
    double[] nearest = suspicion.reference();
    double least = Double.POSITIVE_INFINITY;
    for (double[] each : suspicion.references()) {
      double off = 0;
      for (int k = 0; k < each.length; k++) {
        off += (suspicion.gradient()[k] - each[k]) * (suspicion.gradient()[k] - each[k]);
      }
      if (off < least) {
        least = off;
        nearest = each;
      }
    }
    return nearest;
  }

  private void size(List<Fact> facts) {
    double share = Math.sqrt(square) / size;
    String words = String.format(Locale.ROOT, "It is off by %.3g %% of its norm.", 100 * share);
    facts.add(new Fact("relativeError", share, words));
  }

  private void place(List<Fact> facts) {
    int[] rows = range(image::row, image.rows());
    int[] columns = range(image::column, image.columns());
    double part = (double) (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1);
    if (part <= SMALL * image.rows() * image.columns()) {
      String words =
          String.format(
              "Nearly all of the error stands in rows %s to %s, columns %s to %s.",
              rows[0], rows[1], columns[0], columns[1]);
      facts.add(new Fact("rows", List.of(rows[0], rows[1]), words));
      facts.add(new Fact("columns", List.of(columns[0], columns[1]), ""));
    }
    double[] shares = shares(image::channel, image.channels());
    List<Integer> channels = new ArrayList<>();
    for (int k = 0; k < shares.length; k++) {
      if (shares[k] > (1 - NEARLY_ALL) / shares.length) {
        channels.add(k);
      }
    }
    if (channels.size() < shares.length) {
      String words = "Nearly all of the error stands in channels " + channels + ".";
      facts.add(new Fact("channels", channels, words));
    }
  }

  private double[] shares(IntUnaryOperator of, int count) {
    double[] shares = new double[count];
    for (int k = 0; k < error.length; k++) {
      shares[of.applyAsInt(k)] += error[k] * error[k] / square;
    }
    return shares;
  }

  /** The shortest range that is left when as little as possible is cut off at either end. */
  private int[] range(IntUnaryOperator of, int count) {
    double[] shares = shares(of, count);
    double left = (1 - NEARLY_ALL) / 2;
    int first = 0;
    int last = count - 1;
    while (first < last && left >= Math.min(shares[first], shares[last])) {
      left -= Math.min(shares[first], shares[last]);
      if (shares[first] <= shares[last]) {
        first++;
      } else {
        last--;
      }
    }
    return new int[] {first, last};
  }

  /**
   * Whether neighbours in the error have anything to do with one another. That they have not says
   * something only where those in the derivative have: a factor makes an error as it is.
   */
  private void kind(List<Fact> facts) {
    Neighbours errors = neighbours(error);
    boolean noise = !errors.goTogether;
    if (errors.pairs < FEWEST || noise && !neighbours(reference).goTogether) {
      return;
    }
    String words =
        noise
            ? "It looks like noise: neighbouring entries of the error have signs of their own."
            : "It is no noise: neighbouring entries of the error go together.";
    facts.add(new Fact("noise", noise, words));
  }

  /**
   * Entries beside one another in an array.
   *
   * @param pairs how many there are, but for those that are too small
   * @param goTogether whether their signs have to do with one another
   */
  private record Neighbours(int pairs, boolean goTogether) {}

  /** Sizes differ from place to place; signs do not, and say as much of noise. */
  private Neighbours neighbours(double[] values) {
    double least = COUNTS * Math.sqrt(Euclidean.dot(values, values) / values.length);
    double[] signs =
        Arrays.stream(values).map(e -> Math.abs(e) > least ? Math.signum(e) : 0).toArray();
    boolean together = false;
    int all = 0;
    for (int[] step : new int[][] {{0, 1}, {1, 0}}) {
      double product = 0;
      int pairs = 0;
      for (int k = 0; k < signs.length; k++) {
        int next = image.moved(k, step[0], step[1], false);
        if (next >= 0) {
          double alike = signs[k] * signs[next];
          product += alike;
          pairs += alike == 0 ? 0 : 1;
        }
      }
      all += pairs;
      together |= Math.abs(product) > CHANCE * Math.sqrt(pairs);
    }
    return new Neighbours(all, together);
  }
}
