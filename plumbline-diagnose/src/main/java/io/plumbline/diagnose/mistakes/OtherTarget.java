package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The gradient at this sample with what another one of the batch aims at, where a loss is of values
 * and not of a class.
 */
final class OtherTarget implements Mistake {
  private final Batch batch;
  private final int index;
  private final Supplier<Head> head;

  OtherTarget(Batch batch, int index, Supplier<Head> head) {
    this.batch = batch;
    this.index = index;
    this.head = head;
  }

  @Override
  public String id() {
    return "label";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.LABEL.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    Example own = batch.example(index);
    List<OtherSample> others = batch.others(index);
    double price = Price.LABEL.among(others.size());
    for (OtherSample other : others) {
      Example example = other.example();
      if (isOfValues(own.target(), example)) {
        Example swapped = new Example(own.x(), example.target(), example.model());
        for (TieRule rule : head.get().rules()) {
          shortlist.offerTimesFactor(
              batch.gradient(swapped, rule),
              (scaled, factor) ->
                  Misfit.relativeTo(scaled, batch.share(swapped, rule, own, suspicion)),
              price,
              (confidence, factor) -> cause(confidence, factor, other));
        }
      }
    }
    return shortlist.best();
  }

  /** Other classes are tried one by one, whatever the other samples are. */
  private static boolean isOfValues(Target own, Example other) {
    boolean differs = !Arrays.equals(own.weights(), other.target().weights());
    return other.model().isPresent()
        || differs && !(own.isOneClass() && other.target().isOneClass());
  }

  private static Cause cause(double confidence, double factor, OtherSample other) {
    Map<String, Object> details = new LinkedHashMap<>();
    other.place().ifPresent(place -> details.put("sample", place));
    details.put("factor", factor);
    String sentence =
        "This is the gradient for what "
            + other.name()
            + " aims at: the targets are shuffled or shifted"
            + Factor.besides(factor);
    return new Cause("label", confidence, details, sentence);
  }
}
