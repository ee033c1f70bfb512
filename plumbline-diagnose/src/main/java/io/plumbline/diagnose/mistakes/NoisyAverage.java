package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A smoothed gradient: the mean of the gradients at the input with noise added (SmoothGrad, Smilkov
 * et al. 2017). Whose draws they were is not known, so that the mean is predicted only within what
 * is left of the draws: it is drawn anew, with its deviation at each coordinate, and named where
 * the derivative, held to the same deviations, is so far off that chance is none of the reasons.
 */
final class NoisyAverage implements Mistake {
  /** The noise that people add, as shares of the input's range. */
  private static final double[] SHARES = {0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 1};

  /** Deviations that differ by less than this cannot be told apart. */
  private static final double ALIKE = 0.1;

  /** Draws for a first look at each, and for the two that look likeliest. */
  private static final int FIRST_LOOK = 16;

  private static final int DRAWS = 256;
  private static final int LIKELIEST = 2;

  /** Of fewer inputs the mean is nearly any gradient. */
  private static final double FEWEST = 8;

  /** A mean of more inputs is the smoothed gradient itself, as far as the draws here tell. */
  private static final double MOST = 4096;

  private static final long SEED = 17;

  private final InputGradients inputs;
  private final List<String> untried;

  /**
   * A hypothesis.
   *
   * @param inputs where gradients are computed
   * @param untried is told where that may be at too few
   */
  NoisyAverage(InputGradients inputs, List<String> untried) {
    this.inputs = inputs;
    this.untried = untried;
  }

  @Override
  public String id() {
    return "averaged";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.PATH.nats() + Price.NUMBER.nats();
  }

  /**
   * What gradients at noisy inputs are.
   *
   * @param deviation of the noise
   * @param mean of the gradients
   * @param variance of one of them, at each coordinate
   * @param draws how many they are of
   */
  private record Smoothed(double deviation, double[] mean, double[] variance, int draws) {
    /** Of how many inputs a gradient is the mean, by how far it is from this one. */
    double inputs(double[] gradient) {
      double off = Euclidean.distance(gradient, mean);
      double one = Arrays.stream(variance).sum();
      return 1 / (off * off / one - 1.0 / draws);
    }

    /** The deviations of a mean of so many from this one. */
    double[] deviations(double inputs) {
      return Arrays.stream(variance).map(v -> Math.sqrt(v * (1 / inputs + 1.0 / draws))).toArray();
    }
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    List<Double> deviations = deviations();
    if (inputs.most() < deviations.size() * FIRST_LOOK + LIKELIEST * DRAWS) {
      untried.add(id());
      return Optional.empty();
    }
    double[] gradient = suspicion.gradient();
    List<Smoothed> likeliest =
        deviations.stream()
            .map(each -> smoothed(each, FIRST_LOOK))
            .sorted(Comparator.comparingDouble(each -> Euclidean.distance(each.mean, gradient)))
            .limit(LIKELIEST)
            .toList();
    Shortlist shortlist = new Shortlist(suspicion);
    for (Smoothed each : likeliest) {
      offer(shortlist, suspicion, smoothed(each.deviation, DRAWS), deviations.size());
    }
    return shortlist.best();
  }

  /** As shares of the range, and as they are, where that is another. */
  private List<Double> deviations() {
    double low = Arrays.stream(inputs.x()).min().orElseThrow();
    double high = Arrays.stream(inputs.x()).max().orElseThrow();
    List<Double> deviations = new ArrayList<>();
    for (double range : new double[] {high - low, 1}) {
      for (double share : SHARES) {
        double deviation = share * range;
        if (deviation > 0
            && deviations.stream().noneMatch(each -> Math.abs(each / deviation - 1) < ALIKE)) {
          deviations.add(deviation);
        }
      }
    }
    return deviations;
  }

  private void offer(
      Shortlist shortlist, Suspicion suspicion, Smoothed smoothed, int alternatives) {
    double count = smoothed.inputs(suspicion.gradient());
    if (!(count >= FEWEST && count <= MOST)) {
      return;
    }
    Misfit misfit = suspicion.misfit();
    double[] allowed = smoothed.deviations(count);
    Arrays.setAll(allowed, k -> 3 * allowed[k]);
    double price = Price.PATH.among(alternatives) + Price.NUMBER.nats();
    double evidence = Math.min(misfit.costOfDerivative(allowed), misfit.costOfScaled(allowed));
    // A wide measure lets much pass: the derivative must fail by it, by more than the mean costs.
    if (evidence > price + misfit.cost(smoothed.mean, allowed)) {
      shortlist.offer(smoothed.mean, allowed, price, confidence -> cause(confidence, smoothed));
    }
  }

  private Smoothed smoothed(double deviation, int draws) {
    Random random = new Random(SEED);
    int size = inputs.x().length;
    double[] mean = new double[size];
    double[] squares = new double[size];
    for (int draw = 1; draw <= draws; draw++) {
      double[] x = inputs.x().clone();
      for (int k = 0; k < size; k++) {
        x[k] += deviation * random.nextGaussian();
      }
      double[] gradient = inputs.at(x);
      // Welford's recurrence.
      for (int k = 0; k < size; k++) {
        double off = gradient[k] - mean[k];
        mean[k] += off / draw;
        squares[k] += off * (gradient[k] - mean[k]);
      }
    }
    return new Smoothed(
        deviation, mean, Arrays.stream(squares).map(v -> v / (draws - 1)).toArray(), draws);
  }

  private static Cause cause(double confidence, Smoothed smoothed) {
    return Cause.of(
        "averaged",
        confidence,
        "This is, as far as its noise lets tell, the mean of the gradients at inputs with noise of"
            + " about "
            + Factor.text(smoothed.deviation)
            + " added to the one given: a smoothed gradient (SmoothGrad), which shows a prediction's"
            + " reasons and is no derivative at the input.",
        "noise",
        smoothed.deviation);
  }
}
