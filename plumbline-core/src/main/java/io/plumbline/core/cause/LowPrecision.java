package io.plumbline.core.cause;

import io.plumbline.core.function.Precision;
import java.util.Locale;
import java.util.Optional;

/** The gradient was rounded to few bits, or computed with them. */
final class LowPrecision implements Mistake {
  /** Arithmetic of a format may be off by so many of its roundings, together. */
  private static final double ROUNDINGS = 40;

  /** Where it is coarse, cancellation costs more, most of it in a common factor of this at most. */
  private static final double COARSE_OFF = 0.3;

  private static final double COARSE_FACTOR = 3;

  @Override
  public String id() {
    return "precision";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.ROUNDED.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Precision format = suspicion.misfit().format();
    if (format == Precision.FLOAT64) {
      return Optional.empty();
    }
    Shortlist shortlist = new Shortlist(suspicion);
    Optional<Finding> computed = Optional.empty();
    boolean coarse = format != Precision.FLOAT32;
    // Where the verdict has allowed for such arithmetic already, it is no explanation of the rest.
    double allowed = Misfit.share(suspicion.reference(), suspicion.rounding());
    boolean isAllowed = coarse && allowed > format.unitRoundoff();
    double nearest = coarse ? COARSE_OFF : ROUNDINGS * format.unitRoundoff();
    for (double[] reference : suspicion.references()) {
      if (coarse) {
        shortlist.offer(
            reference,
            suspicion.misfit().inPlace(1),
            Price.ROUNDED.nats(),
            confidence -> rounded(confidence, format));
      }
      double off = relativeDistance(suspicion.gradient(), reference, coarse);
      if (off < nearest && !isAllowed) {
        nearest = off;
        double cost = suspicion.misfit().cost(reference, suspicion.misfit().inPlace(1));
        double price = coarse ? Price.COARSE.nats() : cost + Price.FINE.nats();
        computed = Optional.of(new Finding(computed(format, off), price));
      }
    }
    return shortlist.best().isPresent() ? shortlist.best() : computed;
  }

  private static double relativeDistance(double[] gradient, double[] reference, boolean scaled) {
    double product = 0;
    double size = 0;
    for (int k = 0; k < gradient.length; k++) {
      product += gradient[k] * reference[k];
      size += reference[k] * reference[k];
    }
    double factor = product / size;
    boolean near = scaled && factor > 1 / COARSE_FACTOR && factor < COARSE_FACTOR;
    double off = 0;
    for (int k = 0; k < gradient.length; k++) {
      double each = gradient[k] - (near ? factor : 1) * reference[k];
      off += each * each;
    }
    return Math.sqrt(off / size);
  }

  private static Cause rounded(double confidence, Precision format) {
    String sentence =
        "Every entry is the right one rounded to "
            + name(format)
            + ": the gradient was stored or cast in low precision. Compute and save it in float32.";
    return Cause.of("precision", confidence, sentence, "format", name(format), "kind", "rounded");
  }

  private static Cause computed(Precision format, double off) {
    double confidence = format == Precision.FLOAT32 ? 0.4 : 0.7;
    String sentence =
        String.format(
            Locale.ROOT,
            "Every entry is a number of %s, and the gradient is %.2g off in norm, as arithmetic in"
                + " it leaves it: compute it in a higher precision.",
            name(format),
            off);
    return Cause.of(
        "precision",
        confidence,
        sentence,
        "format",
        name(format),
        "kind",
        "computed",
        "relativeError",
        off);
  }

  private static String name(Precision format) {
    return format.name().toLowerCase(Locale.ROOT);
  }
}
