package io.plumbline.diagnose.explain;

import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Transform;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.diagnose.mistakes.Scalar;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an array may be at one input and with the same steps: every loss, cut, scheme, rearrangement
 * of axes and factor, as readings.
 */
final class Hypotheses {
  /** A fitted factor so near to one is one. */
  private static final double ONE = 0.02;

  /** A fitted factor may be off by as much where kinks and noise are in the array. */
  private static final double ABOUT = 0.25;

  private final Landscape landscape;
  private final Disagreement given;
  private final double[] numeric;
  private final Precision arithmetic;
  private final Score score;
  private final Cut single;
  private final Set<Cut> cuts;

  /**
   * Hypotheses on an array.
   *
   * @param arithmetic in which its losses were evaluated
   * @param score by which factors are fitted
   * @param cuts what may have been moved together, single elements among them
   */
  Hypotheses(
      Landscape landscape, Disagreement given, Precision arithmetic, Score score, Set<Cut> cuts) {
    this.landscape = landscape;
    this.given = given;
    this.numeric = given.numeric().values();
    this.arithmetic = arithmetic;
    this.score = score;
    this.cuts = new LinkedHashSet<>(cuts);
    // This one and no other: what goes on around an input is kept by cut.
    this.single = cuts.stream().filter(Cut::isSingle).findFirst().orElseThrow();
  }

  /** The same of another arithmetic. */
  Hypotheses in(Precision other) {
    return new Hypotheses(landscape, given, other, score, cuts);
  }

  Precision arithmetic() {
    return arithmetic;
  }

  Cut single() {
    return single;
  }

  Set<Cut> cuts() {
    return new LinkedHashSet<>(cuts);
  }

  CandidateInput source(InputChange change) {
    Scalar stated =
        Scalar.stated(given.loss(), change.target(), landscape.kind(), landscape.outputs());
    return new CandidateInput(landscape, change, stated, single);
  }

  List<Scalar> scalars(CandidateInput source) {
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
  Reading asStated(CandidateInput source, Steps steps) {
    return cuts.stream()
        .filter(cut -> cut.height() == given.tile() && cut.width() == given.tile())
        .flatMap(cut -> readings(source, source.stated(), cut, steps).stream())
        .filter(each -> each.stencil() == DifferenceScheme.CENTRAL && each.factor().value() == 1)
        .filter(each -> each.turned().isEmpty())
        .min(Comparator.comparingDouble(each -> Vectors.distance(numeric, each.expected())))
        .orElseThrow();
  }

  /** Every scalar, cut, stencil and factor at one input and with the same steps. */
  List<Reading> readings(
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
      boolean isAsSaid = scalar.isStated() && source.change().isNone();
      if (stencil.isWalk() || !stencil.isQuotient() && !isAsSaid) {
        continue;
      }
      double[] quotients = quotients(source, scalar, stencil, cut, steps);
      for (boolean mean : cut.isSingle() ? new boolean[] {false} : new boolean[] {false, true}) {
        double[] expected = source.array(quotients, cut, mean);
        Reading reading = reading(source, scalar, stencil, cut, mean, steps, expected);
        addWithFactors(readings, reading);
        if (stencil == DifferenceScheme.CENTRAL && scalar.isStated() && given.image().isPresent()) {
          Transform.ofAxes(given.image().get())
              .forEach(turn -> addWithFactors(readings, reading.turned(turn)));
        }
      }
    }
    return readings;
  }

  /** As it is, and times the factor that fits best and the usual one that is near it. */
  private void addWithFactors(List<Reading> readings, Reading reading) {
    readings.add(reading);
    double fitted = score.factor(reading.expected());
    if (reading.stencil().isQuotient() && Double.isFinite(fitted) && Math.abs(fitted - 1) > ONE) {
      Factor.nearest(fitted, ABOUT, ofQuotients(reading))
          .ifPresent(usual -> readings.add(reading.times(usual)));
      readings.add(reading.times(new Factor(fitted, "", "")));
    }
  }

  /** Factors that quotients are multiplied by beside those that people multiply anything by. */
  private List<Factor> ofQuotients(Reading reading) {
    List<Factor> factors = new ArrayList<>(given.conventions());
    double h = reading.steps().h();
    if (reading.stencil() == DifferenceScheme.CENTRAL && !reading.steps().isRelative()) {
      factors.add(
          new Factor(h * h, "", "(f(x+h) - f(x-h))/2*h, without parentheses around what divides"));
    }
    factors.add(
        new Factor(
            1.0 / numeric.length,
            "",
            "1 over the number of " + given.elements().several() + ": a mean over them"));
    return factors;
  }

  /** As was said, but for what is made of the evaluations. */
  Reading asSaidBut(CandidateInput source, DifferenceScheme scheme) {
    Steps said = Steps.of(given.step());
    double[] quotients = quotients(source, source.stated(), scheme, single, said);
    double[] expected = source.array(quotients, single, false);
    return reading(source, source.stated(), scheme, single, false, said, expected);
  }

  private double[] quotients(
      CandidateInput source, Scalar scalar, DifferenceScheme scheme, Cut cut, Steps steps) {
    return scheme == DifferenceScheme.EXACT
        ? Reading.exact(source, scalar, cut, numeric)
        : Reading.quotients(source, scalar, scheme, cut, steps);
  }

  private Reading reading(
      CandidateInput source,
      Scalar scalar,
      DifferenceScheme scheme,
      Cut cut,
      boolean mean,
      Steps steps,
      double[] expected) {
    return new Reading(
        source,
        scalar,
        scheme,
        cut,
        mean,
        steps,
        Optional.empty(),
        new Factor(1, "", ""),
        arithmetic,
        expected);
  }
}
