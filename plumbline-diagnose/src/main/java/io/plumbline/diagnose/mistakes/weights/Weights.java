package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is known around a weight whose gradient is wrong.
 *
 * @param norm of all gradients that were given, taken as one vector; not a number where this one
 *     stands alone
 * @param alike other weights with as many elements, looked for when asked
 * @param samples what each sample of a batch adds to the derivative, in order; empty where the loss
 *     is of one
 */
public record Weights(double norm, Supplier<List<Other>> alike, List<Supplier<double[]>> samples) {
  /** Nothing is known but the weight itself. */
  public static final Weights NONE = new Weights(Double.NaN, List::of, List.of());

  /** Copies the list. */
  public Weights {
    samples = List.copyOf(samples);
  }

  /**
   * Another weight.
   *
   * @param name as the file has it
   * @param derivative of the loss by it, in C order, computed when asked for
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
    all.add(new OtherWeight(alike));
    return all;
  }
}
