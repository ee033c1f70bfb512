package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The gradient of another branch of the function: beyond a place beside x it is right, from there
 * to x it is wrong, and through that place it goes on smoothly. A mistake that fades out, or one
 * inside the branch of x, does not look like that.
 */
final class OtherBranch {
  /** The place is looked for by each entry, of which there may be so many. */
  private static final int MOST_ENTRIES = 16;

  /** How far from x it is looked for, in sizes of the entry. */
  private static final double[] REACH = {0.125, 0.5, 2};

  private static final double QUICK_STEP = 0x1p-14;
  private static final double QUICK = 1e-3;
  private static final int HALVES = 14;

  /** At half the way to the place a mistake that does not fade is this part of that at x. */
  private static final double STILL_THERE = 1.0 / 16;

  /** A gradient that goes on is so much nearer to that than to what is right. */
  private static final double NEARER = 0.1;

  private final Session session;
  private final Outputs values;
  private final UnaryOperator<double[]> claim;
  private final double[] x;
  private final double[] size;

  OtherBranch(Session session, Outputs values, UnaryOperator<double[]> claim) {
    this.session = session;
    this.values = values;
    this.claim = claim;
    this.x = session.at().flat();
    this.size = session.sizes();
  }

  /** Points on the way from x along one entry: 0 is x, 1 the farthest. */
  private final class Way {
    private final int moved;
    private final double length;
    private final int entry;

    Way(int moved, double length, int entry) {
      this.moved = moved;
      this.length = length;
      this.entry = entry;
    }

    double[] point(double part) {
      double[] y = x.clone();
      y[moved] = session.precision().round(x[moved] + part * length);
      return y;
    }

    double claimed(double part, int k) {
      return session.guard().claimedBeside("gradient", point(part), x.length, claim)[k];
    }

    /** By how much the gradient is off by an entry; 0 where it is right, NaN if not known. */
    double off(double part, int k) {
      Estimate slope = slope(point(part), k);
      double off = Math.abs(claimed(part, k) - slope.value() / session.scale(k));
      double allowed = slope.bound() / session.scale(k);
      allowed += session.tolerance() * Math.abs(slope.value() / session.scale(k));
      if (!slope.isBounded()) {
        return Double.NaN;
      }
      return off <= allowed ? 0 : off;
    }

    double off(double part) {
      return off(part, entry);
    }

    boolean looksRight() {
      double[] y = point(1);
      double h = QUICK_STEP * size[entry];
      double quotient = (beside(y, h) - beside(y, -h)) / (2 * h);
      double given = claimed(1, entry);
      return Math.abs(given - quotient) <= QUICK * Math.max(Math.abs(given), Math.abs(quotient));
    }

    private double beside(double[] y, double h) {
      double[] moved = y.clone();
      moved[entry] = session.precision().round(y[entry] + h);
      return value(moved);
    }

    /** The place from which on it is right, as parts of the way: wrong, and right. */
    double[] place() {
      double wrong = 0;
      double right = 1;
      for (int i = 0; i < HALVES; i++) {
        double middle = (wrong + right) / 2;
        if (off(middle) == 0) {
          right = middle;
        } else {
          wrong = middle;
        }
      }
      return new double[] {wrong, right};
    }

    private boolean isRightFrom(double place) {
      for (double part : new double[] {0.25, 0.5, 0.75, 1}) {
        if (off(place + part * (1 - place)) != 0) {
          return false;
        }
      }
      for (int k = 0; k < x.length; k++) {
        if (off(1, k) != 0) {
          return false;
        }
      }
      return true;
    }

    /** Whether a cubic through the gradient beyond the place leads to what it is before it. */
    private boolean goesOn(double place) {
      double step = Math.min(1 - place, place) / 4;
      double before = place - step;
      double[] nodes = new double[4];
      double continued = 0;
      for (int i = 0; i < nodes.length; i++) {
        nodes[i] = place + (i + 1) * step;
      }
      for (int i = 0; i < nodes.length; i++) {
        double weight = 1;
        for (int j = 0; j < nodes.length; j++) {
          weight *= i == j ? 1 : (before - nodes[j]) / (nodes[i] - nodes[j]);
        }
        continued += weight * claimed(nodes[i], entry);
      }
      return Math.abs(claimed(before, entry) - continued) <= NEARER * off(before);
    }

    Optional<Cause> cause() {
      if (!looksRight() || off(1) != 0) {
        return Optional.empty();
      }
      double[] place = place();
      boolean stays = off(place[1] / 2) >= STILL_THERE * off(0);
      if (!stays || !isRightFrom(place[1]) || !goesOn(place[1])) {
        return Optional.empty();
      }
      String name = session.at().element(moved);
      double wrong = point(place[0])[moved];
      double right = point(place[1])[moved];
      String sentence =
          "It is the gradient of another branch of the function: it is right where "
              + name
              + " is "
              + (length > 0 ? "above " : "below ")
              + ShownNumbers.number(right)
              + ", and goes on in the same way to x, where another case holds.";
      return Optional.of(
          Cause.of("wrong-branch", 1, sentence, "entry", name, "from", wrong, "to", right));
    }
  }

  private double value(double[] y) {
    double[] value = new double[1];
    values.take(0, y, 1, value);
    return value[0];
  }

  private Estimate slope(double[] y, int k) {
    double unit = session.scale(k);
    ScalarFunction along =
        ScalarFunction.of(
            Shape.of(1),
            session.precision(),
            z -> {
              double[] moved = y.clone();
              moved[k] = z[0] * unit;
              return value(moved);
            });
    double[] at = {y[k] / unit};
    return FiniteDifferences.gradient(along, at, session.options()).get(0);
  }

  /** The cause of a wrong entry, where gradient and function show it. */
  Optional<Cause> find(int entry) {
    for (int moved = 0; moved < x.length && x.length <= MOST_ENTRIES; moved++) {
      for (double reach : REACH) {
        for (int sign = -1; sign <= 1; sign += 2) {
          Optional<Cause> cause = new Way(moved, sign * reach * size[moved], entry).cause();
          if (cause.isPresent()) {
            return cause;
          }
        }
      }
    }
    return Optional.empty();
  }
}
