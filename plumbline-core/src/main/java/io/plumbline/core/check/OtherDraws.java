package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Whether the wrong gradient of a function that is reseeded is that of other random numbers than
 * the value's: those that come next, as where a backward pass draws its mask anew, or the same ones
 * whatever the seed.
 */
final class OtherDraws {
  private static final String ID = "other-draws";

  private final Session session;
  private final Supplier<Row> row;
  private final UnaryOperator<double[]> claim;
  private final double[] given;

  /**
   * A gradient that is wrong.
   *
   * @param row holds it against the function, with the numbers that this draws then
   * @param given what the gradient gave at x
   */
  OtherDraws(Session session, Supplier<Row> row, UnaryOperator<double[]> claim, double[] given) {
    this.session = session;
    this.row = row;
    this.claim = claim;
    this.given = given;
  }

  /** That it gave two answers after one seed, which nothing of an earlier call explains. */
  static Cause notSet() {
    return cause(
        "Asked for again after the same seed, the gradient is another one: it draws numbers that"
            + " reseeding does not set, or keeps something from call to call.",
        "not reseeded");
  }

  /** The cause, where the values show it. */
  Optional<Cause> find(Row wrong) {
    Reseeding reseeding = session.guard().reseeding();
    long seed = reseeding.seed();
    reseeding.drawBefore(true);
    Row next = row.get();
    reseeding.drawBefore(false);
    if (next.agrees()) {
      return Optional.of(
          cause(
              "It is the gradient at the random numbers that come after those of the value: it"
                  + " draws anew what the value has drawn, such as a mask, in place of keeping it.",
              "the next ones"));
    }
    reseeding.use(seed + 1);
    double[] other = session.guard().claimed("gradient", session.at().flat(), given.length, claim);
    boolean same = Euclidean.distance(given, other) == 0;
    boolean changes = same && wrong.differsFrom(row.get());
    reseeding.use(seed);
    return changes
        ? Optional.of(
            cause(
                "The derivative changes with the seed and the gradient does not: it draws the same"
                    + " numbers whatever the seed, or none.",
                "the same for all seeds"))
        : Optional.empty();
  }

  private static Cause cause(String sentence, String draws) {
    return Cause.of(ID, 1, sentence, "draws", draws);
  }
}
