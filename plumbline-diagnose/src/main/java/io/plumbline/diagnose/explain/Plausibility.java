package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Price;
import io.plumbline.core.function.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * What an array says for and against readings of it: which is cheapest, whether that has to be
 * believed, and whether what it leaves is rounding.
 *
 * @param given what is to be explained
 * @param grid of the numeric array
 * @param score of readings, on the half by which they are found and on the other
 * @param nothing whether the array is nothing but zeros
 */
record Plausibility(Disagreement given, LossGrid grid, Score score, boolean nothing) {
  /** A reading must be worth so much more than the stated one. */
  private static final double NATS = 20;

  /** Where so little of an array is left, it is the storing format's. */
  private static final double NOTHING_LEFT = 1e-6;

  /** Noise of so small a part of what float32 makes is not float32's. */
  private static final double FINE = 0.01;

  /** By fewer elements some loss or factor fits by chance. */
  private static final int FEWEST = 16;

  /** What a reading may leave of what was held out, where rounding does not explain it. */
  static final double LEFT = 0.1;

  /** The cheapest of some readings, if it has to be believed. */
  Reading nearer(Reading stated, Reading best, List<Reading> others) {
    score.learn(others);
    List<Reading> all = new ArrayList<>(List.of(best));
    all.addAll(others);
    Reading cheapest = cheapest(all);
    return isConvincing(stated, cheapest) ? cheapest : best;
  }

  Reading cheapest(List<Reading> readings) {
    Reading cheapest = readings.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (Reading reading : readings) {
      double price = price(reading);
      if (price < least) {
        least = price;
        cheapest = reading;
      }
    }
    return cheapest;
  }

  private double price(Reading reading) {
    return reading.price(given, nothing)
        + grid.price(reading)
        + louder(reading)
        + score.fitted(reading);
  }

  /**
   * What it costs that an array is noisier than the reading lets expect, where its arithmetic is
   * known: of divisors that are a power of two apart, or nearly, a grid tells nothing else, and of
   * float64 little is left where a reading is right.
   */
  private double louder(Reading reading) {
    boolean isKnown =
        grid.isKnown() || grid.isRelative() || reading.arithmetic() == Precision.FLOAT64;
    if (!isKnown || reading.stencil() == DifferenceScheme.EXACT) {
      return 0;
    }
    double rest = Vectors.norm(rest(reading));
    double expected = Vectors.norm(Rounding.of(reading).allowed()) / Rounding.DEVIATIONS;
    return Price.LOUDER.nats() * Math.max(0, Math.log(rest / expected));
  }

  boolean isExplained(Reading reading) {
    return grid.holds(reading) && isRounding(reading);
  }

  /** Whether the array is far less noisy than the losses' own arithmetic would make it. */
  boolean isFine(Reading stated) {
    double[] allowed = Rounding.of(stated).allowed();
    double typical = Vectors.norm(allowed) / Math.sqrt(allowed.length) / Rounding.DEVIATIONS;
    return score.fitted() >= FEWEST && score.level() < FINE * typical;
  }

  /** Whether what is left exceeds rounding at some coordinates, though not in all. */
  boolean exceedsRounding(Reading reading) {
    double[] rest = rest(reading);
    double[] beyond = Vectors.minus(rest, Rounding.of(reading).within(rest));
    return Vectors.norm(beyond) > LEFT * Vectors.norm(rest);
  }

  /**
   * Whether what is left goes with what another step or quotient would change, or the array's grid
   * with the sizes of x: then it is no rounding, however small.
   */
  boolean goesWithSteps(Reading reading) {
    double[] rest = rest(reading);
    if (!(Vectors.norm(rest) > NOTHING_LEFT * Vectors.norm(numeric()))) {
      return false;
    }
    // A derivative that is not exact may be the quotient of a short step.
    if (reading.stencil() == DifferenceScheme.EXACT || !Noise.isEven(rest)) {
      return true;
    }
    double[] central = reading.quotients(DifferenceScheme.CENTRAL, reading.cut(), reading.mean());
    double[] forward = reading.quotients(DifferenceScheme.FORWARD, reading.cut(), reading.mean());
    double[] exact =
        reading
            .source()
            .array(
                Reading.exact(reading.source(), reading.scalar(), reading.cut(), numeric()),
                reading.cut(),
                reading.mean());
    double chance = Noise.CHANCE / Math.sqrt(rest.length);
    return Vectors.cosine(rest, Vectors.minus(forward, central)) > chance
        || Vectors.cosine(rest, Vectors.minus(central, exact)) > chance
        || grid.isRelative() && !reading.steps().isRelative();
  }

  private boolean isRounding(Reading reading) {
    return Rounding.of(reading).explains(rest(reading));
  }

  /** The same with losses of few bits, where that is what is left and their grid is the array's. */
  Reading inFewBits(Reading reading) {
    double[] rest = rest(reading);
    double loss = reading.source().point(reading.scalar().objective()).loss();
    for (Precision format : List.of(Precision.FLOAT16, Precision.BFLOAT16)) {
      Reading coarse = reading.in(format);
      if (grid.isOf(format, coarse, loss) && Rounding.of(coarse).explains(rest)) {
        return coarse;
      }
    }
    return reading;
  }

  /**
   * Whether another reading has to be believed: it must be much cheaper, predict what was held out,
   * and leave little of it, or no more than rounding does. Only the grid tells a step from noise.
   */
  private boolean isConvincing(Reading stated, Reading other) {
    if (nothing) {
      return !isExplained(stated);
    }
    boolean smaller = Math.abs(other.factor().value()) < 1;
    if (smaller && grid.isMostlyZero() && isRounding(stated)) {
      // Quotients that the loss's last place cuts down to zero look like smaller ones.
      return false;
    }
    double held = score.held(stated) - score.held(other);
    boolean alone = isRounding(other) && !isRounding(stated);
    if (!(price(stated) - price(other) + held > (alone ? NATS / 2 : NATS))) {
      return false;
    }
    boolean step = other.factor().value() == 1 && grid.holds(other) && !grid.holds(stated);
    double left = score.left(other);
    boolean little = left <= LEFT && left < score.left(stated);
    // What makes nothing but much noise of any array predicts nothing.
    double gained = Math.min(held, score.heldByNothing() - score.held(other));
    // Noise that lies on no grid is of no step: of a small one any noise could be the rounding.
    boolean excused = other.steps().h() >= given.step() || grid.isKnown() || grid.isRelative();
    return step || gained > NATS / 2 && (little || excused && isRounding(other));
  }

  private double[] rest(Reading reading) {
    return Vectors.minus(numeric(), reading.expected());
  }

  private double[] numeric() {
    return given.numeric().values();
  }
}
