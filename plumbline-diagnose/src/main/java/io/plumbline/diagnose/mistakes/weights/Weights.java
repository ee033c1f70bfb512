package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.OtherTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What is known around a weight whose gradient is wrong; computed when asked for.
 *
 * @param norm of all gradients that were given, taken as one vector; not a number where this one
 *     stands alone
 * @param alike other weights with as many elements
 * @param samples what each sample of a batch adds to the derivative, in order; empty where the loss
 *     is of one
 */
public record Weights(
    DoubleSupplier norm, Supplier<List<Other>> alike, List<Supplier<double[]>> samples) {
  /** So many other weights are asked at most. */
  private static final int MOST = 64;

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
   * The hypotheses about a gradient by a weight.
   *
   * @param weight what it holds, in C order
   * @return cheap ones first
   */
  public List<Mistake> mistakes(double[] weight) {
    List<Mistake> all = new ArrayList<>();
    all.add(new WeightAxes());
    all.add(new WeightDecay(weight));
    all.add(new ClippedNorm(norm));
    all.add(new BatchPart(samples));
    all.add(new OtherTensor(this::others));
    return all;
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
