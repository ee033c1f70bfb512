package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A gradient asked for again, after one at another point: what is left of an earlier call shows.
 */
final class Repeats {
  /** How far the other point is, relative to x. */
  static final double BESIDE = 0x1p-7;

  private final Session session;
  private final double[] first;
  private final double[] beside;
  private final double[] again;

  /**
   * Asks.
   *
   * @param first what the gradient gave at x before
   * @param other a point beside x
   */
  Repeats(Session session, UnaryOperator<double[]> claim, double[] first, double[] other) {
    this.session = session;
    this.first = first;
    Guard guard = session.guard();
    int size = first.length;
    this.beside = guard.claimedBeside("gradient", other, size, claim);
    this.again = guard.claimed("gradient", session.at().flat(), size, claim);
  }

  /** A point a little beside x, for functions of any. */
  static double[] beside(Session session) {
    double[] other = session.at().flat();
    for (int k = 0; k < other.length; k++) {
      other[k] = session.precision().round(other[k] * (1 + BESIDE));
    }
    return other;
  }

  /** A finding, where the two differ. */
  void addTo(FoundRows report) {
    double tolerance = session.tolerance();
    double apart = Euclidean.distance(first, again);
    double size = Euclidean.norm(first) + Euclidean.norm(again);
    if (!(apart > tolerance * size)) {
      return;
    }
    report.add(
        Relation.of(
            "the norm of the gradient, and of what differs when it is asked for again",
            Euclidean.norm(first),
            Euclidean.norm(first) + apart,
            tolerance * size));
    cause(tolerance * size).ifPresent(report::add);
  }

  private Optional<Cause> cause(double tolerance) {
    if (Euclidean.distance(again, beside) <= tolerance
        || Euclidean.distance(first, beside) <= tolerance) {
      return Optional.of(
          Cause.of(
              "stale-state",
              1,
              "Asked for again, the gradient is that of the point before: it is read from a buffer"
                  + " that was not computed anew."));
    }
    double[] sum = new double[first.length];
    for (int times = 1; times <= 2; times++) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] = again[k] - first[k] - (times == 1 ? first[k] : beside[k]);
      }
      if (Euclidean.norm(sum) <= 2 * tolerance) {
        return Optional.of(accumulated());
      }
    }
    return session.guard().reseeding().isNeeded()
        ? Optional.of(OtherDraws.notSet())
        : Optional.empty();
  }

  private static Cause accumulated() {
    return Cause.of(
        "accumulated",
        1,
        "Each call adds its gradient to those of the calls before: a buffer is added to and never"
            + " set to zero.");
  }
}
