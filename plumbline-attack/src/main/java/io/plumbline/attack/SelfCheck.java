package io.plumbline.attack;

import io.plumbline.core.tile.Image;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.diagnose.check.BatchResult;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.NetworkCheck;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether an attack that uses gradients may be believed: whether its gradients are right, and
 * whether the model hides them. An attack led astray finds little, and the model looks robust
 * (Athalye, Carlini and Wagner 2018, section 3.1, which names the signs looked for here).
 */
public final class SelfCheck {
  private static final int VERIFIED = 10;
  private static final int LOOKED_AT = 200;
  private static final int ATTACKED = 50;
  private static final int BLACK_BOX_QUERIES = 200;
  private static final double TOO_MANY_ZERO = 0.05;
  private static final double TOO_MANY_SATURATED = 0.5;

  /** Below this loss, 1 - p of the label keeps less than a tenth of its digits in float32. */
  private static final double SATURATED = 1e-6;

  /** By how much one success rate may fall behind another by chance. */
  private static final double CHANCE = 0.02;

  private final DifferentiableClassifier model;
  private final float[][] images;
  private final int[] labels;
  private final Threat threat;
  private final Image grid;
  private final List<Warning> warnings = new ArrayList<>();

  private SelfCheck(
      DifferentiableClassifier model, float[][] images, int[] labels, Threat threat, Image grid) {
    this.model = model;
    this.images = images;
    this.labels = labels;
    this.threat = threat;
    this.grid = grid;
  }

  /**
   * A sign that gradients do not lead where they should.
   *
   * @param id what, in hyphenated words
   * @param text one sentence with the numbers
   */
  public record Warning(String id, String text) {}

  /**
   * What was found.
   *
   * @param verdicts of a sample of the gradients that the attack begins with
   * @param warnings signs of masked gradients
   */
  public record Findings(List<Verdict> verdicts, List<Warning> warnings) {
    /** Copies the lists. */
    public Findings {
      verdicts = List.copyOf(verdicts);
      warnings = List.copyOf(warnings);
    }

    /**
     * How many gradients have a verdict.
     *
     * @param verdict which
     * @return the number
     */
    public int count(Verdict verdict) {
      return (int) verdicts.stream().filter(each -> each == verdict).count();
    }
  }

  /**
   * An epsilon and what came of it.
   *
   * @param epsilon how far
   * @param result what was found
   */
  public record Attempt(double epsilon, AttackResult result) {}

  /**
   * Checks the gradients by differences with a certificate in float64, and looks for the signs.
   *
   * @param graph the model
   * @param model the same in the engine, as it was attacked
   * @param images as they were attacked
   * @param labels their classes
   * @param threat norm and bounds
   * @param grid how inputs lie in images
   * @param attempts what the attack found, at one or several epsilons
   * @return what was found
   */
  public static Findings of(
      Graph graph,
      DifferentiableClassifier model,
      float[][] images,
      int[] labels,
      Threat threat,
      Image grid,
      List<Attempt> attempts) {
    SelfCheck check = new SelfCheck(model, images, labels, threat, grid);
    List<Verdict> verdicts = check.verify(graph);
    check.lookAtGradients();
    check.compareEpsilons(attempts);
    check.compareBlackBox(attempts);
    check.reachEverywhere();
    return new Findings(verdicts, check.warnings);
  }

  private List<Verdict> verify(Graph graph) {
    int count = Math.min(VERIFIED, images.length);
    float[][] gradients = model.gradients(first(count), Arrays.copyOf(labels, count)).gradients();
    List<Sample> samples =
        IntStream.range(0, count)
            .mapToObj(
                k ->
                    new Sample(
                        widened(images[k]),
                        Target.label(labels[k], model.classes()),
                        widened(gradients[k])))
            .toList();
    BatchResult result = new NetworkCheck(Evaluator.of(graph), CheckOptions.DEFAULT).check(samples);
    List<Verdict> verdicts = result.samples().stream().map(sample -> sample.verdict()).toList();
    long wrong = verdicts.stream().filter(verdict -> verdict == Verdict.FAIL).count();
    if (wrong > 0) {
      warn(
          "gradient-wrong",
          "%d of %d gradients checked are wrong: what the attack finds says little",
          wrong,
          count);
    }
    return verdicts;
  }

  private void lookAtGradients() {
    int count = Math.min(LOOKED_AT, images.length);
    LossGradients found = model.gradients(first(count), Arrays.copyOf(labels, count));
    long zero = Arrays.stream(found.gradients()).filter(SelfCheck::isZero).count();
    if (zero > TOO_MANY_ZERO * count) {
      warn("zero-gradients", "%d of %d gradients are zero everywhere", zero, count);
    }
    long saturated = Arrays.stream(found.losses()).filter(loss -> loss < SATURATED).count();
    if (saturated > TOO_MANY_SATURATED * count) {
      warn(
          "saturated-loss",
          "%d of %d losses are below 1e-6, where float32 keeps little of the gradient",
          saturated,
          count);
    }
  }

  private void compareEpsilons(List<Attempt> attempts) {
    List<Attempt> sorted =
        attempts.stream().sorted(Comparator.comparingDouble(Attempt::epsilon)).toList();
    for (int k = 1; k < sorted.size(); k++) {
      double before = sorted.get(k - 1).result().successRate();
      double after = sorted.get(k).result().successRate();
      if (after < before - CHANCE) {
        warn(
            "success-falls-with-epsilon",
            "success falls from %.1f %% at epsilon %s to %.1f %% at %s",
            100 * before,
            sorted.get(k - 1).epsilon(),
            100 * after,
            sorted.get(k).epsilon());
      }
    }
  }

  /** At the epsilon where the attack leaves most room to be better. */
  private void compareBlackBox(List<Attempt> attempts) {
    int count = Math.min(ATTACKED, images.length);
    Attempt attempt =
        attempts.stream()
            .min(Comparator.comparingDouble(a -> Math.abs(success(a.result(), count) - 0.5)))
            .orElse(null);
    if (attempt == null) {
      return;
    }
    Threat there = threat.reaching(attempt.epsilon()).onFirst(count);
    double square = succeeds(new SquareAttack(grid, BLACK_BOX_QUERIES, 0), there, count);
    double own = success(attempt.result(), count);
    if (square <= own + CHANCE) {
      return;
    }
    // One step, or a search for the nearest boundary, may be worse on any model.
    GradientAttackOptions usual =
        threat.norm() == Norm.L2 ? GradientAttackOptions.L2_PGD : GradientAttackOptions.PGD;
    double pgd = succeeds(GradientAttack.pgd(usual), there, count);
    warn(
        square > pgd + CHANCE ? "black-box-better" : "weak-attack",
        "the square attack, without gradients and with %d queries, succeeds on %.0f %% of %d"
            + " images at epsilon %s; this attack on %.0f %%, PGD on %.0f %%",
        BLACK_BOX_QUERIES,
        100 * square,
        count,
        attempt.epsilon(),
        100 * own,
        100 * pgd);
  }

  private double succeeds(Attack attack, Threat there, int count) {
    return attack
        .run(model, first(count), Arrays.copyOf(labels, count), there, AttackListener.NONE)
        .successRate();
  }

  /** An attacker who may do anything inside the bounds must always win. */
  private void reachEverywhere() {
    int count = Math.min(ATTACKED, images.length);
    double everywhere = threat.bounds().diameter(threat.norm(), model.inputs());
    double found =
        succeeds(
            GradientAttack.pgd(GradientAttackOptions.PGD.withRelativeStepSize(0.05)),
            Threat.of(threat.norm(), everywhere).within(threat.bounds()),
            count);
    if (found < 1) {
      warn(
          "unbounded-attack-fails",
          "even without a bound on epsilon, PGD succeeds on only %.0f %% of %d images",
          100 * found,
          count);
    }
  }

  private static double success(AttackResult result, int count) {
    return (double) IntStream.range(0, count).filter(k -> result.success()[k]).count() / count;
  }

  private void warn(String id, String text, Object... numbers) {
    warnings.add(new Warning(id, String.format(java.util.Locale.ROOT, text, numbers)));
  }

  private float[][] first(int count) {
    return Arrays.copyOf(images, count);
  }

  private static boolean isZero(float[] gradient) {
    for (float value : gradient) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, k -> values[k]);
    return wide;
  }
}
