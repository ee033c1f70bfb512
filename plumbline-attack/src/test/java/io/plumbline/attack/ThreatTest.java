package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ThreatTest {
  private static final float[] IMAGE = {0, 0.05f, 0.5f, 0.95f, 1, 0.5f, 0.5f};
  private static final float[] GRADIENT = {1e-20f, -3, 0, 2, 1, -1e-30f, Float.NaN};

  @Test
  void stepsAlongTheSignAndStaysInsideExactly() {
    float[] kept = IMAGE.clone();
    Threat threat = Threat.of(Norm.LINF, 0.1);
    float[] moved = threat.step(IMAGE, GRADIENT);
    assertThat(moved)
        .containsExactly(
            new float[] {0.1f, 0, 0.5f, 1, 1, 0.4f, 0.5f}, Offset.offset(Math.ulp(0.5f)));
    // 0.1f itself is above 0.1.
    assertThat(moved[0]).isEqualTo(Math.nextDown(0.1f));
    assertThat(Norm.LINF.distance(moved, IMAGE)).isLessThanOrEqualTo(0.1);
    assertThat(IMAGE).containsExactly(kept);
  }

  @Test
  void stepsAlongTheGradientInL2() {
    float[] moved = Threat.of(Norm.L2, 0.5).step(new float[] {0.2f, 0.5f}, new float[] {3, 4});
    assertThat(moved).containsExactly(new float[] {0.5f, 0.9f}, Offset.offset(1e-6f));
    float[] still = Threat.of(Norm.L2, 0.5).step(new float[] {0.2f, 0.5f}, new float[] {0, 0});
    assertThat(still).containsExactly(0.2f, 0.5f);
  }
}
