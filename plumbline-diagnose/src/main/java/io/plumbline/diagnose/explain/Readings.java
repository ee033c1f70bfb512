package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Tiling;
import io.plumbline.core.cause.Transform;
import io.plumbline.core.function.Precision;
import io.plumbline.core.tile.Image;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.diagnose.mistakes.Scalar;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;
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
  /** A reading must be worth so much more than the stated one. */
  private static final double NATS = 20;

  /** What a reading may leave of what was held out, where rounding does not explain it. */
  private static final double LEFT = 0.1;

  /** A fitted factor so near to one is one. */
  private static final double ONE = 0.02;

  /** A fitted factor may be off by as much where kinks and noise are in the array. */
  private static final double ABOUT = 0.25;

  private static final double[] STEPS = {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  private static final double[] FLOORS = {1, 1e-1, 1e-2, 1e-3};
  private static final int MOST_DIFFERENT_STEPS = 2048;
  private static final int SCREENED = 32;
  private static final int FINALISTS = 3;
  private static final int MOST_OTHERS = 256;

  private final Landscape landscape;
  private final DataSet dataSet;
  private final Disagreement given;
  private final double[] numeric;
  private final Precision arithmetic;
  private final boolean nothing;
  private final Optional<Image> image;
  private final LossGrid grid;
  private final Score score;
  private final Cut single;
  private final Set<Cut> cuts = new LinkedHashSet<>();

  Readings(Landscape landscape, DataSet dataSet, Disagreement given) {
    this.landscape = landscape;
    this.dataSet = dataSet;
    this.given = given;
    this.numeric = given.numeric().values();
    this.arithmetic = landscape.arithmetic(given.numeric());
    this.nothing = Vectors.norm(numeric) == 0;
    this.image = given.image();
    Optional<Image> picture = given.picture();
    List<Tiling> constant =
        nothing
            ? List.of()
            : picture.map(each -> Tiling.constantIn(numeric, each)).orElse(List.of());
    this.score = new Score(given, constant);
    Objective crossEntropy =
        Objective.of(Loss.CROSS_ENTROPY, given.target(), landscape.kind(), landscape.outputs());
    this.grid = new LossGrid(numeric, Math.exp(-landscape.at(given.x(), crossEntropy).loss()));
    this.single = Cut.single(given.x().length);
    cuts.add(single);
    if (given.tile() > 1) {
      cuts.addAll(Cut.of(new Tiling(picture.orElseThrow(), given.tile(), given.tile())));
    }
    constant.stream()
        .max(Comparator.comparingInt(each -> each.height() * each.width()))
        .ifPresent(each -> cuts.addAll(Cut.of(each)));
  }

  /** How it came about if it was made as was said. */
  Reading stated() {
    return asStated(source(InputChange.none(given.x(), given.target())), Steps.of(given.step()));
  }

  Reading likeliest() {
    CandidateInput source = source(InputChange.none(given.x(), given.target()));
    Steps said = Steps.of(given.step());
    List<Reading> first = readings(source, scalars(source), said, cuts);
    Reading stated = asStated(source, said);
    score.learn(first);
    Reading best = nearer(stated, stated, first);
    if (!isExplained(best) || best.factor().value() != 1 || exceedsRounding(best)) {
      best = nearer(stated, best, otherSteps(best));
    }
    if (!isExplained(best) || best.factor().value() == 0 || !isUsual(best)) {
      best = nearer(stated, best, inputs(best));
    }
    if (!isExplained(best)) {
      best = inFewBits(best);
    }
    boolean open = best.equals(stated) || !isUsual(best);
    boolean noisy = grid.isCoarse() || Noise.isLike(numeric, stated.expected());
    return open && noisy && !isExplained(best) ? noisier(source).orElse(best) : best;
  }

  private static boolean isUsual(Reading reading) {
    return reading.factor().value() == 1 || reading.factor().known();
  }

  /** The cheapest of some readings, if it has to be believed. */
  private Reading nearer(Reading stated, Reading best, List<Reading> others) {
    score.learn(others);
    Reading cheapest = best;
    double least = price(best);
    for (Reading reading : others) {
      double price = price(reading);
      if (price < least) {
        least = price;
        cheapest = reading;
      }
    }
    return isConvincing(stated, cheapest) ? cheapest : best;
  }

  private double price(Reading reading) {
    return reading.price(given, nothing) + grid.price(reading) + score.fitted(reading);
  }

  /** The same with losses of few bits, where that is what is left and their grid is the array's. */
  private Reading inFewBits(Reading reading) {
    double[] rest = Vectors.minus(numeric, reading.expected());
    double loss = reading.source().point(reading.scalar().objective()).loss();
    for (Precision format : List.of(Precision.FLOAT16, Precision.BFLOAT16)) {
      Reading coarse = reading.in(format);
      if (grid.isOf(format, coarse, loss) && Rounding.of(coarse).explains(rest)) {
        return coarse;
      }
    }
    return reading;
  }

  /** The largest step below the stated one whose rounding is enough for what is left. */
  private Optional<Reading> noisier(CandidateInput source) {
    for (double step : STEPS) {
      if (step < given.step()) {
        Reading reading = asStated(source, Steps.of(step));
        if (isExplained(reading)) {
          return Optional.of(reading);
        }
      }
    }
    return Optional.empty();
  }

  private CandidateInput source(InputChange change) {
    Scalar stated =
        Scalar.stated(given.loss(), change.target(), landscape.kind(), landscape.outputs());
    return new CandidateInput(landscape, change, stated, single);
  }

  private List<Scalar> scalars(CandidateInput source) {
    List<Scalar> scalars = new ArrayList<>(List.of(source.stated()));
    double[] scores = source.point(source.stated().objective()).scores();
    Target target = source.change().target();
    scalars.addAll(Scalar.labels(given.loss(), target, landscape.kind(), scores));
    if (landscape.showsScores()) {
      scalars.addAll(Scalar.losses(given.loss(), target, landscape.kind(), landscape.outputs()));
    }
    return scalars;
  }

  /** Single elements, or a tile's quotient or its mean per pixel, whichever is nearer. */
  private Reading asStated(CandidateInput source, Steps steps) {
    return cuts.stream()
        .filter(cut -> cut.height() == given.tile() && cut.width() == given.tile())
        .flatMap(cut -> readings(source, source.stated(), cut, steps).stream())
        .filter(each -> each.stencil() == DifferenceScheme.CENTRAL && each.factor().value() == 1)
        .filter(each -> each.turned().isEmpty())
        .min(Comparator.comparingDouble(each -> Vectors.distance(numeric, each.expected())))
        .orElseThrow();
  }

  private boolean isExplained(Reading reading) {
    return grid.holds(reading) && isRounding(reading);
  }

  /** Whether what is left exceeds rounding at some coordinates, though not in all. */
  private boolean exceedsRounding(Reading reading) {
    double[] rest = Vectors.minus(numeric, reading.expected());
    double[] beyond = Vectors.minus(rest, Rounding.of(reading).within(rest));
    return Vectors.norm(beyond) > LEFT * Vectors.norm(rest);
  }

  private boolean isRounding(Reading reading) {
    return Rounding.of(reading).explains(Vectors.minus(numeric, reading.expected()));
  }

  /** Every scalar, cut, stencil and factor at one input and with the same steps. */
  private List<Reading> readings(
      CandidateInput source, List<Scalar> scalars, Steps steps, Set<Cut> together) {
    List<Reading> readings = new ArrayList<>();
    for (Cut cut : together) {
      for (Scalar scalar : scalars) {
        readings.addAll(readings(source, scalar, cut, steps));
      }
    }
    return readings;
  }

  private List<Reading> readings(CandidateInput source, Scalar scalar, Cut cut, Steps steps) {
    List<Reading> readings = new ArrayList<>();
    for (DifferenceScheme stencil : DifferenceScheme.values()) {
      double[] quotients = quotients(source, scalar, stencil, cut, steps);
      for (boolean mean : cut.isSingle() ? new boolean[] {false} : new boolean[] {false, true}) {
        double[] expected = source.array(quotients, cut, mean);
        Reading reading =
            new Reading(
                source,
                scalar,
                stencil,
                cut,
                mean,
                steps,
                Optional.empty(),
                new Factor(1, "", ""),
                arithmetic,
                expected);
        addWithFactors(readings, reading);
        if (stencil == DifferenceScheme.CENTRAL && scalar.isStated() && image.isPresent()) {
          Transform.ofAxes(image.get())
              .forEach(turn -> addWithFactors(readings, reading.turned(turn)));
        }
      }
    }
    return readings;
  }

  private double[] quotients(
      CandidateInput source, Scalar scalar, DifferenceScheme stencil, Cut cut, Steps steps) {
    return stencil == DifferenceScheme.EXACT
        ? Reading.exact(source, scalar, cut, numeric)
        : Reading.quotients(source, scalar, stencil, cut, steps);
  }

  /** As it is, and times the factor that fits best and the usual one that is near it. */
  private void addWithFactors(List<Reading> readings, Reading reading) {
    readings.add(reading);
    double fitted = score.factor(reading.expected());
    if (Double.isFinite(fitted) && Math.abs(fitted - 1) > ONE) {
      Factor.nearest(fitted, ABOUT, given.conventions())
          .ifPresent(usual -> readings.add(reading.times(usual)));
      readings.add(reading.times(new Factor(fitted, "", "")));
    }
  }

  /** All the usual steps, and those that go with the size of each element. */
  private List<Reading> otherSteps(Reading best) {
    Set<Steps> steps = new LinkedHashSet<>();
    for (double step : STEPS) {
      steps.add(Steps.of(step));
    }
    steps.remove(Steps.of(given.step()));
    CandidateInput source = best.source();
    List<Scalar> scalars = new ArrayList<>(List.of(source.stated()));
    if (!best.scalar().isStated()) {
      scalars.add(best.scalar());
    }
    Set<Cut> together = new LinkedHashSet<>(cuts);
    together.removeIf(cut -> cut.height() != given.tile() && !cut.equals(best.cut()));
    List<Reading> readings = new ArrayList<>();
    for (Steps each : steps) {
      readings.addAll(readings(source, scalars, each, together));
    }
    for (double floor : FLOORS) {
      Steps relative = new Steps(given.step(), floor);
      double[] moved = source.moved(single, relative);
      if (IntStream.range(0, moved.length).mapToDouble(k -> moved[k]).distinct().count()
          <= MOST_DIFFERENT_STEPS) {
        readings.addAll(readings(source, scalars, relative, Set.of(single)));
      }
    }
    return readings;
  }

  /** Full readings of those inputs that look best at a few coordinates. */
  private List<Reading> inputs(Reading best) {
    List<CandidateInput> sources = changes().stream().map(this::source).toList();
    Steps said = Steps.of(given.step());
    List<Reading> readings = new ArrayList<>();
    if (given.tile() > 1) {
      Set<Cut> tiles = new LinkedHashSet<>(cuts);
      tiles.remove(single);
      for (CandidateInput each : sources) {
        readings.addAll(readings(each, List.of(each.stated()), said, tiles));
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
      readings.addAll(readings(each.source(), scalars(each.source()), said, Set.of(single)));
    }
    return readings;
  }

  private List<InputChange> changes() {
    List<InputChange> changes = new ArrayList<>();
    if (!given.elements().isInput()) {
      return changes;
    }
    Image rows = image.orElse(Image.ofAny(given.shape(), false));
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
    for (Scalar scalar : scalars(source)) {
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
    if (!(price(stated) - price(other) + held > NATS)) {
      return false;
    }
    boolean step = other.factor().value() == 1 && grid.holds(other) && !grid.holds(stated);
    double left = score.left(other);
    boolean little = left <= LEFT && left < score.left(stated);
    // What makes nothing but much noise of any array predicts nothing.
    double gained = Math.min(held, score.heldByNothing() - score.held(other));
    return step || gained > NATS / 2 && (little || isRounding(other));
  }
}
