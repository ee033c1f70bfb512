package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Tiling;
import io.plumbline.core.function.Precision;
import io.plumbline.core.tile.Image;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.diagnose.mistakes.Scalar;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds how the numeric array came about: as stated, unless another reading of the catalogue is so
 * much cheaper that chance is no explanation, and predicts the coordinates that were held out when
 * it was found. Labels, losses, tiles, axes, stencils and factors are tried together; other steps
 * and inputs where those leave more than rounding.
 */
final class Readings {
  private static final int SCREENED = 32;
  private static final int FINALISTS = 3;
  private static final int MOST_OTHERS = 256;

  /** Elements that are moved to see whether those before them were put back. */
  private static final int WALKED = 8;

  private final DataSet dataSet;
  private final Disagreement given;
  private final double[] numeric;
  private final LossGrid grid;
  private final Score score;
  private final List<Steps> relative;
  private final Plausibility plausibility;
  private Hypotheses hypotheses;

  Readings(Landscape landscape, DataSet dataSet, Disagreement given) {
    this.dataSet = dataSet;
    this.given = given;
    this.numeric = given.numeric().values();
    boolean nothing = Vectors.norm(numeric) == 0;
    Optional<Image> picture = given.picture();
    List<Tiling> constant =
        nothing
            ? List.of()
            : picture.map(each -> Tiling.constantIn(numeric, each)).orElse(List.of());
    this.score = new Score(given, constant);
    Objective crossEntropy =
        Objective.of(Loss.CROSS_ENTROPY, given.target(), landscape.kind(), landscape.outputs());
    Cut single = Cut.single(given.x().length);
    this.relative = Steps.bySize(given.step(), given.x());
    this.grid =
        new LossGrid(
            numeric,
            Math.exp(-landscape.at(given.x(), crossEntropy).loss()),
            relative.stream().map(each -> each.of(given.x(), single.groups(), 1)));
    this.plausibility = new Plausibility(given, grid, score, nothing);
    Set<Cut> cuts = new LinkedHashSet<>(List.of(single));
    if (given.tile() > 1) {
      cuts.addAll(Cut.of(new Tiling(picture.orElseThrow(), given.tile(), given.tile())));
    }
    constant.stream()
        .max(Comparator.comparingInt(each -> each.height() * each.width()))
        .ifPresent(each -> cuts.addAll(Cut.of(each)));
    this.hypotheses =
        new Hypotheses(landscape, given, landscape.arithmetic(given.numeric()), score, cuts);
  }

  /** How it came about if it was made as was said. */
  Reading stated() {
    return hypotheses.asStated(
        hypotheses.source(InputChange.none(given.x(), given.target())), Steps.of(given.step()));
  }

  Reading likeliest() {
    CandidateInput source = hypotheses.source(InputChange.none(given.x(), given.target()));
    Steps said = Steps.of(given.step());
    List<Reading> first =
        hypotheses.readings(source, hypotheses.scalars(source), said, hypotheses.cuts());
    Reading stated = hypotheses.asStated(source, said);
    score.learn(first);
    if (plausibility.isFine(stated)) {
      hypotheses = hypotheses.in(Precision.FLOAT64);
      stated = stated.in(hypotheses.arithmetic());
      first = first.stream().map(each -> each.in(hypotheses.arithmetic())).toList();
    }
    Reading best = plausibility.nearer(stated, stated, first);
    if (!plausibility.isExplained(best)
        || best.factor().value() != 1
        || grid.isKnown() && !best.equals(stated)
        || plausibility.exceedsRounding(best)
        || plausibility.goesWithSteps(best)) {
      best = plausibility.nearer(stated, best, otherSteps(best));
    }
    if (!plausibility.isExplained(best) || best.factor().value() == 0 || !isUsual(best)) {
      best = plausibility.nearer(stated, best, inputs(best));
    }
    if (!plausibility.isExplained(best)) {
      best = plausibility.inFewBits(best);
    }
    if (!plausibility.isExplained(best) || plausibility.goesWithSteps(best)) {
      best = plausibility.nearer(stated, best, notPutBack(source, said));
    }
    boolean open = best.equals(stated) || !isUsual(best);
    boolean noisy = grid.isCoarse() || Noise.isLike(numeric, stated.expected());
    return open && noisy && grid.isKnown() && !plausibility.isExplained(best)
        ? noisier(source).orElse(best)
        : best;
  }

  private static boolean isUsual(Reading reading) {
    return reading.factor().value() == 1 || reading.factor().known();
  }

  /** The largest step below the stated one whose rounding is enough for what is left. */
  private Optional<Reading> noisier(CandidateInput source) {
    for (double step : Steps.POWERS) {
      if (step < given.step()) {
        Reading reading = hypotheses.asStated(source, Steps.of(step));
        if (plausibility.isExplained(reading)) {
          return Optional.of(reading);
        }
      }
    }
    return Optional.empty();
  }

  /** All the usual steps, and those that go with the size of each element. */
  private List<Reading> otherSteps(Reading best) {
    Set<Steps> steps = new LinkedHashSet<>();
    for (double step : Steps.POWERS) {
      steps.add(Steps.of(step));
    }
    steps.remove(Steps.of(given.step()));
    CandidateInput source = best.source();
    List<Scalar> scalars = new ArrayList<>(List.of(source.stated()));
    if (!best.scalar().isStated()) {
      scalars.add(best.scalar());
    }
    Set<Cut> together = new LinkedHashSet<>(hypotheses.cuts());
    together.removeIf(cut -> cut.height() != given.tile() && !cut.equals(best.cut()));
    List<Reading> readings = new ArrayList<>();
    for (Steps each : steps) {
      readings.addAll(hypotheses.readings(source, scalars, each, together));
    }
    double near = plausibility.cheapest(readings).steps().h();
    for (Steps each : Steps.between(near)) {
      readings.addAll(hypotheses.readings(source, scalars, each, together));
    }
    for (Steps each : relative) {
      boolean isAsked =
          each.h() == given.step() || grid.shows(source.moved(hypotheses.single(), each));
      if (isAsked && source.change().isNone()) {
        readings.addAll(hypotheses.readings(source, scalars, each, Set.of(hypotheses.single())));
      }
    }
    return readings;
  }

  /** Full readings of those inputs that look best at a few coordinates. */
  private List<Reading> inputs(Reading best) {
    List<CandidateInput> sources = changes().stream().map(hypotheses::source).toList();
    Steps said = Steps.of(given.step());
    List<Reading> readings = new ArrayList<>();
    if (given.tile() > 1) {
      Set<Cut> tiles = new LinkedHashSet<>(hypotheses.cuts());
      tiles.remove(hypotheses.single());
      for (CandidateInput each : sources) {
        readings.addAll(hypotheses.readings(each, List.of(each.stated()), said, tiles));
      }
      return readings;
    }
    int[] some = largest(best);
    double[] wanted = IntStream.of(some).mapToDouble(k -> numeric[k]).toArray();
    record Screened(CandidateInput source, double misfit) {}
    List<Screened> screened = new ArrayList<>();
    for (CandidateInput source : sources) {
      screened.add(new Screened(source, misfit(source, some, wanted)));
    }
    screened.sort(Comparator.comparingDouble(Screened::misfit));
    for (Screened each : screened.subList(0, Math.min(FINALISTS, screened.size()))) {
      readings.addAll(
          hypotheses.readings(
              each.source(), hypotheses.scalars(each.source()), said, Set.of(hypotheses.single())));
    }
    return readings;
  }

  /** Where elements may have stayed moved, as the last ones show, which have moved furthest. */
  private List<Reading> notPutBack(CandidateInput source, Steps said) {
    List<Reading> readings = new ArrayList<>();
    int length = numeric.length;
    if (given.tile() > 1 || length != given.x().length) {
      return readings;
    }
    int[] moving = IntStream.range(0, length).filter(k -> numeric[k] != 0).toArray();
    int[] last = Arrays.copyOfRange(moving, Math.max(0, moving.length - WALKED), moving.length);
    double[] wanted = IntStream.of(last).mapToDouble(k -> numeric[k]).toArray();
    for (DifferenceScheme scheme : DifferenceScheme.values()) {
      if (scheme.isWalk()) {
        LossChanges some = source.walk(source.stated().objective(), scheme, said, last);
        double[] quotients = scheme.quotients(some, () -> some);
        if (Vectors.distance(wanted, quotients) <= Plausibility.LEFT * Vectors.norm(wanted)) {
          readings.add(hypotheses.asSaidBut(source, scheme));
        }
      }
    }
    return readings;
  }

  private List<InputChange> changes() {
    List<InputChange> changes = new ArrayList<>();
    if (!given.elements().isInput()) {
      return changes;
    }
    Image rows = given.image().orElse(Image.ofAny(given.shape(), false));
    InputChange.usual(given.x(), given.target(), rows).stream()
        .filter(InputChange::isUniform)
        .forEach(changes::add);
    List<OtherSample> others = new ArrayList<>(given.others());
    dataSet.near(given.x()).forEach(each -> others.add(OtherSample.outside(each)));
    for (OtherSample other : others) {
      changes.addAll(InputChange.sample(other, given.target(), others.size()));
    }
    return changes.subList(0, Math.min(changes.size(), MOST_OTHERS));
  }

  /** The misfit of the nearest scalar, at some coordinates. */
  private double misfit(CandidateInput source, int[] some, double[] wanted) {
    Surroundings around = source.around(some, given.step());
    double slope = source.change().slope();
    double[] moved = new double[some.length];
    Arrays.fill(moved, given.step() * Math.abs(slope));
    double least = Double.POSITIVE_INFINITY;
    for (Scalar scalar : hypotheses.scalars(source)) {
      LossChanges changes = LossChanges.of(around, scalar.objective(), moved);
      double[] quotients = DifferenceScheme.CENTRAL.quotients(changes, () -> changes);
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
}
