package io.plumbline.diagnose.mistakes.weights;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Of the samples of a batch one alone is in the gradient, or one is missing. */
final class BatchPart implements Mistake {
  private final List<Weights.Part> samples;

  BatchPart(List<Weights.Part> samples) {
    this.samples = samples;
  }

  @Override
  public String id() {
    return "batch-part";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.OTHER_SAMPLE.among(2 * samples.size());
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    if (samples.size() < 2) {
      return Optional.empty();
    }
    Shortlist shortlist = new Shortlist(suspicion);
    List<double[]> parts = new ArrayList<>();
    samples.forEach(each -> parts.add(each.added().get()));
    double[] whole = new double[parts.get(0).length];
    parts.forEach(part -> Arrays.setAll(whole, k -> whole[k] + part[k]));
    int count = parts.size();
    for (int sample = 0; sample < count; sample++) {
      int which = sample;
      double[] part = parts.get(sample);
      double[] rest = new double[whole.length];
      Arrays.setAll(rest, k -> whole[k] - part[k]);
      offer(shortlist, part, count, which, "it is of sample %d alone");
      offer(shortlist, rest, (double) count / (count - 1), which, "sample %d is missing in it");
    }
    return shortlist.best();
  }

  /** As part of the whole, or as if there were no other samples. */
  private void offer(Shortlist shortlist, double[] part, double alone, int sample, String words) {
    String sentence = "Of the " + samples.size() + " samples, " + String.format(words, sample);
    for (double factor : new double[] {1, alone}) {
      double[] predicted = Arrays.stream(part).map(each -> factor * each).toArray();
      shortlist.offer(
          predicted,
          Price.OTHER_SAMPLE.among(4 * samples.size()),
          confidence ->
              Cause.of(
                  "batch-part",
                  confidence,
                  sentence + Factor.besides(factor),
                  "sample",
                  sample,
                  "factor",
                  factor));
    }
  }
}
