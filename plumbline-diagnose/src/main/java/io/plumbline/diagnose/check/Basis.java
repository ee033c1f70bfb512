package io.plumbline.diagnose.check;

import io.plumbline.core.verdict.Tier;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.WholeGradient;
import java.util.Optional;

/**
 * What a verdict on a gradient rests on.
 *
 * @param tier the weakest evidence that the verdict needs
 * @param sample the sample of rounding; empty where every bound is proven
 */
public record Basis(Tier tier, Optional<Sampled> sample) {
  /** Proven throughout. */
  public static final Basis PROVEN = new Basis(Tier.PROVEN, Optional.empty());

  /**
   * What was measured, and by which model.
   *
   * @param arithmetic whose rounding was modelled
   * @param draws how many passes
   * @param seed what they follow from
   * @param noise the root mean square of what rounding does to the gradient, as a part of the
   *     derivative's norm
   * @param chance the probability, if the model holds, that a right gradient is called wrong
   * @param nearTies units within their own measured error of a kink
   * @param whole how the derivative itself was proved
   * @param relativeError how far it may be off by that, as a part of its norm
   */
  public record Sampled(
      Arithmetic arithmetic,
      int draws,
      long seed,
      double noise,
      double chance,
      int nearTies,
      WholeGradient whole,
      double relativeError) {
    /** What the model is, in a sentence without a full stop. */
    public static final String MODEL =
        "every result of the forward and the reverse pass is off by an independent random error, in"
            + " sums of n products of u sqrt(1 + n/16) (|r| + sqrt(sum (w x)²)), else of u |r|;"
            + " winners and sides as at the sample";
  }
}
