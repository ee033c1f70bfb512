package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GradientAttackTest {
  private static final int COUNT = 32;
  private static final float[][] IMAGES = Digits.images(COUNT);
  private static final int[] LABELS = Digits.labels(COUNT);
  private static final EngineClassifier SEED = Digits.classifier("seed.keras");

  static List<Attack> attacks() {
    return List.of(
        GradientAttack.fgsm(),
        GradientAttack.bim(GradientAttackOptions.BIM.withSteps(4)),
        GradientAttack.pgd(GradientAttackOptions.PGD.withSteps(4).withRestarts(2).withSeed(5)),
        GradientAttack.miFgsm(GradientAttackOptions.MI_FGSM.withSteps(4)),
        new DeepFool(3, 0.02, 4));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void staysInsideCountsItsQueriesAndRepeatsItself(Attack attack) {
    for (Threat threat :
        List.of(
            Threat.of(Norm.LINF, 0.1),
            Threat.of(Norm.LINF, 0.07).within(new Bounds(-0.5f, 1.25f)),
            Threat.of(Norm.L2, 1.3),
            Threat.of(Norm.LINF, 0))) {
      AttackResult found = AttackContract.hold(attack, SEED, IMAGES, LABELS, threat);
      for (int k = 0; k < COUNT; k++) {
        assertThat(found.success()[k]).isEqualTo(found.predictions()[k] != LABELS[k]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void leavesAnInputThatIsWrongAnywayAsItIs(Attack attack) {
    int[] others = Arrays.stream(LABELS).map(label -> (label + 1) % 10).toArray();
    AttackResult found =
        attack.run(SEED, IMAGES, others, Threat.of(Norm.LINF, 0.3), AttackListener.NONE);
    assertThat(found.cleanAccuracy()).isZero();
    assertThat(Arrays.deepEquals(found.adversarials(), IMAGES)).isTrue();
    assertThat(found.distances()).containsOnly(0);
    assertThat(found.queries()).containsOnly(1);
  }

  @Test
  void leavesTheAccuracyThatFoolboxLeaves() {
    float[][] images = Digits.images(1000);
    int[] labels = Digits.labels(1000);
    double[] expected = {0.816, 0.378, 0.042};
    for (int k = 0; k < expected.length; k++) {
      Threat threat = Threat.of(Norm.LINF, (k + 1) / 10.0);
      AttackResult found =
          GradientAttack.fgsm().run(SEED, images, labels, threat, AttackListener.NONE);
      assertThat(found.adversarialAccuracy()).isEqualTo(expected[k], offset(0.01));
    }
  }

  @Test
  void pgdLeavesNoMoreThanFoolboxs() {
    float[][] images = Digits.images(200);
    int[] labels = Digits.labels(200);
    Attack pgd = GradientAttack.pgd(GradientAttackOptions.PGD.withStepSize(0.01).withSeed(1));
    Threat threat = Threat.of(Norm.LINF, 0.2);
    AttackResult found = pgd.run(SEED, images, labels, threat, AttackListener.NONE);
    AttackResult oneStep =
        GradientAttack.fgsm().run(SEED, images, labels, threat, AttackListener.NONE);
    assertThat(found.adversarialAccuracy()).isLessThanOrEqualTo(0.09);
    assertThat(found.adversarialAccuracy()).isLessThan(oneStep.adversarialAccuracy());
  }

  @Test
  void aTargetedAttackMakesTheModelSayTheTarget() {
    int[] next = Arrays.stream(LABELS).map(label -> (label + 3) % 10).toArray();
    Attack pgd = GradientAttack.pgd(GradientAttackOptions.PGD.withSteps(20).withStepSize(0.03));
    Threat threat = Threat.of(Norm.LINF, 0.3).targeting(next);
    AttackResult found = AttackContract.hold(pgd, SEED, IMAGES, LABELS, threat);
    assertThat(found.successRate()).isGreaterThan(0.9);
    for (int k = 0; k < COUNT; k++) {
      assertThat(found.success()[k]).isEqualTo(found.predictions()[k] == next[k]);
    }
  }

  @Test
  void moreRandomPointsFindMore() {
    Threat threat = Threat.of(Norm.LINF, 0.12);
    GradientAttackOptions once = GradientAttackOptions.PGD.withSteps(6).withSeed(3);
    double least = 1;
    for (int restarts : new int[] {1, 4}) {
      AttackResult found =
          GradientAttack.pgd(once.withRestarts(restarts))
              .run(SEED, IMAGES, LABELS, threat, AttackListener.NONE);
      assertThat(found.adversarialAccuracy()).isLessThanOrEqualTo(least);
      least = found.adversarialAccuracy();
    }
  }

  @Test
  void tellsOfItsProgressAndCanBeStopped() {
    AttackListener impatient =
        new AttackListener() {
          private long last;

          @Override
          public void progress(long done, long total) {
            assertThat(total).isEqualTo(COUNT);
            assertThat(done).isBetween(last, total);
            last = done;
          }

          @Override
          public boolean cancelled() {
            return last > COUNT / 2;
          }
        };
    Attack pgd = GradientAttack.pgd(GradientAttackOptions.PGD.withSteps(8));
    Threat threat = Threat.of(Norm.LINF, 0.001);
    assertThatThrownBy(() -> pgd.run(SEED, IMAGES, LABELS, threat, impatient))
        .isInstanceOf(CancellationException.class)
        .hasMessage("the attack was cancelled");
  }

  @Test
  void restartsWantRandomPoints() {
    Attack bim = GradientAttack.bim(GradientAttackOptions.BIM.withRestarts(3));
    assertThatThrownBy(
            () -> bim.run(SEED, IMAGES, LABELS, Threat.of(Norm.LINF, 0.1), AttackListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "restarts (3) must be 1 for bim, which always begins at the input; pgd begins at random"
                + " points");
  }

  @Test
  void deepFoolTakesNoTarget() {
    Threat threat = Threat.of(Norm.L2, 1).targeting(5);
    assertThatThrownBy(
            () ->
                DeepFool.original()
                    .run(SEED, Digits.images(1), new int[] {7}, threat, AttackListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "target must be left out for deepfool, which goes to whatever class is nearest");
  }
}
