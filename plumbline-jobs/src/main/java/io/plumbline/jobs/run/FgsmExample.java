package io.plumbline.jobs.run;

import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.jobs.run.result.AttackExample;
import io.plumbline.jobs.run.result.AttackExample.Prediction;
import io.plumbline.report.Values;

/** The attack that the gradient is wanted for. */
final class FgsmExample {
  private FgsmExample() {}

  static AttackExample of(TorchGraph engine, ExaminedImage subject, double epsilon) {
    float[] clean = subject.floats();
    float[] gradient =
        engine.gradient(
                new float[][] {clean},
                java.util.List.of(subject.target(engine.graph())),
                Loss.CROSS_ENTROPY)
            .floats()[0];
    float[] adversarial = Threat.of(Norm.LINF, epsilon).step(clean, gradient);
    float[] change = new float[clean.length];
    for (int k = 0; k < change.length; k++) {
      change[k] = adversarial[k] - clean[k];
    }
    return new AttackExample(
        "FGSM",
        epsilon,
        Values.of(adversarial),
        Values.of(change),
        subject.label(),
        prediction(engine, clean, subject.label()),
        prediction(engine, adversarial, subject.label()));
  }

  private static Prediction prediction(TorchGraph engine, float[] image, int truth) {
    float[] logits = engine.logits(new float[][] {image})[0];
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - (double) logits[best]);
    }
    return new Prediction(best, 1 / sum, Math.exp(logits[truth] - (double) logits[best]) / sum);
  }
}
