package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** What holds for every attack. */
final class AttackContract {
  private AttackContract() {}

  /** Runs an attack and checks all that it promises. */
  static AttackResult hold(
      Attack attack, Classifier model, float[][] inputs, int[] labels, Threat threat) {
    float[][] before = Arrays.stream(inputs).map(float[]::clone).toArray(float[][]::new);
    Counting counting =
        model instanceof DifferentiableClassifier d
            ? new Counting.Differentiable(d)
            : new Counting(model);
    AttackResult found = attack.run(counting, inputs, labels, threat, AttackListener.NONE);
    assertThat(Arrays.deepEquals(inputs, before)).isTrue();
    assertThat(found.totalQueries()).isEqualTo(counting.queries());
    assertThat(Arrays.stream(found.gradients()).sum()).isEqualTo(counting.gradients());
    float[][] after = model.logits(found.adversarials());
    float[][] clean = model.logits(inputs);
    for (int k = 0; k < inputs.length; k++) {
      float[] x = found.adversarials()[k];
      assertThat(threat.norm().distance(x, inputs[k])).isLessThanOrEqualTo(threat.epsilon());
      for (int i = 0; i < x.length; i++) {
        assertThat(x[i]).isBetween(threat.bounds().lower(i), threat.bounds().upper(i));
      }
      assertThat(found.cleanPredictions()[k]).isEqualTo(AttackedBatch.argmax(clean[k]));
      assertThat(found.predictions()[k]).isEqualTo(AttackedBatch.argmax(after[k]));
      assertThat(found.distances()[k])
          .isEqualTo(
              found.success()[k] ? threat.norm().distance(x, inputs[k]) : Double.POSITIVE_INFINITY);
    }
    assertFindsTheSame(found, attack, model, inputs, labels, threat);
    return found;
  }

  /** The same attack again. */
  private static void assertFindsTheSame(
      AttackResult found,
      Attack attack,
      Classifier model,
      float[][] inputs,
      int[] labels,
      Threat threat) {
    AttackResult again = attack.run(model, inputs, labels, threat, AttackListener.NONE);
    // Not through the assertion library, which would print every pixel.
    assertThat(Arrays.deepEquals(again.adversarials(), found.adversarials())).isTrue();
    assertThat(again.queries()).isEqualTo(found.queries());
  }
}
