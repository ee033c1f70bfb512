package io.plumbline.core.cause;

import io.plumbline.core.function.Shape;
import java.util.Optional;

/**
 * The gradient by the scores before a softmax whose probabilities, or their logarithms, are the
 * input. Some losses, such as CTC's in frameworks, have that softmax's backward pass in their own,
 * and their gradient by the input they are given is none.
 */
public final class BeforeSoftmax implements Mistake {
  /** Probabilities of float16 sum to one within this. */
  private static final double SUM = 2e-3;

  private final double[] x;

  /**
   * The hypothesis.
   *
   * @param x the input, in C order
   */
  public BeforeSoftmax(double[] x) {
    this.x = x;
  }

  @Override
  public String id() {
    return "other-tensor";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.OTHER_TENSOR.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Shape shape = suspicion.shape();
    int inner = x.length;
    for (int axis = 0; axis < shape.rank(); axis++) {
      int extent = shape.extent(axis);
      inner /= extent;
      for (boolean logarithms : new boolean[] {true, false}) {
        if (extent > 1 && sumToOne(extent, inner, logarithms)) {
          for (double[] reference : suspicion.references()) {
            offer(shortlist, reference, axis, extent, inner, logarithms);
          }
        }
      }
    }
    return shortlist.best();
  }

  private void offer(
      Shortlist shortlist,
      double[] reference,
      int axis,
      int extent,
      int inner,
      boolean logarithms) {
    shortlist.offerTimesFactor(
        back(reference, extent, inner, logarithms),
        Price.OTHER_TENSOR.nats(),
        (confidence, factor) -> cause(confidence, factor, axis, logarithms));
  }

  private double p(int k, boolean logarithms) {
    return logarithms ? Math.exp(x[k]) : x[k];
  }

  /** The first element of each line along an axis, whose elements are so far apart. */
  private static int start(int line, int extent, int inner) {
    return line / inner * inner * extent + line % inner;
  }

  private boolean sumToOne(int extent, int inner, boolean logarithms) {
    for (int line = 0; line < x.length / extent; line++) {
      double sum = 0;
      int start = start(line, extent, inner);
      for (int k = 0; k < extent; k++) {
        double p = p(start + k * inner, logarithms);
        sum += p >= 0 ? p : Double.NaN;
      }
      if (!(Math.abs(sum - 1) <= SUM)) {
        return false;
      }
    }
    return true;
  }

  /** Derivatives by the input times the Jacobian of the softmax, or of its logarithm. */
  private double[] back(double[] reference, int extent, int inner, boolean logarithms) {
    double[] back = new double[x.length];
    for (int line = 0; line < x.length / extent; line++) {
      int start = start(line, extent, inner);
      double sum = 0;
      for (int k = start; k < start + extent * inner; k += inner) {
        sum += logarithms ? reference[k] : x[k] * reference[k];
      }
      for (int k = start; k < start + extent * inner; k += inner) {
        back[k] = logarithms ? reference[k] - Math.exp(x[k]) * sum : x[k] * (reference[k] - sum);
      }
    }
    return back;
  }

  private static Cause cause(double confidence, double factor, int axis, boolean logarithms) {
    String sentence =
        "It is the gradient by the scores before the "
            + (logarithms ? "log-softmax" : "softmax")
            + " along axis "
            + axis
            + ", which this input comes from, and not by the input: the loss's own backward pass has"
            + " that softmax in it, as CTC's in PyTorch has"
            + Factor.besides(factor);
    return Cause.of(
        "other-tensor",
        confidence,
        sentence,
        "tensor",
        "scores before a softmax",
        "factor",
        factor);
  }
}
