package io.plumbline.core.cause;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The gradient by another tensor, which happens to have as many elements. */
public final class OtherTensor implements Mistake {
  private final Supplier<List<Other>> others;

  /**
   * The hypothesis.
   *
   * @param others tensors with as many elements, looked for when asked
   */
  public OtherTensor(Supplier<List<Other>> others) {
    this.others = others;
  }

  /**
   * Another tensor.
   *
   * @param name of it
   * @param words what stands behind "the gradient by"
   * @param among how many like it there are
   * @param gradient by it, in C order, computed when asked for
   */
  public record Other(String name, String words, int among, Supplier<double[]> gradient) {}

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
    for (Other other : others.get()) {
      shortlist.offerTimesFactor(
          other.gradient.get(),
          Price.OTHER_TENSOR.among(other.among),
          (confidence, factor) -> cause(other, confidence, factor));
    }
    return shortlist.best();
  }

  private static Cause cause(Other other, double confidence, double factor) {
    String sentence = "It is the gradient by " + other.words + Factor.besides(factor);
    return Cause.of("other-tensor", confidence, sentence, "tensor", other.name, "factor", factor);
  }
}
