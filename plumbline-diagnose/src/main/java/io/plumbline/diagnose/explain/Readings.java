package io.plumbline.diagnose.explain;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Surroundings;
import io.plumbline.graph.loss.Loss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds how the numeric array came about: as stated, unless another reading is so much cheaper, by
 * {@link Prices}, that chance is no explanation. Labels, losses, tiles, sides and factors are tried
 * together; other steps and inputs where those leave more than rounding.
 */
final class Readings {
  private static final double NATS = 20;

  /** The square of the misfit must fall below this part, however many quotients there are. */
  private static final double LEAST_GAIN = 0.8;

  private static final double[] STEPS = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  private static final int SCREENED = 32;
  private static final int FINALISTS = 3;
  private static final int MOST_OTHERS = 256;

  private final Evaluator evaluator;
  private final Disagreement given;
  private final double[] numeric;
  private final Prices prices;
  private final Map<Integer, List<Cut>> cuts = new HashMap<>();
  private final Set<Integer> sides = new LinkedHashSet<>();

  Readings(Evaluator evaluator, Disagreement given) {
    this.evaluator = evaluator;
    this.given = given;
    this.numeric = given.numeric().values();
    int constant = Cut.constantSide(given);
    sides.add(1);
    sides.add(given.tile());
    sides.add(constant);
    double p = Math.exp(-evaluator.at(given.x(), Loss.CROSS_ENTROPY, given.target()).loss());
    int quotients = cuts(constant).get(0).groups().length;
    this.prices = new Prices(given, evaluator.outputs(), p, quotients);
  }

  Reading likeliest() {
    Source source = source(InputVariant.asGiven(given));
    Reading stated = asStated(source, given.step());
    Reading best = nearer(stated, stated, readings(source, scalars(source), given.step(), sides));
    if (!isExplained(best) || best.factor() != 1) {
      best = nearer(stated, best, otherSteps(best));
    }
    if (!isExplained(best)
        || best.factor() == 0
        || prices.isUnusual(best.factor())
        || !isBetterThanNothing(best)) {
      best = nearer(stated, best, inputs(best));
    }
    boolean open = best.equals(stated) || prices.isUnusual(best.factor());
    boolean noisy = prices.isCoarse() || Noise.isLike(numeric, stated.expected());
    return open && noisy && !isExplained(best) ? noisier(source).orElse(best) : best;
  }

  /** The cheapest of some readings, if it has to be believed. */
  private Reading nearer(Reading stated, Reading best, List<Reading> others) {
    Reading cheapest = cheapest(best, others);
    return isConvincing(stated, cheapest) ? cheapest : best;
  }

  /** The largest step below the stated one whose rounding is enough for what is left. */
  private Optional<Reading> noisier(Source source) {
    for (double step : STEPS) {
      if (step < given.step()) {
        Reading reading = asStated(source, step);
        if (isRounding(reading)) {
          return Optional.of(reading);
        }
      }
    }
    return Optional.empty();
  }

  private Source source(InputVariant variant) {
    Scalar stated =
        Scalar.stated(given.loss(), variant.target(), evaluator.kind(), evaluator.outputs());
    return new Source(evaluator, variant, stated, cuts(1).get(0));
  }

  private List<Scalar> scalars(Source source) {
    List<Scalar> scalars = new ArrayList<>(List.of(source.stated()));
    scalars.addAll(
        Scalar.others(
            given.loss(), source.variant().target(), evaluator.kind(), evaluator.outputs()));
    return scalars;
  }

  /** The same objects each time, so that what lies around a source is computed once. */
  private List<Cut> cuts(int side) {
    return cuts.computeIfAbsent(
        side, each -> each == 1 ? List.of(Cut.single(given.x().length)) : Cut.tiles(given, each));
  }

  /** Single elements, or a tile's quotient or its mean per pixel, whichever is nearer. */
  private Reading asStated(Source source, double step) {
    List<Reading> readings =
        new ArrayList<>(readings(source, List.of(source.stated()), step, Set.of(given.tile())));
    readings.removeIf(each -> each.side() != Side.CENTRAL || each.factor() != 1);
    readings.sort(Comparator.comparingDouble(Reading::misfit));
    return readings.get(0);
  }

  private boolean isExplained(Reading reading) {
    return prices.isOnGrid(reading) && isRounding(reading);
  }

  private boolean isRounding(Reading reading) {
    return Rounding.of(evaluator, given, reading).explains(reading.misfit());
  }

  /** Every scalar, cut, side and factor at one input and step. */
  private List<Reading> readings(
      Source source, List<Scalar> scalars, double step, Set<Integer> sides) {
    List<Reading> readings = new ArrayList<>();
    for (int side : sides) {
      for (Cut cut : cuts(side)) {
        for (Scalar scalar : scalars) {
          readings.addAll(readings(source, scalar, cut, step));
        }
      }
    }
    return readings;
  }

  private List<Reading> readings(Source source, Scalar scalar, Cut cut, double step) {
    double moved = source.variant().moved(step);
    Changes changes = source.changes(scalar.objective(), cut, moved);
    List<Reading> readings = new ArrayList<>();
    for (Side side : Side.values()) {
      double[] quotients = Vectors.times(scalar.factor(), side.quotients(changes, moved));
      for (boolean mean : cut.side() == 1 ? new boolean[] {false} : new boolean[] {false, true}) {
        double[] expected = source.array(quotients, cut, mean);
        double misfit = Vectors.distance(numeric, expected);
        Reading reading = new Reading(source, scalar, side, cut, mean, step, 1, expected, misfit);
        readings.add(reading);
        for (double factor : Factors.of(numeric, expected)) {
          readings.add(reading.times(factor, numeric));
        }
      }
    }
    return readings;
  }

  /** The steps that the array's grid allows, or else all the usual ones. */
  private List<Reading> otherSteps(Reading best) {
    Set<Double> steps = new LinkedHashSet<>();
    for (double step : STEPS) {
      steps.add(step);
    }
    steps.remove(given.step());
    Source source = best.source();
    List<Scalar> scalars = new ArrayList<>(List.of(source.stated()));
    if (!best.scalar().id().isEmpty()) {
      scalars.add(best.scalar());
    }
    List<Reading> readings = new ArrayList<>();
    for (double step : steps) {
      readings.addAll(
          readings(
              source,
              scalars,
              step,
              new LinkedHashSet<>(List.of(given.tile(), best.cut().side()))));
    }
    return readings;
  }

  /** Full readings of those inputs that look best at a few coordinates. */
  private List<Reading> inputs(Reading best) {
    int[] some = largest(best);
    double[] wanted = new double[some.length];
    for (int k = 0; k < some.length; k++) {
      wanted[k] = numeric[some[k]];
    }
    List<InputVariant> variants = InputVariant.all(given);
    variants = variants.subList(0, Math.min(variants.size(), MOST_OTHERS));
    List<Source> sources = variants.stream().map(this::source).toList();
    if (given.tile() > 1) {
      return sources.stream()
          .flatMap(
              each ->
                  readings(each, List.of(each.stated()), given.step(), Set.of(given.tile()))
                      .stream())
          .toList();
    }
    record Screened(Source source, double misfit) {}
    List<Screened> screened = new ArrayList<>();
    for (Source source : sources) {
      screened.add(new Screened(source, misfit(source, some, wanted)));
    }
    screened.sort(Comparator.comparingDouble(Screened::misfit));
    List<Reading> readings = new ArrayList<>();
    for (Screened each : screened.subList(0, Math.min(FINALISTS, screened.size()))) {
      readings.addAll(readings(each.source(), scalars(each.source()), given.step(), Set.of(1)));
    }
    return readings;
  }

  /** The misfit of the nearest scalar, at some coordinates. */
  private double misfit(Source source, int[] some, double[] wanted) {
    double moved = source.variant().moved(given.step());
    Surroundings around = source.around(some, moved);
    double least = Double.POSITIVE_INFINITY;
    for (Scalar scalar : scalars(source)) {
      double[] quotients = Side.CENTRAL.quotients(Changes.of(around, scalar.objective()), moved);
      double slope = source.variant().slope() * scalar.factor();
      least = Math.min(least, Vectors.distance(wanted, Vectors.times(slope, quotients)));
    }
    return least;
  }

  /**
   * The coordinates where most is to be explained, and those of the largest quotients: there an
   * input at which nothing has a slope fits no better than nothing.
   */
  private int[] largest(Reading best) {
    double[] rest = Vectors.minus(numeric, best.expected());
    return IntStream.concat(largest(rest), largest(numeric)).distinct().toArray();
  }

  private static IntStream largest(double[] values) {
    return IntStream.range(0, values.length)
        .filter(k -> !Double.isNaN(values[k]))
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -Math.abs(values[k])))
        .limit(SCREENED)
        .mapToInt(Integer::intValue);
  }

  private Reading cheapest(Reading held, List<Reading> others) {
    Reading cheapest = held;
    double least = prices.of(held);
    for (Reading reading : others) {
      double price = prices.of(reading);
      if (price < least) {
        least = price;
        cheapest = reading;
      }
    }
    return cheapest;
  }

  /**
   * Whether another reading has to be believed. It has to fit better than nothing, too, for near to
   * small numbers is every array that is nearly nothing; only the grid tells a step from noise.
   */
  private boolean isConvincing(Reading stated, Reading other) {
    if (prices.isAllZero()) {
      return !isExplained(stated);
    }
    if (Math.abs(other.factor()) < 1 && prices.isMostlyZero() && isRounding(stated)) {
      // Quotients that the loss's last place cuts down to zero look like smaller ones.
      return false;
    }
    double price = prices.of(other);
    if (!(prices.of(stated) - price > NATS)) {
      return false;
    }
    boolean step = other.factor() == 1 && prices.isOnGrid(other) && !prices.isOnGrid(stated);
    boolean gains =
        other.misfit() * other.misfit() <= LEAST_GAIN * stated.misfit() * stated.misfit();
    boolean fits =
        other.factor() == 1 ? prices.ofNothing() - price > NATS : isBetterThanNothing(other);
    return step || gains && fits;
  }

  /** Whether less than most of the array is left: a fitted factor makes small numbers of any. */
  private boolean isBetterThanNothing(Reading reading) {
    double norm = Vectors.norm(numeric);
    return reading.misfit() * reading.misfit() <= LEAST_GAIN * norm * norm;
  }
}
