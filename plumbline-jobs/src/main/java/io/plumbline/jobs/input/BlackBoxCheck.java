package io.plumbline.jobs.input;

import io.plumbline.blackbox.BlackBox;
import io.plumbline.blackbox.BlackBoxSurvey;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Shape;
import io.plumbline.core.survey.SurveyedGradient;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.diagnose.check.WorstCoordinate;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.graph.InputLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gradients of a loss by a black box's input, with results as those of models that are read. */
public final class BlackBoxCheck {
  private final BlackBox box;
  private final CheckOptions options;
  private final Progress progress;

  /**
   * A check.
   *
   * @param box the model; it stays the caller's to close
   * @param options how; the tie rule must be left open, since a black box does not show its ties
   * @param progress is told how far it has come
   * @throws InvalidInputException if a tie rule is asked for
   */
  public BlackBoxCheck(BlackBox box, CheckOptions options, Progress progress) {
    if (options.tieRule().isPresent()) {
      throw new InvalidInputException(
          "--tie-rule ("
              + options.tieRule().get().name().toLowerCase(Locale.ROOT)
              + ") must not be given with --black-box, which cannot see ties");
    }
    this.box = box;
    this.options = options;
    this.progress = progress;
  }

  /** What was measured around a sample: enough to judge any gradient of it. */
  public final class Surveyed {
    private final Sample sample;
    private final BlackBoxSurvey survey;

    private Surveyed(Sample sample) {
      this.sample = sample;
      this.survey =
          BlackBoxSurvey.of(
              box, options.loss(), sample.target(), sample.x(), options.precision(), progress);
    }

    /**
     * Judges a gradient.
     *
     * @param index the sample's place in its batch, for the result
     * @param gradient of the sample
     * @return what is said of it
     * @throws InvalidInputException if its size is wrong
     */
    public SampleResult judge(int index, double[] gradient) {
      long start = System.nanoTime();
      if (survey.open().isPresent()) {
        return new SampleResult.Unjudged(
            index, Decision.open(survey.open().get()), survey.loss(), gradient, since(start));
      }
      double mustSee = options.mustSee().orElse(Power.REQUIRED);
      SurveyedGradient judged = survey.judge(gradient, options.relativeTolerance(), mustSee);
      Differences differences = differences(judged);
      return new SampleResult.Judged(
          index,
          judged.decision(),
          survey.loss(),
          gradient,
          new SampleResult.FromValues(judged.noise(), judged.step()),
          differences,
          judged.judgement(),
          judged.power(),
          mustSee,
          WorstCoordinate.of(
              gradient,
              differences,
              judged.judgement(),
              i ->
                  List.of(
                      String.format(Locale.ROOT, "slopes differ by %.2g", 2 * judged.kinks()[i]))),
          causes(judged),
          since(start));
    }

    private List<Cause> causes(SurveyedGradient judged) {
      boolean channelsFirst = InputLayout.of(box.shape()).equals(Optional.of(ImageLayout.CHW));
      return judged.decision().verdict() == Verdict.FAIL
          ? judged.causes(Shape.of(box.shape()), channelsFirst, sample.conventions())
          : List.of();
    }
  }

  private static Differences differences(SurveyedGradient judged) {
    Standing[] standings = new Standing[judged.gradient().length];
    Arrays.setAll(standings, i -> judged.onKink()[i] ? Standing.TIED : Standing.SMOOTH);
    double[] steps = new double[standings.length];
    Arrays.fill(steps, judged.step());
    return new Differences(judged.derivative(), judged.bound(), steps, standings);
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * Measures around a sample.
   *
   * @param sample whose gradient is not looked at
   * @return what serves every gradient of it
   * @throws InvalidInputException if the model cannot be evaluated there, or does not show what the
   *     loss needs
   */
  public Surveyed survey(Sample sample) {
    return new Surveyed(sample);
  }
}
