package io.plumbline.jobs.attack;

import io.plumbline.attack.AttackResult;
import io.plumbline.attack.Bounds;
import io.plumbline.attack.EngineClassifier;
import io.plumbline.attack.Norm;
import io.plumbline.attack.SelfCheck;
import io.plumbline.core.tile.Image;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses images to show: successes on images that the model gets right, else the first. */
final class AttackExamples {
  private static final int MOST = 6;

  private AttackExamples() {}

  static List<AttackOutcome.Example> of(
      EngineClassifier model,
      LabelledImages images,
      Bounds bounds,
      Norm norm,
      SelfCheck.Attempt attempt) {
    AttackResult result = attempt.result();
    int[] telling =
        IntStream.range(0, result.count())
            .filter(k -> result.success()[k])
            .filter(k -> result.cleanPredictions()[k] == result.labels()[k])
            .limit(MOST)
            .toArray();
    int[] chosen = telling.length > 0 ? telling : new int[] {0};
    List<AttackOutcome.Example> examples = new ArrayList<>();
    for (int k : chosen) {
      float[] clean = images.images()[k];
      float[] adversarial = result.adversarials()[k];
      float[] change = new float[clean.length];
      for (int i = 0; i < change.length; i++) {
        change[i] = adversarial[i] - clean[i];
      }
      float[][] logits = model.logits(new float[][] {clean, adversarial});
      examples.add(
          new AttackOutcome.Example(
              images.indices()[k],
              images.labels()[k],
              attempt.epsilon(),
              new ColourScale.Gray(bounds.lower(0), bounds.upper(0)),
              channelsLast(clean, images.grid()),
              channelsLast(adversarial, images.grid()),
              channelsLast(change, images.grid()),
              norm.distance(adversarial, clean),
              prediction(logits[0], images.labels()[k]),
              prediction(logits[1], images.labels()[k]),
              result.success()[k]));
    }
    return examples;
  }

  private static Values channelsLast(float[] values, Image grid) {
    float[] moved = new float[values.length];
    for (int k = 0; k < moved.length; k++) {
      int pixel = grid.row(k) * grid.columns() + grid.column(k);
      moved[pixel * grid.channels() + grid.channel(k)] = values[k];
    }
    return Values.of(moved);
  }

  private static AttackOutcome.Prediction prediction(float[] logits, int truth) {
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      best = logits[k] > logits[best] ? k : best;
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - (double) logits[best]);
    }
    return new AttackOutcome.Prediction(
        best, 1 / sum, Math.exp(logits[truth] - (double) logits[best]) / sum);
  }
}
