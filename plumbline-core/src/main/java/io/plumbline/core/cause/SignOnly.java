package io.plumbline.core.cause;

import java.util.Optional;

/** All entries have the same size: the sign of the gradient, as a signed step takes it. */
final class SignOnly implements Mistake {
  private static final double ENOUGH = 0.95;

  @Override
  public String id() {
    return "sign-only";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return 0;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    double[] gradient = suspicion.gradient();
    double size = size(gradient);
    // Where the derivative is of one size itself, its sign says no more than it does.
    if (size == 0 || suspicion.references().stream().anyMatch(each -> size(each) > 0)) {
      return Optional.empty();
    }
    double share = 0;
    for (double[] reference : suspicion.references()) {
      double agreement = agreement(gradient, reference);
      share = Math.abs(agreement) > Math.abs(share) ? agreement : share;
    }
    if (!(Math.abs(share) >= ENOUGH)) {
      return Optional.empty();
    }
    double signed = share < 0 ? -size : size;
    String sentence =
        "Only the sign of the derivative is left, "
            + (share < 0 ? "negated and " : "")
            + "with the size "
            + Factor.text(size)
            + " everywhere: this is the step of the fast gradient sign method, not the gradient.";
    Cause cause = Cause.of("sign-only", Math.abs(share), sentence, "size", signed);
    return Optional.of(new Finding(cause, Price.SIGNS.nats()));
  }

  /** The size of all entries that are not zero, two at least; 0 where they have several. */
  private static double size(double[] values) {
    double size = 0;
    int entries = 0;
    for (double each : values) {
      if (each != 0) {
        size = Math.max(size, Math.abs(each));
        entries++;
      }
    }
    for (double each : values) {
      if (each != 0 && !(Math.abs(each) >= size * (1 - 1e-5))) {
        return 0;
      }
    }
    return entries < 2 ? 0 : size;
  }

  /** From -1 to 1: the share of the derivative's absolute sum where the signs agree, less else. */
  private static double agreement(double[] gradient, double[] reference) {
    double sum = 0;
    double total = 0;
    for (int k = 0; k < gradient.length; k++) {
      sum += Math.signum(gradient[k]) * reference[k];
      total += Math.abs(reference[k]);
    }
    return total > 0 ? sum / total : 0;
  }
}
