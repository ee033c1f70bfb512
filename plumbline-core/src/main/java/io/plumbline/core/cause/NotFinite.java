package io.plumbline.core.cause;

import java.util.Optional;

/** Some entries are no numbers, or infinite. */
final class NotFinite implements Mistake {
  @Override
  public String id() {
    return "not-finite";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return 0;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    double[] gradient = suspicion.gradient();
    int nan = 0;
    int infinite = 0;
    int first = -1;
    for (int k = 0; k < gradient.length; k++) {
      if (!Double.isFinite(gradient[k])) {
        nan += Double.isNaN(gradient[k]) ? 1 : 0;
        infinite += Double.isNaN(gradient[k]) ? 0 : 1;
        first = first < 0 ? k : first;
      }
    }
    if (first < 0) {
      return Optional.empty();
    }
    Object index = suspicion.index(first);
    String sentence =
        (nan + infinite)
            + " of "
            + gradient.length
            + " entries are "
            + (infinite == 0 ? "NaN" : nan == 0 ? "infinite" : "NaN or infinite")
            + ", the first at "
            + index
            + (Double.isFinite(suspicion.references().get(0)[first])
                ? ", where the derivative is finite"
                : "")
            + ": look for log(0), 0/0, the square root at 0, or an"
            + " overflow in low precision.";
    Cause cause =
        Cause.of(
            "not-finite",
            1,
            sentence,
            "nan",
            nan,
            "infinite",
            infinite,
            "first",
            index,
            "coordinates",
            nan + infinite);
    return Optional.of(new Finding(cause, 0));
  }
}
