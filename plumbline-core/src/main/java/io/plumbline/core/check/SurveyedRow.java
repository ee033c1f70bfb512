package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.estimate.ValueNoise;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.function.VectorFunction;
import io.plumbline.core.survey.Survey;
import io.plumbline.core.survey.SurveyedGradient;
import io.plumbline.core.survey.WeightedOutputs;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Veil;
import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The derivatives of one output by all inputs, held against a survey beside x. */
final class SurveyedRow {
  private final Session session;
  private final Chart chart;
  private final SurveyedGradient surveyed;
  private final Judgement judgement;

  private SurveyedRow(Session session, Chart chart, SurveyedGradient surveyed) {
    this.session = session;
    this.chart = chart;
    this.surveyed = surveyed;
    this.judgement = surveyed.judgement();
  }

  /**
   * Holds a claim against one output.
   *
   * @param claim one number for each entry
   * @throws Fault if repeated values differ
   */
  static SurveyedRow of(Session session, Outputs values, double[] claim) {
    Chart chart = session.chart(values, 0, IntStream.range(0, claim.length).toArray());
    Settings settings = session.settings();
    WeightedOutputs function =
        WeightedOutputs.ofOne(
            new OneOutput(chart.function(), shape(session)),
            session.outputs()[0],
            settings.threads > 1 && !session.guard().reseeding().isNeeded());
    Survey survey =
        Survey.of(function, chart.x(), session.precision(), settings.progress)
            .orElseThrow(
                () ->
                    new Fault(
                        Reason.RANDOM_VALUES,
                        "Asked again at x, it gave values that differ by more than rounding."));
    double[] inUnits = claim.clone();
    for (int k = 0; k < inUnits.length; k++) {
      inUnits[k] *= chart.units()[k];
    }
    return new SurveyedRow(
        session,
        chart,
        survey.judge(inUnits, session.tolerance(), settings.mustSee, Reason.NOISY_VALUES));
  }

  /** That of a single input; of several there are no rows and columns across all. */
  private static Shape shape(Session session) {
    List<Inputs.Block> blocks = session.at().blocks();
    return blocks.size() == 1 ? blocks.get(0).shape() : Shape.of(session.at().size());
  }

  /** A scalar function as one of several outputs would be. */
  private record OneOutput(ScalarFunction function, Shape shape) implements VectorFunction {
    @Override
    public Shape outputs() {
      return Shape.of(1);
    }

    @Override
    public Precision precision() {
      return function.precision();
    }

    @Override
    public double[] evaluate(double[] x) {
      return new double[] {function.evaluate(x)};
    }

    @Override
    public void evaluate(double[] points, int count, double[] values) {
      function.evaluate(points, count, values);
    }
  }

  void addTo(FoundRows report) {
    report.add(IntStream.range(0, chart.size()).mapToObj(this::entry).toList());
    report.add(decision(), power());
    report.add(new ValueNoise(surveyed.noise(), 0, 0, session.precision().unitRoundoff()));
    if (decision().verdict() == Verdict.FAIL) {
      for (Cause cause : surveyed.causes(shape(session), false, List.of())) {
        report.add(cause);
      }
    }
    report.say(
        "All entries are held together, by differences beside x: where the function has kinks"
            + " throughout, no more is known of each.");
  }

  private Decision decision() {
    Decision decision = surveyed.decision();
    return decision.reason().map(reason -> Decision.open(ofFunction(reason))).orElse(decision);
  }

  private Power power() {
    Power power = surveyed.power();
    List<Veil> veils =
        power.veils().stream()
            .map(veil -> new Veil(ofFunction(veil.reason()), veil.share()))
            .toList();
    return new Power(veils, power.norm(), power.others(), power.coordinate(), power.scale());
  }

  /** The same reason where a function has no model behind it that could be read. */
  private static Reason ofFunction(Reason reason) {
    return switch (reason) {
      case KINKS, DIFFERENCE_UNPROVED -> Reason.NOT_SMOOTH;
      case NOISE -> Reason.NOISY_VALUES;
      case NOTHING_DIFFERENTIABLE -> Reason.CONSTANT_VALUES;
      default -> reason;
    };
  }

  private Entry entry(int k) {
    double unit = chart.units()[k];
    Agreement agreement = judgement.agreements()[k];
    boolean isOpen = agreement == Agreement.DOUBTFUL || agreement == Agreement.UNDECIDED;
    double allowed = judgement.allowed()[k] / Math.abs(unit);
    double difference = judgement.differences()[k] / unit;
    return new Entry(
        session.at().element(chart.places()[k]),
        surveyed.gradient()[k] / unit,
        surveyed.derivative()[k] / unit,
        surveyed.bound()[k] / Math.abs(unit),
        surveyed.step() * Math.abs(unit),
        surveyed.evaluationsOfEach(),
        surveyed.bound()[k] < Double.POSITIVE_INFINITY ? "BOUNDED" : "NOT_ASKED",
        difference,
        allowed,
        isOpen ? Double.POSITIVE_INFINITY : allowed + Math.abs(difference),
        isOpen ? Agreement.UNDECIDED : agreement,
        reason(agreement));
  }

  private static Optional<Reason> reason(Agreement agreement) {
    return switch (agreement) {
      case DOUBTFUL -> Optional.of(Reason.NOT_SMOOTH);
      case UNDECIDED -> Optional.of(Reason.NOISY_VALUES);
      case AGREES, DISAGREES -> Optional.empty();
    };
  }
}
