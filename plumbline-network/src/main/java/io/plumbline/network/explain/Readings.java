package io.plumbline.network.explain;

import io.plumbline.network.eval.Evaluator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds how the numeric array came about: as stated, unless another reading fits so much better
 * that chance is no explanation.
 *
 * <p>What a right reading leaves is rounding, much like independent errors of one size, so that two
 * readings compare by n/2 log(r1²/r2²) nats for n quotients and misfits r1, r2. A reading has to
 * fit better than nothing, too: near to small numbers is every array that is nearly nothing.
 */
final class Readings {
  private static final double NATS = 20;

  /** The square of the misfit must fall below this part, however many quotients there are. */
  private static final double LEAST_GAIN = 0.8;

  /** A smaller change of scale is none. */
  private static final double NOTABLE_FACTOR = 0.02;

  private static final int SCREENED = 48;
  private static final int FINALISTS = 3;
  private static final int MOST_OTHERS = 256;

  private final Evaluator evaluator;
  private final Disagreement given;
  private final double[] numeric;
  private final Scalar stated;
  private final Map<Integer, List<Cut>> cuts = new HashMap<>();

  Readings(Evaluator evaluator, Disagreement given) {
    this.evaluator = evaluator;
    this.given = given;
    this.numeric = given.numeric().values();
    this.stated = stated(given, InputVariant.asGiven(given));
  }

  private Scalar stated(Disagreement given, InputVariant variant) {
    return Scalar.stated(given.loss(), variant.target(), evaluator.kind(), evaluator.outputs());
  }

  private Source source(InputVariant variant, Scalar scalar) {
    return new Source(evaluator, variant, scalar.objective(), given.step(), single());
  }

  Reading likeliest() {
    Source source = source(InputVariant.asGiven(given), stated);
    Reading best = asStated(source, stated);
    best = convincing(best, cutsAndScalars(source));
    best = sidesAndFactors(best);
    if (!Rounding.of(evaluator, given, best).explains(best.misfit())) {
      Reading moved = convincing(best, inputs(best));
      best = moved == best ? best : sidesAndFactors(moved);
    }
    return best;
  }

  /** A tile's quotient, or its mean per pixel, whichever is nearer. */
  private Reading asStated(Source source, Scalar scalar) {
    if (given.tile() == 1) {
      return Reading.of(source, scalar, Side.CENTRAL, single(), false, 1, numeric);
    }
    return nearest(tiled(source, scalar, given.tile()));
  }

  /** The same objects each time, so that what lies around a source is computed once. */
  private List<Cut> cuts(int side) {
    return cuts.computeIfAbsent(
        side, each -> each == 1 ? List.of(Cut.single(given.x().length)) : Cut.tiles(given, each));
  }

  private Cut single() {
    return cuts(1).get(0);
  }

  private List<Reading> tiled(Source source, Scalar scalar, int side) {
    List<Reading> readings = new ArrayList<>();
    for (Cut cut : cuts(side)) {
      for (boolean mean : new boolean[] {false, true}) {
        readings.add(Reading.of(source, scalar, Side.CENTRAL, cut, mean, 1, numeric));
      }
    }
    return readings;
  }

  private List<Reading> cutsAndScalars(Source source) {
    List<Scalar> scalars = new ArrayList<>(List.of(stated));
    scalars.addAll(
        Scalar.others(given.loss(), given.target(), evaluator.kind(), evaluator.outputs()));
    int constant = Cut.constantSide(given);
    List<Reading> readings = new ArrayList<>();
    for (Scalar scalar : scalars) {
      readings.add(Reading.of(source, scalar, Side.CENTRAL, single(), false, 1, numeric));
      if (given.tile() > 1) {
        readings.addAll(tiled(source, scalar, given.tile()));
      }
      if (constant > 1 && constant != given.tile()) {
        readings.addAll(tiled(source, scalar, constant));
      }
    }
    return readings;
  }

  private Reading sidesAndFactors(Reading from) {
    Reading best = from;
    for (int round = 0; round < 2; round++) {
      Reading now = best;
      List<Reading> sides = Arrays.stream(Side.values()).map(s -> now.from(s, numeric)).toList();
      best = convincing(best, sides);
      double size = Vectors.dot(best.expected(), best.expected());
      double factor = Vectors.dot(numeric, best.expected()) / size;
      if (Double.isFinite(factor) && Math.abs(factor - 1) > NOTABLE_FACTOR) {
        best = convincing(best, List.of(best.times(factor, numeric)));
      }
    }
    return best;
  }

  /** Full readings of those inputs that look best at a few coordinates. */
  private List<Reading> inputs(Reading best) {
    List<InputVariant> variants = InputVariant.all(given);
    variants = variants.subList(0, Math.min(variants.size(), MOST_OTHERS));
    List<Reading> readings = new ArrayList<>();
    for (Source source : given.tile() == 1 ? screened(variants, best) : all(variants)) {
      readings.add(asStated(source, stated(given, source.variant())));
    }
    return readings;
  }

  private List<Source> all(List<InputVariant> variants) {
    return variants.stream().map(v -> source(v, stated(given, v))).toList();
  }

  private List<Source> screened(List<InputVariant> variants, Reading best) {
    int[] some = largest(best);
    double[] wanted = at(numeric, some);
    record Screened(Source source, double misfit) {}
    List<Screened> all = new ArrayList<>();
    for (InputVariant variant : variants) {
      Scalar scalar = stated(given, variant);
      Source source = source(variant, scalar);
      double[] quotients = source.quotients(scalar.objective(), some);
      all.add(new Screened(source, Vectors.distance(wanted, quotients)));
    }
    all.sort(Comparator.comparingDouble(Screened::misfit));
    return all.stream().limit(FINALISTS).map(Screened::source).toList();
  }

  /** The coordinates where most is to be explained. */
  private int[] largest(Reading best) {
    double[] rest = Vectors.minus(numeric, best.expected());
    return IntStream.range(0, rest.length)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -Math.abs(rest[k])))
        .limit(SCREENED)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double[] at(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(k -> values[k]).toArray();
  }

  private static Reading nearest(List<Reading> readings) {
    Reading nearest = readings.get(0);
    for (Reading reading : readings) {
      nearest = reading.misfit() < nearest.misfit() ? reading : nearest;
    }
    return nearest;
  }

  /** The nearest of some readings where it is so much nearer than one; else that one. */
  private Reading convincing(Reading held, List<Reading> others) {
    if (others.isEmpty()) {
      return held;
    }
    Reading nearest = nearest(others);
    double reference = Math.min(held.misfit(), Vectors.norm(numeric));
    double gain = reference * reference / (nearest.misfit() * nearest.misfit());
    int quotients = Math.min(held.cut().groups().length, nearest.cut().groups().length);
    boolean better = gain * LEAST_GAIN > 1 && quotients / 2.0 * Math.log(gain) > NATS;
    return better ? nearest : held;
  }
}
