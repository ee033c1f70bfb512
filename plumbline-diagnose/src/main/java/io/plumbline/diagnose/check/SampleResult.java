package io.plumbline.diagnose.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.result.Differences;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of one sample's gradient, with all that a renderer shows. */
public sealed interface SampleResult {
  /**
   * The sample's place in the batch.
   *
   * @return from 0
   */
  int index();

  /**
   * The answer.
   *
   * @return the verdict with its reason
   */
  Decision decision();

  /**
   * The loss at the sample.
   *
   * @return its value
   */
  double loss();

  /**
   * The gradient.
   *
   * @return as given, in C order
   */
  double[] gradient();

  /**
   * How long the check took.
   *
   * @return milliseconds
   */
  double elapsedMillis();

  /**
   * The answer in a word.
   *
   * @return the decision's verdict
   */
  default Verdict verdict() {
    return decision().verdict();
  }

  /**
   * Why the answer is inconclusive.
   *
   * @return the decision's reason
   */
  default Optional<Reason> reason() {
    return decision().reason();
  }

  /**
   * The result where there is a derivative to hold the gradient against.
   *
   * @return this, if it is one
   */
  default Optional<Judged> judged() {
    return this instanceof Judged judged ? Optional.of(judged) : Optional.empty();
  }

  /**
   * Why a gradient is wrong.
   *
   * @return the most specific cause first; none where it is not wrong
   */
  default List<Cause> causes() {
    return judged().map(Judged::causes).orElse(List.of());
  }

  /**
   * Of a sample without a derivative.
   *
   * @param index the sample's place in the batch
   * @param decision inconclusive, and why
   * @param loss at the sample
   * @param gradient as given
   * @param ended where the check was ended on its way
   * @param elapsedMillis how long the check took
   */
  record Unjudged(
      int index,
      Decision decision,
      double loss,
      double[] gradient,
      Optional<Ended> ended,
      double elapsedMillis)
      implements SampleResult {
    /**
     * Of a sample whose check was not ended.
     *
     * @param index the sample's place in the batch
     * @param decision inconclusive, and why
     * @param loss at the sample
     * @param gradient as given
     * @param elapsedMillis how long the check took
     */
    public Unjudged(
        int index, Decision decision, double loss, double[] gradient, double elapsedMillis) {
      this(index, decision, loss, gradient, Optional.empty(), elapsedMillis);
    }

    /**
     * Of a sample whose check was ended.
     *
     * @param index the sample's place in the batch
     * @param gradient as given
     * @param ended what it had shown; empty where it had not begun
     * @param elapsedMillis how long the check had taken
     * @return a result, without a loss where there is nothing to show
     */
    public static Unjudged outOfTime(
        int index, double[] gradient, Optional<Ended> ended, double elapsedMillis) {
      double loss = ended.map(each -> each.soFar().loss()).orElse(Double.NaN);
      Decision open = Decision.open(Reason.OUT_OF_TIME);
      return new Unjudged(index, open, loss, gradient, ended, elapsedMillis);
    }
  }

  /**
   * A check that was ended on its way.
   *
   * @param soFar what it had shown
   * @param seconds about how long all of it takes
   */
  record Ended(SoFar soFar, double seconds) {}

  /** Where the derivative that a gradient was held against comes from. */
  sealed interface Origin {}

  /**
   * From the network, operation by operation.
   *
   * @param tieRule the rule that the gradient follows at exact ties, in words; empty where there
   *     are none
   * @param tiedUnits how many units of each layer lie exactly on a kink, or share their maximum,
   *     where the loss depends on how that is decided
   * @param choices near-ties that the gradient decides otherwise than float64 does, by name
   * @param basis what the verdict rests on
   */
  record FromNetwork(
      Optional<String> tieRule, Map<String, Integer> tiedUnits, List<String> choices, Basis basis)
      implements Origin {
    /** Copies the list. */
    public FromNetwork {
      choices = List.copyOf(choices);
    }
  }

  /**
   * From values of the loss alone.
   *
   * @param noise bound on the noise of one value of the loss
   * @param step half the distance between two evaluations
   */
  record FromValues(double noise, double step) implements Origin {}

  /**
   * Of a gradient that was held against the derivative.
   *
   * @param index the sample's place in the batch
   * @param decision the answer
   * @param loss at the sample
   * @param gradient as given
   * @param origin of the derivative
   * @param derivative by each coordinate, with its bound
   * @param judgement coordinate by coordinate
   * @param power what the check would have caught
   * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
   * @param worst the coordinates to look at, the worst first
   * @param causes why the gradient is wrong, most specific first
   * @param elapsedMillis how long the check took
   */
  record Judged(
      int index,
      Decision decision,
      double loss,
      double[] gradient,
      Origin origin,
      Differences derivative,
      Judgement judgement,
      Power power,
      double mustSee,
      List<WorstCoordinate> worst,
      List<Cause> causes,
      double elapsedMillis)
      implements SampleResult {
    /** Copies the lists. */
    public Judged {
      worst = List.copyOf(worst);
      causes = List.copyOf(causes);
    }

    /**
     * Where the derivative comes from the network.
     *
     * @return that, or empty of a black box
     */
    public Optional<FromNetwork> fromNetwork() {
      return origin instanceof FromNetwork network ? Optional.of(network) : Optional.empty();
    }

    /**
     * Where the derivative was measured from outside.
     *
     * @return that, or empty of a model that is read
     */
    public Optional<FromValues> fromValues() {
      return origin instanceof FromValues values ? Optional.of(values) : Optional.empty();
    }

    /**
     * The largest difference.
     *
     * @return in the gradient's units; not a number where one is not
     */
    public double maxError() {
      double most = 0;
      for (int k = 0; k < gradient.length; k++) {
        double difference = Math.abs(gradient[k] - derivative.values()[k]);
        most = difference <= most ? most : difference;
      }
      return most;
    }

    /**
     * The norm of all differences.
     *
     * @return relative to the derivative's
     */
    public double normError() {
      double off = 0;
      double size = 0;
      for (int k = 0; k < gradient.length; k++) {
        double d = derivative.values()[k];
        off += (gradient[k] - d) * (gradient[k] - d);
        size += d * d;
      }
      return Math.sqrt(off / size);
    }
  }
}
