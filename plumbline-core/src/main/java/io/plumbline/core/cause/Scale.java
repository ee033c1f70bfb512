package io.plumbline.core.cause;

import io.plumbline.core.tile.Image;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every entry is the right one times the same factor. */
final class Scale implements Mistake {
  /** What white is where pixels are bytes. */
  private static final double LEVELS = 255;

  /**
   * Where the values are in the right proportion everywhere, a factor is one, however large; but of
   * so small a derivative nothing is certain but its bound.
   */
  private static final double MOST_DECADES = 18;

  @Override
  public String id() {
    return "scale";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.NEGATED.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Misfit misfit = suspicion.misfit();
    for (double[] reference : suspicion.references()) {
      double fitted = misfit.factor(reference);
      if (!Shortlist.isWithin(fitted, MOST_DECADES)) {
        continue;
      }
      Factor factor =
          Factor.of(fitted, misfit.factorTolerance(), reference.length, suspicion.conventions());
      if (factor.value() != 1) {
        offer(shortlist, suspicion, reference, factor);
      }
      if (factor.value() != fitted) {
        offer(shortlist, suspicion, reference, Factor.free(fitted));
      }
    }
    perChannel(shortlist, suspicion);
    Normalization.KNOWN.forEach(known -> normalized(shortlist, suspicion, known));
    return shortlist.best();
  }

  private static void offer(
      Shortlist shortlist, Suspicion suspicion, double[] reference, Factor factor) {
    double[] predicted = Shortlist.times(reference, factor.value());
    shortlist.offer(
        predicted,
        suspicion.misfit().scaled(predicted, factor.value()),
        factor.price(),
        confidence -> cause(confidence, factor, suspicion.gradient()));
  }

  private static Cause cause(double confidence, Factor factor, double[] gradient) {
    String known = factor.ofDerivative();
    String meaning = known.isEmpty() ? normalised(gradient) : known;
    String sentence =
        factor.value() == -1
            ? "Every entry has the wrong sign: the loss is negated, or the gradient is that of"
                + " the step down instead of up."
            : "Every entry is "
                + Factor.text(factor.value())
                + " times what it should be"
                + (meaning.isEmpty() ? "." : ": " + meaning + ".");
    return Cause.of("scale", confidence, sentence, "factor", factor.value(), "meaning", meaning);
  }

  /** Which norm of the gradient is 1, where one is. */
  private static String normalised(double[] gradient) {
    double squares = 0;
    double sum = 0;
    double most = 0;
    for (double each : gradient) {
      squares += each * each;
      sum += Math.abs(each);
      most = Math.max(most, Math.abs(each));
    }
    String start = "the gradient was divided by its ";
    if (Math.abs(Math.sqrt(squares) - 1) < 1e-4) {
      return start + "Euclidean norm";
    } else if (Math.abs(sum - 1) < 1e-4) {
      return start + "sum of absolute values";
    } else if (Math.abs(sum / gradient.length - 1) < 1e-4) {
      return start + "mean absolute value";
    } else if (Math.abs(most - 1) < 1e-6) {
      return start + "largest absolute value";
    }
    return "";
  }

  /** The factors of a normalization that many take: of pixels to 1 or 255, or the other way. */
  private static void normalized(Shortlist shortlist, Suspicion suspicion, Normalization known) {
    Image image = suspicion.image();
    if (image.channels() != known.channels()) {
      return;
    }
    for (double[] reference : suspicion.references()) {
      for (double unit : new double[] {1, LEVELS}) {
        offer(shortlist, suspicion, reference, new Normalized(known, unit, false));
        offer(shortlist, suspicion, reference, new Normalized(known, unit, true));
      }
    }
  }

  /**
   * What pixels are normalized by.
   *
   * @param by in each channel
   * @param unit what white is
   * @param applied whether the deviations are multiplied by, not divided
   */
  private record Normalized(Normalization by, double unit, boolean applied) {
    double factor(int channel) {
      double deviation = unit * by.std().get(channel);
      return applied ? deviation : 1 / deviation;
    }

    String sentence(boolean channelsFirst) {
      String deviations = by.array(channelsFirst) + (unit == 1 ? "" : " * 255");
      return "Each channel is "
          + (applied ? "" : "1 over ")
          + by.of()
          + "'s standard deviation"
          + (unit == 1 ? "" : " times 255")
          + " times what it should be: "
          + (applied
              ? "the chain rule's factor of normalising was taken where the gradient is by what was"
                  + " not normalised; g / "
              : "the gradient is by the pixels, and the model takes what they are normalised to;"
                  + " g * ")
          + deviations
          + " is by the model's input.";
    }
  }

  private static void offer(
      Shortlist shortlist, Suspicion suspicion, double[] reference, Normalized normalized) {
    Image image = suspicion.image();
    double[] predicted = new double[reference.length];
    Arrays.setAll(predicted, k -> reference[k] * normalized.factor(image.channel(k)));
    double[] factors = new double[image.channels()];
    Arrays.setAll(factors, normalized::factor);
    shortlist.offer(
        predicted,
        Price.KNOWN_FACTOR.nats(),
        confidence ->
            Cause.of(
                "scale",
                confidence,
                normalized.sentence(image.channelsFirst()),
                "factors",
                factors,
                "meaning",
                normalized.by().of() + "'s standard deviations"));
  }

  /** A factor of its own for each channel, as normalising them makes it. */
  private static void perChannel(Shortlist shortlist, Suspicion suspicion) {
    Image image = suspicion.image();
    if (image.channels() < 2 || image.channels() > 16) {
      return;
    }
    for (double[] reference : suspicion.references()) {
      double[] predicted = new double[reference.length];
      double[] factors = new double[image.channels()];
      for (int channel = 0; channel < factors.length; channel++) {
        double[] only = new double[reference.length];
        for (int k = 0; k < only.length; k++) {
          only[k] = image.channel(k) == channel ? reference[k] : 0;
        }
        factors[channel] = suspicion.misfit().factor(only);
        for (int k = 0; k < only.length; k++) {
          predicted[k] += factors[channel] * only[k];
        }
      }
      if (!Arrays.stream(factors).allMatch(Shortlist::isPlausible)) {
        continue;
      }
      // A deviation is positive, and hardly ever 1.
      double least = suspicion.misfit().factorTolerance();
      boolean deviations =
          Arrays.stream(factors).allMatch(each -> each > 0 && Math.abs(each - 1) > least);
      shortlist.offer(
          predicted,
          Price.NUMBER.nats() * factors.length,
          confidence ->
              Cause.of(
                  "scale",
                  confidence,
                  "Each channel is off by a factor of its own"
                      + (deviations
                          ? ": the input was normalised channel by channel, and the chain rule's"
                              + " factors are missing or applied twice."
                          : ": "
                              + Arrays.stream(factors)
                                  .mapToObj(Factor::text)
                                  .collect(Collectors.joining(", "))
                              + "."),
                  "factors",
                  factors,
                  "meaning",
                  "one factor for each channel"));
    }
  }
}
