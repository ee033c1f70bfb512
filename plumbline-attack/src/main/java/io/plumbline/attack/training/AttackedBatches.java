package io.plumbline.attack.training;

import io.plumbline.attack.Norm;
import io.plumbline.attack.Threat;
import io.plumbline.djl.BatchTransform;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Puts attacked images in the place of the first of each batch. Unlike an attack that looks for a
 * wrong answer, it climbs all steps: what is learnt from is the highest loss that is found.
 */
final class AttackedBatches implements BatchTransform {
  private final Adversary adversary;
  private final Threat threat;
  private final long seed;

  AttackedBatches(Adversary adversary, long seed) {
    this.adversary = adversary;
    this.threat = Threat.of(Norm.LINF, adversary.epsilon());
    this.seed = seed;
  }

  @Override
  public float[][] apply(float[][] inputs, int[] labels, TorchGraph model, long step) {
    int count = (int) Math.round(adversary.mix() * inputs.length);
    if (adversary.kind() == Adversary.Kind.NONE || count == 0) {
      return inputs;
    }
    // Each step has its own randomness, whatever came before, so that it can be resumed.
    SplittableRandom random = new SplittableRandom(seed ^ (step + 1) * 0xD1B54A32D192ED03L);
    float[][] clean = Arrays.copyOf(inputs, count);
    float[][] points = new float[count][];
    Arrays.setAll(points, k -> threat.randomPoint(clean[k], random));
    List<Target> targets = model.targets(Arrays.copyOf(labels, count));
    for (int k = 0; k < adversary.steps(); k++) {
      float[][] gradients = model.gradient(points, targets, Loss.CROSS_ENTROPY).floats();
      for (int sample = 0; sample < count; sample++) {
        points[sample] =
            threat.step(clean[sample], points[sample], gradients[sample], adversary.stepSize());
      }
    }
    System.arraycopy(points, 0, inputs, 0, count);
    return inputs;
  }
}
