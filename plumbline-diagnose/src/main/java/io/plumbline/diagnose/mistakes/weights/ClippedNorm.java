package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** The gradient was made smaller so that its norm, or that of all gradients, is a given one. */
final class ClippedNorm implements Mistake {
  /** PyTorch divides by the norm plus 1e-6, so that what comes out is smaller by so much. */
  private static final double NEAR = 1e-4;

  /** What people clip to, times powers of ten. */
  private static final double[] USUAL = {1, 2, 2.5, 3, 4, 5};

  private final DoubleSupplier normOfAll;

  ClippedNorm(DoubleSupplier normOfAll) {
    this.normOfAll = normOfAll;
  }

  @Override
  public String id() {
    return "clipped-norm";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.CLIPPED_NORM.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    double own = Math.sqrt(Arrays.stream(suspicion.gradient()).map(each -> each * each).sum());
    for (double[] reference : suspicion.references()) {
      double factor = suspicion.misfit().factor(reference);
      if (factor > 0 && factor < 1) {
        offer(shortlist, reference, factor, own, "this gradient by itself has");
        offer(shortlist, reference, factor, normOfAll.getAsDouble(), "all gradients together have");
      }
    }
    return shortlist.best();
  }

  private static void offer(
      Shortlist shortlist, double[] reference, double factor, double norm, String whose) {
    double limit = round(norm);
    if (Double.isNaN(limit)) {
      return;
    }
    double[] predicted = Arrays.stream(reference).map(each -> factor * each).toArray();
    shortlist.offer(
        predicted,
        Price.CLIPPED_NORM.among(USUAL.length),
        confidence ->
            Cause.of(
                "clipped-norm",
                confidence,
                "Every entry is "
                    + Factor.text(factor)
                    + " times what it should be, and "
                    + whose
                    + " the norm "
                    + Factor.text(limit)
                    + ": clipped by norm, as clip_grad_norm_ does, or divided by it.",
                "factor",
                factor,
                "norm",
                limit));
  }

  /** The usual limit that a norm is; not a number where it is none. */
  private static double round(double norm) {
    for (double usual : USUAL) {
      double decade = Math.pow(10, Math.rint(Math.log10(norm / usual)));
      if (Math.abs(norm - usual * decade) <= NEAR * norm) {
        return usual * decade;
      }
    }
    return Double.NaN;
  }
}
