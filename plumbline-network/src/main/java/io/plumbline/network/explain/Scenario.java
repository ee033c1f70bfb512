package io.plumbline.network.explain;

import io.plumbline.network.loss.Loss;
import io.plumbline.network.loss.Objective;
import io.plumbline.network.loss.OutputKind;
import io.plumbline.network.loss.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the difference quotients may really be of: the loss as stated, another label, another loss.
 *
 * @param id empty for the loss as stated, else label or loss
 * @param objective of the same scores as the stated one
 * @param details what is different
 * @param sentence the same in words
 */
record Scenario(String id, Objective objective, Map<String, Object> details, String sentence) {

  /** The stated scenario first, then each with one thing changed. */
  static List<Scenario> of(Loss loss, Target target, OutputKind kind, int outputs) {
    List<Scenario> all = new ArrayList<>();
    Objective stated = Objective.of(loss, target, kind, outputs);
    all.add(new Scenario("", stated, Map.of(), ""));
    int label = target.label();
    for (int other = 0; other < outputs; other++) {
      if (other != label) {
        Objective objective = Objective.of(loss, Target.label(other, outputs), kind, outputs);
        all.add(
            new Scenario(
                "label",
                objective,
                Map.of("label", other, "expected", label),
                "was computed for label " + other + " instead of " + label));
      }
    }
    addLoss(all, stated, "probability", new Loss.Probability(label), target, kind, outputs);
    addLoss(all, stated, "logit", new Loss.Logit(label), target, kind, outputs);
    addLoss(all, stated, "cross-entropy", Loss.CROSS_ENTROPY, target, kind, outputs);
    addLoss(all, stated, "mse", new Loss.MeanSquaredError(), target, kind, outputs);
    return all;
  }

  private static void addLoss(
      List<Scenario> all,
      Objective stated,
      String name,
      Loss loss,
      Target target,
      OutputKind kind,
      int outputs) {
    Objective objective = Objective.of(loss, target, kind, outputs);
    if (objective.beforeSoftmax() == stated.beforeSoftmax()
        && objective.getClass() != stated.getClass()) {
      all.add(new Scenario("loss", objective, Map.of("loss", name), "is of another loss: " + name));
    }
  }
}
