package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.tile.Image;
import io.plumbline.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Planted mistakes: a model whose gradients are changed on their way out. */
@Tag("slow")
class SelfCheckTest {
  private static final int COUNT = 50;
  private static final float[][] IMAGES = Digits.images(COUNT);
  private static final int[] LABELS = Digits.labels(COUNT);
  private static final EngineClassifier SEED = Digits.classifier("seed.keras");

  @Test
  void anHonestModelRaisesNoAlarm() {
    SelfCheck.Findings findings = check(SEED, 0.1, 0.2);
    assertThat(findings.count(Verdict.FAIL)).isZero();
    assertThat(findings.count(Verdict.PASS)).isGreaterThanOrEqualTo(5);
    assertThat(findings.warnings()).isEmpty();
  }

  @Test
  void noticesGradientsThatAreZero() {
    SelfCheck.Findings findings = check(new Masked(SEED, g -> new float[g.length]), 0.3);
    assertThat(ids(findings))
        .contains("zero-gradients", "black-box-better", "unbounded-attack-fails");
  }

  @Test
  void noticesLossesThatAreAllButZero() {
    SelfCheck.Findings findings = check(new Masked(SEED, g -> g, 1e-9), 0.3);
    assertThat(ids(findings)).containsExactly("saturated-loss");
  }

  /** One step of FGSM is weaker than a search, and hides nothing. */
  @Test
  void tellsAWeakAttackFromAMaskedGradient() {
    Threat threat = Threat.of(Norm.LINF, 0.3);
    AttackResult nothing =
        GradientAttack.pgd(GradientAttackOptions.PGD.withSteps(1).withStepSize(1e-6))
            .run(SEED, IMAGES, LABELS, threat, AttackListener.NONE);
    SelfCheck.Findings findings =
        findings(SEED, threat, List.of(new SelfCheck.Attempt(0.3, nothing)));
    assertThat(ids(findings)).containsExactly("weak-attack");
  }

  @Test
  void comparesWithABlackBoxInL2AndWithTargetsToo() {
    int[] next = Arrays.stream(LABELS).map(label -> (label + 1) % 10).toArray();
    for (Threat threat :
        List.of(Threat.of(Norm.L2, 4), Threat.of(Norm.LINF, 0.4).targeting(next))) {
      Masked blind = new Masked(SEED, g -> new float[g.length]);
      for (DifferentiableClassifier model : List.of(SEED, blind)) {
        AttackResult found =
            GradientAttack.pgd(GradientAttackOptions.PGD)
                .run(model, IMAGES, LABELS, threat, AttackListener.NONE);
        SelfCheck.Findings findings =
            findings(model, threat, List.of(new SelfCheck.Attempt(threat.epsilon(), found)));
        assertThat(ids(findings).contains("black-box-better")).isEqualTo(model == blind);
      }
    }
  }

  @Test
  void noticesGradientsThatPointTheOtherWay() {
    SelfCheck.Findings findings = check(new Masked(SEED, SelfCheckTest::negated), 0.3);
    assertThat(findings.count(Verdict.FAIL)).isGreaterThanOrEqualTo(9);
    assertThat(ids(findings)).contains("gradient-wrong", "black-box-better");
  }

  @Test
  void noticesSuccessThatFalls() {
    AttackResult more = attack(SEED, 0.3);
    AttackResult less = attack(SEED, 0.05);
    SelfCheck.Findings findings =
        findings(SEED, List.of(new SelfCheck.Attempt(0.2, less), new SelfCheck.Attempt(0.1, more)));
    assertThat(ids(findings)).contains("success-falls-with-epsilon");
  }

  private static SelfCheck.Findings check(DifferentiableClassifier model, double... epsilons) {
    List<SelfCheck.Attempt> attempts = new ArrayList<>();
    for (double epsilon : epsilons) {
      attempts.add(new SelfCheck.Attempt(epsilon, attack(model, epsilon)));
    }
    return findings(model, attempts);
  }

  private static SelfCheck.Findings findings(
      DifferentiableClassifier model, List<SelfCheck.Attempt> attempts) {
    return findings(model, Threat.of(Norm.LINF, 0.1), attempts);
  }

  private static SelfCheck.Findings findings(
      DifferentiableClassifier model, Threat threat, List<SelfCheck.Attempt> attempts) {
    return SelfCheck.of(
        Digits.graph("seed.keras"), model, IMAGES, LABELS, threat, Image.grey(28, 28), attempts);
  }

  private static AttackResult attack(DifferentiableClassifier model, double epsilon) {
    return GradientAttack.pgd(GradientAttackOptions.PGD.withSteps(15).withRelativeStepSize(0.1))
        .run(model, IMAGES, LABELS, Threat.of(Norm.LINF, epsilon), AttackListener.NONE);
  }

  private static List<String> ids(SelfCheck.Findings findings) {
    return findings.warnings().stream().map(SelfCheck.Warning::id).toList();
  }

  private static float[] negated(float[] gradient) {
    float[] negative = gradient.clone();
    for (int k = 0; k < negative.length; k++) {
      negative[k] = -negative[k];
    }
    return negative;
  }

  /** A model that changes its gradients. */
  private record Masked(
      DifferentiableClassifier model, UnaryOperator<float[]> change, double lossFactor)
      implements DifferentiableClassifier {
    Masked(DifferentiableClassifier model, UnaryOperator<float[]> change) {
      this(model, change, 1);
    }

    @Override
    public int inputs() {
      return model.inputs();
    }

    @Override
    public int classes() {
      return model.classes();
    }

    @Override
    public float[][] logits(float[][] samples) {
      return model.logits(samples);
    }

    @Override
    public LossGradients gradients(float[][] samples, int[] labels) {
      return changed(model.gradients(samples, labels));
    }

    @Override
    public LossGradients logitGradients(float[][] samples, int output) {
      return changed(model.logitGradients(samples, output));
    }

    private LossGradients changed(LossGradients found) {
      float[][] gradients = found.gradients().clone();
      for (int k = 0; k < gradients.length; k++) {
        gradients[k] = change.apply(gradients[k]);
      }
      double[] losses = Arrays.stream(found.losses()).map(loss -> lossFactor * loss).toArray();
      return new LossGradients(losses, found.predictions(), gradients);
    }
  }
}
