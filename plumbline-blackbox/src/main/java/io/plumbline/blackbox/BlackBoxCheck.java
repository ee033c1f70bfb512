package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checks gradients of a loss by a black box's input. The verdicts are those of {@link
 * io.plumbline.diagnose.check.NetworkCheck}, with more left open: what a kink may explain is never
 * called wrong, and what noise may hide is never called right.
 */
public final class BlackBoxCheck {
  private static final int REPEATS = 6;
  private static final int ROWS = 4;

  /** Outputs that differ by more than so many roundings do so by chance. */
  private static final double ROUNDINGS = 64;

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
              + options.tieRule().get().name().toLowerCase(java.util.Locale.ROOT)
              + ") must not be given with --black-box, which cannot see ties");
    }
    this.box = box;
    this.options = options;
    this.progress = progress;
  }

  /** What was measured around a sample: enough to judge any gradient of it. */
  public final class Surveyed {
    private final Sample sample;
    private final Surface surface;
    private final Optional<Survey> survey;
    private final double[] weights;

    private Surveyed(Sample sample) {
      this.sample = sample;
      this.surface =
          new Surface(box, options.loss().of(sample.target()), sample.target(), sample.x());
      this.weights = UnseenRounding.weights(surface, options.precision());
      this.survey = Double.isFinite(surface.loss()) ? chance(sample.x()) : Optional.empty();
    }

    private Optional<Survey> chance(double[] x) {
      double chance = repeated(surface, x);
      double score = Arrays.stream(surface.at()).map(Math::abs).max().orElse(0);
      double slopes = Arrays.stream(surface.slopes()).map(Math::abs).sum();
      if (!(chance <= ROUNDINGS * box.precision().unitRoundoff() * score * slopes)) {
        return Optional.empty();
      }
      return Optional.of(new Survey(surface, x, weights, chance, progress));
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
      if (gradient.length != sample.x().length) {
        throw new InvalidInputException(
            "gradient size ("
                + gradient.length
                + ") must be that of the sample, "
                + sample.x().length);
      }
      if (survey.isEmpty()) {
        boolean finite = Double.isFinite(surface.loss());
        return open(
            index, gradient, finite ? Reason.NOT_DETERMINISTIC : Reason.LOSS_NOT_FINITE, start);
      }
      return new SurveyedGradient(survey.get(), options, box, gradient, sample.conventions())
          .result(index, start);
    }

    private SampleResult open(int index, double[] gradient, Reason reason, long start) {
      return new SampleResult.Unjudged(
          index,
          Decision.open(reason),
          surface.loss(),
          gradient,
          (System.nanoTime() - start) / 1e6);
    }
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

  /** The largest difference between repeated evaluations of one sample. */
  private static double repeated(Surface surface, double[] x) {
    double most = 0;
    double[] first = values(surface, x);
    for (int k = 1; k < REPEATS; k++) {
      double[] again = values(surface, x);
      for (int row = 0; row < first.length; row++) {
        double difference = Math.abs(again[row] - first[row]);
        most = difference <= most ? most : difference;
      }
    }
    return most;
  }

  private static double[] values(Surface surface, double[] x) {
    int count = Math.min(ROWS, surface.batch());
    double[] points = new double[count * x.length];
    for (int k = 0; k < count; k++) {
      System.arraycopy(x, 0, points, k * x.length, x.length);
    }
    double[] values = new double[count];
    surface.evaluate(points, count, values);
    return values;
  }
}
