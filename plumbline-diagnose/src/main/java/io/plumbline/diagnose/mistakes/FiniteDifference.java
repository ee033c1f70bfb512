package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A difference quotient handed in as a gradient. It shows in two ways: its values lie on a grid, as
 * differences of float32 losses do; and it is near the true quotient, which averages the slopes to
 * both sides of a kink where reverse mode takes one.
 */
final class FiniteDifference implements Mistake {
  private static final double[] STEPS = {1e-6, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1};
  private static final int FEW = 40;
  private static final int MANY = 200;
  private static final double CORRELATED = 0.3;
  private static final double NEARER = 0.6;

  /** So many different multiples make a grid of a step that is not round. */
  private static final int MULTIPLES = 8;

  /** A quotient divided by h, or by half of it: more is another number times the quotient. */
  private static final double MOST_TIMES = 4;

  /** Less than what batch statistics or a dropout cost, which leave as much unexplained. */
  private static final double NEAR = 0.4;

  private final Evaluator evaluator;
  private final Loss loss;
  private final Example sample;

  FiniteDifference(Evaluator evaluator, Loss loss, Example sample) {
    this.evaluator = evaluator;
    this.loss = loss;
    this.sample = sample;
  }

  @Override
  public String id() {
    return "finite-difference";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return NEAR * suspicion.misfit().nothing();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    double[] gradient = suspicion.gradient();
    double rounding = Misfit.share(suspicion.reference(), suspicion.rounding());
    if (rounding < Precision.FLOAT16.unitRoundoff() && !suspicion.misfit().isCoarse()) {
      Optional<Quantum> quantum = Quantum.of(gradient);
      if (quantum.isPresent() && !isOnlyRounded(suspicion, quantum.get())) {
        return onGrid(suspicion, quantum.get());
      }
    }
    return correlation(gradient, suspicion.reference(), all(gradient)) < CORRELATED
        ? Optional.empty()
        : nearQuotient(suspicion);
  }

  /**
   * Whether the values are right ones that were rounded to the grid, say to so many decimals, or
   * any that were rounded to so few bits.
   */
  private static boolean isOnlyRounded(Suspicion suspicion, Quantum quantum) {
    if (quantum.isOfFewBits(suspicion.gradient())) {
      return true;
    }
    for (double[] reference : suspicion.references()) {
      double most = 0;
      for (int k = 0; k < reference.length; k++) {
        most = Math.max(most, Math.abs(reference[k] - suspicion.gradient()[k]));
      }
      if (most <= 0.51 * quantum.size()) {
        return true;
      }
    }
    return false;
  }

  private Optional<Finding> onGrid(Suspicion suspicion, Quantum quantum) {
    double value = evaluator.at(sample.x(), loss, sample.target()).loss();
    OptionalDouble round = quantum.roundStep(Math.exp(-value));
    double h = round.orElseGet(() -> quantum.step(Math.ulp((float) value)));
    long multiples = quantum.multiples(suspicion.gradient());
    if (multiples < (round.isPresent() ? 2 : MULTIPLES)
        || round.isEmpty() && quantum.isPowerOfTwo()) {
      // Where all are nearly alike any grid holds them, and sums of numbers of few bits lie on one
      // too; steps are seldom powers of two.
      return Optional.empty();
    } else if (round.isEmpty()) {
      int[] some = largest(suspicion.gradient(), MANY);
      double[] quotient = quotients(some, h);
      double[] given = pick(suspicion.gradient(), some);
      double like = correlation(given, quotient, all(quotient));
      double times = Euclidean.dot(given, quotient) / Euclidean.dot(quotient, quotient);
      if (!(like >= CORRELATED && times < MOST_TIMES)) {
        return Optional.empty();
      }
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "This is a difference quotient, not a gradient: its values are whole multiples of %.3g,"
                + " as differences of float32 losses are with a step h of about %.3g. Its noise"
                + " comes from float32, and at kinks it averages two slopes.",
            quantum.size(),
            h);
    return Optional.of(
        finding(suspicion, 0.95, sentence, "h", h, "quantum", quantum.size(), "kind", "float32"));
  }

  /** The true quotient at the step that fits best, if it fits better than any derivative. */
  private Optional<Finding> nearQuotient(Suspicion suspicion) {
    int[] few = largest(suspicion.gradient(), FEW);
    double[] given = pick(suspicion.gradient(), few);
    double best = Double.POSITIVE_INFINITY;
    double h = 0;
    for (double step : STEPS) {
      double off = Euclidean.distance(given, quotients(few, step));
      if (off < 0.9 * best) {
        best = off;
        h = step;
      }
    }
    int[] many = largest(suspicion.gradient(), MANY);
    double[] chosen = pick(suspicion.gradient(), many);
    double left = Euclidean.distance(chosen, quotients(many, h));
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] reference : suspicion.references()) {
      nearest = Math.min(nearest, Euclidean.distance(chosen, pick(reference, many)));
    }
    double explained = 1 - left / nearest;
    if (!(explained >= NEARER)) {
      return Optional.empty();
    }
    String sentence =
        String.format(
            Locale.ROOT,
            "This is a difference quotient, not a gradient: it is near (f(x+h) - f(x-h)) / 2h with"
                + " a step h of about %.0e, which averages the slopes to both sides of a kink.",
            h);
    return Optional.of(finding(suspicion, explained, sentence, "h", h, "kind", "central"));
  }

  private static Finding finding(
      Suspicion suspicion, double confidence, String sentence, Object... details) {
    Cause cause = Cause.of("finite-difference", confidence, sentence, details);
    return new Finding(cause, NEAR * suspicion.misfit().nothing());
  }

  private double[] quotients(int[] elements, double h) {
    int[][] groups = Arrays.stream(elements).mapToObj(k -> new int[] {k}).toArray(int[][]::new);
    Objective objective =
        Objective.of(loss, sample.target(), evaluator.kind(), evaluator.outputs());
    return evaluator.at(sample.x(), objective).surroundings(groups, h).quotients(objective);
  }

  private static int[] largest(double[] values, int count) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted((a, b) -> Double.compare(Math.abs(values[b]), Math.abs(values[a])))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] all(double[] values) {
    return IntStream.range(0, values.length).toArray();
  }

  private static double[] pick(double[] values, int[] indices) {
    return Arrays.stream(indices).mapToDouble(k -> values[k]).toArray();
  }

  private static double correlation(double[] a, double[] b, int[] indices) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int k : indices) {
      product += a[k] * b[k];
      first += a[k] * a[k];
      second += b[k] * b[k];
    }
    return product / Math.sqrt(first * second);
  }
}
