package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.TieRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The gradient at another input: another sample, or this one in other units or turned. */
final class OtherInput implements Mistake {
  private final Batch batch;
  private final Example own;
  private final Supplier<Head> head;
  private final double leastPrice;
  private final Function<Suspicion, List<InputChange>> changes;

  /**
   * The gradient at one of some inputs.
   *
   * @param own the sample whose gradient it should be
   * @param leastPrice they are not looked at where another mistake explains the array for less
   * @param changes the inputs
   */
  OtherInput(
      Batch batch,
      Example own,
      Supplier<Head> head,
      double leastPrice,
      Function<Suspicion, List<InputChange>> changes) {
    this.batch = batch;
    this.own = own;
    this.head = head;
    this.leastPrice = leastPrice;
    this.changes = changes;
  }

  @Override
  public String id() {
    return "input";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return leastPrice;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (InputChange change : changes.apply(suspicion)) {
      if (isWithinRounding(change.x(), suspicion.misfit().coarseRounding())) {
        continue;
      }
      Example example = new Example(change.x(), change.target(), change.model());
      for (TieRule rule : head.get().rules()) {
        shortlist.offerTimesFactor(
            change.array(batch.gradient(example, rule)),
            (scaled, factor) ->
                Misfit.relativeTo(scaled, batch.share(example, rule, own, suspicion)),
            change.price(),
            (confidence, factor) -> cause(confidence, factor, change));
      }
    }
    return shortlist.best();
  }

  /**
   * Whether an input is as near to the given one as roundings of a format of few bits come: units
   * switch by either, so that by chance one fits where the other is.
   */
  private boolean isWithinRounding(double[] x, double rounding) {
    double size = 0;
    double off = 0;
    for (int k = 0; k < x.length && rounding > 0; k++) {
      size = Math.max(size, Math.abs(own.x()[k]));
      off = Math.max(off, Math.abs(x[k] - own.x()[k]));
    }
    return rounding > 0 && off <= rounding * size;
  }

  private static Cause cause(double confidence, double factor, InputChange change) {
    Map<String, Object> details = new LinkedHashMap<>(change.details());
    details.put("factor", factor);
    String sentence =
        "This is the gradient at another input than the one given: "
            + change.name()
            + Factor.besides(factor);
    return new Cause("input", confidence, details, sentence);
  }
}
