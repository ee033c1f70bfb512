package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.MovingAverage;
import io.plumbline.core.cause.OtherTensor;
import io.plumbline.core.cause.WeightDecay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What is known around a weight whose gradient is wrong; computed when asked for.
 *
 * @param norm of all gradients that were given, taken as one vector; not a number where this one
 *     stands alone
 * @param alike other weights with as many elements
 * @param samples of a batch, in order; empty where the loss is of one
 */
public record Weights(DoubleSupplier norm, Supplier<List<Other>> alike, List<Part> samples) {
  /** So many other weights are asked at most. */
  private static final int MOST = 64;

  /** What optimizers keep of a momentum, and how many steps of it look like a factor. */
  private static final double[] DECAYS = {0.9, 0.99};

  private static final int MOST_STEPS = 10;

  /** Copies the list. */
  public Weights {
    samples = List.copyOf(samples);
  }

  /**
   * Another weight.
   *
   * @param name as the file has it
   * @param derivative of the loss by it, in C order
   */
  public record Other(String name, Supplier<double[]> derivative) {}

  /**
   * A sample of a batch.
   *
   * @param weight by which its loss counts among all
   * @param added what it adds to the derivative, in C order
   */
  public record Part(double weight, Supplier<double[]> added) {
    /** The derivative of its own loss. */
    double[] own() {
      return Arrays.stream(added.get()).map(each -> each / weight).toArray();
    }
  }

  /**
   * What a momentum makes of equal gradients: 1 + β + β² + …
   *
   * @return factors, fewer steps first
   */
  public static List<Factor> momenta() {
    List<Factor> factors = new ArrayList<>();
    for (double decay : DECAYS) {
      double sum = 1;
      for (int steps = 2; steps <= MOST_STEPS; steps++) {
        sum = 1 + decay * sum;
        String words = "a momentum of " + decay + " after " + steps + " steps with this gradient";
        factors.add(new Factor(sum, words, ""));
      }
    }
    return factors;
  }

  /**
   * How many samples the loss is of.
   *
   * @return 1 or more
   */
  public int count() {
    return Math.max(1, samples.size());
  }

  /**
   * The hypotheses about a gradient by a weight.
   *
   * @param weight what it holds, in C order
   * @return cheap ones first
   */
  public List<Mistake> mistakes(double[] weight) {
    List<Mistake> all = new ArrayList<>();
    all.add(new WeightAxes());
    all.add(WeightDecay.ofWeight(weight));
    all.add(new ClippedNorm(norm));
    all.add(new BatchPart(samples));
    all.add(MovingAverage.overAll(this::steps));
    all.add(new OtherTensor(this::others));
    return all;
  }

  /** Each sample a step of an optimizer. */
  private List<MovingAverage.Steps> steps() {
    List<double[]> own = samples.stream().map(Part::own).toList();
    int last = own.size() - 1;
    return last < 1
        ? List.of()
        : List.of(new MovingAverage.Steps(last, back -> own.get(last - back), List.of()));
  }

  private List<OtherTensor.Other> others() {
    List<Other> others = alike.get().stream().limit(MOST).toList();
    return others.stream()
        .map(
            other ->
                new OtherTensor.Other(
                    other.name,
                    other.name + ", which has as many elements",
                    others.size(),
                    other.derivative))
        .toList();
  }
}
