package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FgsmTest {
  @Test
  void movesAlongTheSignAndStaysInRange() {
    float[] image = {0, 0.05f, 0.5f, 0.95f, 1, 0.5f, 0.5f};
    float[] gradient = {1e-20f, -3, 0, 2, 1, -1e-30f, Float.NaN};
    float[] kept = image.clone();

    float[] adversarial = new Fgsm(0.1).perturb(image, gradient);

    assertThat(adversarial).containsExactly(0.1f, 0, 0.5f, 1, 1, 0.4f, 0.5f);
    assertThat(image).containsExactly(kept);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void epsilonIsChecked(double epsilon) {
    assertThatThrownBy(() -> new Fgsm(epsilon))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("epsilon (" + epsilon + ") must be at least 0 and finite");
  }
}
