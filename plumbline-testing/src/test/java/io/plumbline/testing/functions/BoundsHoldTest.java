package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.estimate.GradientEstimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No stated bound is exceeded, over all families. {@code -Dplumbline.draws=N} takes N functions of
 * each family and prints the table.
 */
class BoundsHoldTest {
  private static final Integer ASKED = Integer.getInteger("plumbline.draws");
  private static final String ONLY = System.getProperty("plumbline.family", "");

  @Test
  void ofEveryFamily() {
    int draws = ASKED == null ? 25 : ASKED;
    List<String> violated = new ArrayList<>();
    List<String> table = new ArrayList<>();
    long bounded = 0;
    long evaluations = 0;
    List<Family> families = Families.all();
    for (Family family : families) {
      if (!family.name().contains(ONLY)) {
        continue;
      }
      Tally tally = new Tally();
      for (int i = 0; i < draws; i++) {
        long seed = 31L * family.name().hashCode() + i;
        KnownDerivative draw = family.draw(new SplittableRandom(seed));
        GradientEstimate gradient =
            FiniteDifferences.gradient(draw.function(), draw.x(), DifferenceOptions.defaults());
        Estimate estimate = gradient.get(draw.coordinate());
        evaluations += gradient.evaluations();
        tally.add(draw, estimate);
        if (estimate.isBounded() && draw.violatedBy(estimate.value(), estimate.bound())) {
          violated.add(
              family.name()
                  + ", seed "
                  + seed
                  + ": "
                  + draw.text()
                  + ": exact "
                  + (draw.below() == null
                      ? "none"
                      : draw.below().value() + " .. " + draw.above().value())
                  + ", said "
                  + estimate);
        }
      }
      bounded += tally.bounded;
      table.add(tally.row(family.name(), draws));
    }
    if (ASKED != null) {
      table.forEach(System.out::println);
      System.out.println(
          bounded + " bounded, " + violated.size() + " violated, " + evaluations + " evaluations");
      violated.stream()
          .limit(Integer.getInteger("plumbline.show", 30))
          .forEach(System.out::println);
    }
    assertThat(violated).isEmpty();
  }

  /**
   * A kink between the steps that resolve it and those whose noise hides it: half of its jump is in
   * the slopes of all longer steps alike.
   */
  @ParameterizedTest
  @ValueSource(longs = {8656429745L, 8656433430L, 8656437779L, 8656438495L})
  void ofAKinkBetweenTheSteps(long seed) {
    Family kinks =
        Families.all().stream()
            .filter(each -> each.name().equals("a small kink anywhere"))
            .findFirst()
            .orElseThrow();
    KnownDerivative draw = kinks.draw(new SplittableRandom(seed));
    Estimate estimate =
        FiniteDifferences.gradient(draw.function(), draw.x(), DifferenceOptions.defaults())
            .get(draw.coordinate());
    assertThat(estimate.isBounded()).isTrue();
    assertThat(draw.violatedBy(estimate.value(), estimate.bound())).as("%s", estimate).isFalse();
  }

  /** What became of one family. */
  private static final class Tally {
    private final List<Double> relative = new ArrayList<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int bounded;
    private int violated;

    void add(KnownDerivative draw, Estimate estimate) {
      if (estimate.isBounded()) {
        bounded++;
        violated += draw.violatedBy(estimate.value(), estimate.bound()) ? 1 : 0;
        relative.add(estimate.bound() / Math.abs(draw.derivative()));
      } else {
        relative.add(Double.POSITIVE_INFINITY);
        reasons.merge(estimate.boundedness().name(), 1, Integer::sum);
      }
    }

    String row(String name, int draws) {
      double[] sorted =
          relative.stream().mapToDouble(d -> Double.isNaN(d) ? 9e99 : d).sorted().toArray();
      long decided = Arrays.stream(sorted).filter(d -> d < 0.01).count();
      return String.format(
          Locale.ROOT,
          "%-44s bounded %5.1f%%  violated %5d  median %8.1e  below 1%%: %5.1f%% %s",
          name,
          100.0 * bounded / draws,
          violated,
          sorted[sorted.length / 2],
          100.0 * decided / draws,
          reasons.isEmpty() ? "" : reasons);
    }
  }
}
