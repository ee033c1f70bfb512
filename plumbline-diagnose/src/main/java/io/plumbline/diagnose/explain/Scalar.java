package io.plumbline.diagnose.explain;

import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What difference quotients may be of: the loss as stated, that of another label, another loss.
 *
 * @param id empty for the loss as stated, else label or loss
 * @param objective of the same scores as the stated one
 * @param factor that it is multiplied by
 * @param details what is different
 * @param words the same, to follow "computed"
 */
record Scalar(
    String id, Objective objective, double factor, Map<String, Object> details, String words) {
  private static final String CLIPPED = "clipped cross-entropy";

  /** More labels than these are not tried. */
  private static final int MOST_LABELS = 1000;

  static Scalar stated(Loss loss, Target target, OutputKind kind, int outputs) {
    return new Scalar("", Objective.of(loss.of(target), target, kind, outputs), 1, Map.of(), "");
  }

  /** Whether it clips probabilities, so that its slope is zero where they are extreme. */
  boolean clips() {
    return CLIPPED.equals(details.get("loss"));
  }

  /** Each with one thing changed. */
  static List<Scalar> others(Loss loss, Target target, OutputKind kind, int outputs) {
    List<Scalar> all = new ArrayList<>();
    int label = target.label();
    for (int other = 0; other < Math.min(outputs, MOST_LABELS); other++) {
      if (other != label) {
        Target changed = Target.label(other, outputs);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("label", other);
        details.put("expected", label);
        all.add(
            new Scalar(
                "label",
                Objective.of(loss.of(changed), changed, kind, outputs),
                1,
                details,
                "for label " + other + " instead of " + label));
      }
    }
    losses(all, loss, target, kind, outputs);
    return all;
  }

  private static void losses(
      List<Scalar> all, Loss loss, Target target, OutputKind kind, int outputs) {
    Objective stated = Objective.of(loss.of(target), target, kind, outputs);
    Map<String, Loss> named = new LinkedHashMap<>();
    named.put("cross-entropy", Loss.CROSS_ENTROPY);
    named.put(CLIPPED, new Loss.CrossEntropy(true));
    named.put("probability", new Loss.Probability(target.label()));
    named.put("logit", new Loss.Logit(target.label()));
    named.put("mse", new Loss.MeanSquaredError());
    if (kind == OutputKind.LOGITS) {
      Objective squares =
          Objective.of(new Loss.MeanSquaredError(), target, OutputKind.PROBABILITIES, outputs);
      add(all, "mse of the probabilities", squares, 1);
      add(all, "sum of squared errors of the probabilities", squares, outputs);
    }
    named.forEach(
        (name, other) -> {
          Objective objective = Objective.of(other, target, kind, outputs);
          boolean sameScores =
              kind == OutputKind.LOGITS || objective.beforeSoftmax() == stated.beforeSoftmax();
          if (sameScores && !other.equals(loss.of(target))) {
            add(all, name, objective, 1);
            if (other instanceof Loss.MeanSquaredError) {
              add(all, "sum of squared errors", objective, outputs);
            } else if (!(other instanceof Loss.CrossEntropy)) {
              add(all, "minus the " + name, objective, -1);
            }
          }
        });
    if (stated.beforeSoftmax()) {
      double[] weights = target.weights();
      add(
          all,
          "cross-entropy with softmax applied twice",
          new MistakenLoss(MistakenLoss.Kind.SOFTMAX_TWICE, weights),
          1);
      add(all, "binary cross-entropy", new MistakenLoss(MistakenLoss.Kind.BINARY, weights), 1);
    }
  }

  private static void add(List<Scalar> all, String name, Objective objective, double factor) {
    all.add(
        new Scalar("loss", objective, factor, Map.of("loss", name), "of another loss: " + name));
  }
}
