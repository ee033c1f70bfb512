package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.plumbline.data.npy.Npy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What Foolbox finds on the same network and images, where nothing is random. */
class FoolboxTest {
  private static final int COUNT = 24;
  private static final float[][] IMAGES = Digits.images(COUNT);
  private static final int[] LABELS = Digits.labels(COUNT);
  private static final EngineClassifier SEED = Digits.classifier("seed.keras");

  @Test
  void fgsmIsFoolboxs() {
    assertSame("fgsm", GradientAttack.fgsm(), Threat.of(Norm.LINF, 0.2), 1e-6);
  }

  @Test
  void fgsmAlongTheGradientIsFoolboxs() {
    assertSame("fgsm-l2", GradientAttack.fgsm(), Threat.of(Norm.L2, 2), 1e-5);
  }

  @Test
  void targetedFgsmIsFoolboxs() {
    int[] next = Arrays.stream(LABELS).map(label -> (label + 1) % 10).toArray();
    Threat threat = Threat.of(Norm.LINF, 0.2).targeting(next);
    assertSame("fgsm-targeted", GradientAttack.fgsm(), threat, 1e-6);
  }

  @Test
  void bimIsFoolboxs() {
    Attack bim = GradientAttack.bim(GradientAttackOptions.BIM.withSteps(3));
    assertSame("bim", bim, Threat.of(Norm.LINF, 0.02), 1e-6);
  }

  @Test
  void deepFoolIsAsNearAsFoolboxs() {
    float[][] expected = fixture("deepfool");
    AttackResult found =
        DeepFool.original().run(SEED, IMAGES, LABELS, Threat.of(Norm.L2, 100), AttackListener.NONE);
    for (int k = 0; k < COUNT; k++) {
      double distance = Norm.L2.distance(expected[k], IMAGES[k]);
      assertThat(found.success()[k]).isTrue();
      assertThat(found.distances()[k]).isEqualTo(distance, offset(0.001 * distance));
    }
  }

  /** What float32 leaves of 1 - p, of which the gradient of a sure sample is a multiple. */
  private static final double UNIT = 0x1p-23;

  /**
   * Almost every pixel within rounding: signs of gradients that are all but zero depend on the
   * order of additions, and nothing else may differ. Where the network is all but sure, so do the
   * gradient's last digits: processors with and without AVX-512 add up in different orders.
   */
  private static void assertSame(String name, Attack attack, Threat threat, double rounding) {
    float[][] expected = fixture(name);
    AttackResult found = attack.run(SEED, IMAGES, LABELS, threat, AttackListener.NONE);
    int apart = 0;
    for (int k = 0; k < COUNT; k++) {
      double allowed = rounding + UNIT / doubt(k) * Norm.LINF.distance(expected[k], IMAGES[k]);
      for (int i = 0; i < expected[k].length; i++) {
        apart += Math.abs(found.adversarials()[k][i] - expected[k][i]) <= allowed ? 0 : 1;
      }
    }
    assertThat(apart).as("pixels of %d", COUNT * expected[0].length).isLessThanOrEqualTo(10);
  }

  /** 1 - p of an image's label. */
  private static double doubt(int k) {
    float[] scores = SEED.logits(IMAGES)[k];
    double others = 0;
    for (int c = 0; c < scores.length; c++) {
      others += c == LABELS[k] ? 0 : Math.exp(scores[c] - scores[LABELS[k]]);
    }
    return others / (1 + others);
  }

  private static float[][] fixture(String name) {
    float[] all = Npy.read(Digits.file("/foolbox/" + name + ".npy")).toFloats();
    int size = all.length / COUNT;
    float[][] rows = new float[COUNT][];
    Arrays.setAll(rows, k -> Arrays.copyOfRange(all, k * size, (k + 1) * size));
    return rows;
  }
}
