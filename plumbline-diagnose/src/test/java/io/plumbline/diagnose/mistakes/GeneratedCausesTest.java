package io.plumbline.diagnose.mistakes;

import static io.plumbline.diagnose.mistakes.GeneratedCase.BATCH;
import static io.plumbline.diagnose.mistakes.GeneratedCase.CLASSES;
import static io.plumbline.diagnose.mistakes.GeneratedCase.PIXELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Plants mistakes that need a model into gradients of random networks, and asks for their names.
 */
class GeneratedCausesTest {
  private static final int SEEDS = 12;

  private interface Mistake {
    double[] in(GeneratedCase planted);
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, k -> a[k] + b[k]);
    return sum;
  }

  private static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(v -> factor * v).toArray();
  }

  /** Back through the softmax. */
  private static double[] back(double[] p, double[] bar) {
    double mean = 0;
    for (int k = 0; k < p.length; k++) {
      mean += p[k] * bar[k];
    }
    double[] result = new double[p.length];
    for (int k = 0; k < p.length; k++) {
      result[k] = p[k] * (bar[k] - mean);
    }
    return result;
  }

  private static double[] softmaxTwice(GeneratedCase planted) {
    double[] p = planted.probabilities();
    double[] bar = Objective.softmax(p);
    bar[planted.label()] -= 1;
    return planted.ofScores(back(p, bar));
  }

  private static double[] squaredError(GeneratedCase planted) {
    double[] p = planted.probabilities();
    double[] bar = times(p, 2.0 / CLASSES);
    bar[planted.label()] -= 2.0 / CLASSES;
    return planted.ofScores(back(p, bar));
  }

  private static double[] logit(GeneratedCase planted) {
    double[] bar = new double[CLASSES];
    bar[planted.label()] = 1;
    return planted.ofScores(bar);
  }

  private static double[] neighbour(GeneratedCase planted) {
    DataSet.Neighbour other = planted.around.get(1);
    return planted.gradient(planted.evaluator, other.x(), other.target());
  }

  private static double[] whole(GeneratedCase planted) {
    double[] sum = new double[PIXELS];
    for (int k = 0; k < BATCH; k++) {
      sum = sum(sum, planted.right(k));
    }
    return sum;
  }

  private static double[] dropout(GeneratedCase planted) {
    Example own = planted.batch.get(0);
    return planted.gradient(planted.dropping, own.x(), own.target());
  }

  private static double[] otherLabel(GeneratedCase planted) {
    Target other = Target.label((planted.label() + 1) % CLASSES, CLASSES);
    return planted.gradient(planted.evaluator, planted.batch.get(0).x(), other);
  }

  private static double[] twoSwapped(GeneratedCase planted) {
    double[] wrong = planted.right(0);
    double kept = wrong[20];
    wrong[20] = wrong[90];
    wrong[90] = kept;
    return wrong;
  }

  private static Map<String, Mistake> planted() {
    Map<String, Mistake> mistakes = new LinkedHashMap<>();
    for (double factor : new double[] {-1, 2, 1 / 32.0, 255, 1.01, 0.37}) {
      mistakes.put("scale " + factor, planted -> times(planted.right(0), factor));
    }
    mistakes.put("label", GeneratedCausesTest::otherLabel);
    mistakes.put("loss twice", GeneratedCausesTest::softmaxTwice);
    mistakes.put("loss squared", GeneratedCausesTest::squaredError);
    mistakes.put("loss logit", GeneratedCausesTest::logit);
    mistakes.put("input of the batch", planted -> planted.right(3));
    mistakes.put("input of the data set", GeneratedCausesTest::neighbour);
    mistakes.put("accumulated one", planted -> sum(planted.right(0), planted.right(2)));
    mistakes.put("accumulated all", GeneratedCausesTest::whole);
    mistakes.put(
        "accumulated of the data set", planted -> sum(planted.right(0), neighbour(planted)));
    mistakes.put("training-mode dropout", GeneratedCausesTest::dropout);
    mistakes.put("coordinate swapped", GeneratedCausesTest::twoSwapped);
    return mistakes;
  }

  @Test
  void namesNearlyAllFirst() {
    int named = 0;
    int all = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, Mistake> each : planted().entrySet()) {
      for (int seed = 0; seed < SEEDS; seed++) {
        GeneratedCase planted = new GeneratedCase(seed);
        Cause first = planted.explain(each.getValue().in(planted)).get(0);
        boolean right = first.id().equals(each.getKey().split(" ")[0]);
        all++;
        named += right ? 1 : 0;
        if (!right) {
          missed.add(each.getKey() + ", seed " + seed + ": " + first);
        }
      }
    }
    assertThat((double) named / all).as("%s", missed).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void aLabelIsToldFromTheOneThatWasExpected() {
    GeneratedCase planted = new GeneratedCase(0);
    int other = (planted.label() + 1) % CLASSES;
    Cause first = planted.explain(otherLabel(planted)).get(0);
    assertThat(first.sentence())
        .isEqualTo(
            "This is the gradient of the loss for label "
                + other
                + " instead of "
                + planted.label()
                + ": the labels are shuffled, shifted by one, or the model's own prediction was"
                + " taken for the label.");
    assertThat(first.details())
        .containsEntry("label", other)
        .containsEntry("expected", planted.label());
  }

  /** Noise of the gradient's size, noise upon it, and its own entries in another order. */
  @Test
  void whatHasNoNameIsUnknown() {
    for (int seed = 0; seed < SEEDS; seed++) {
      GeneratedCase planted = new GeneratedCase(seed);
      double[] right = planted.right(0);
      double size = Math.sqrt(Arrays.stream(right).map(v -> v * v).sum() / PIXELS);
      double[] noise = new double[PIXELS];
      Arrays.setAll(noise, k -> size * planted.random.nextGaussian());
      double[] mixed = right.clone();
      for (int k = PIXELS - 1; k > 0; k--) {
        int other = planted.random.nextInt(k + 1);
        double kept = mixed[k];
        mixed[k] = mixed[other];
        mixed[other] = kept;
      }
      for (double[] wrong : List.of(noise, sum(right, times(noise, 0.1)), mixed)) {
        assertThat(planted.explain(wrong))
            .as("seed %d", seed)
            .extracting(Cause::id)
            .containsExactly("unknown");
      }
    }
  }
}
