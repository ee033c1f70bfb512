package io.plumbline.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.attack.AttackMethod.Setting;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlackBoxTest {
  private static final Image GRID = Image.grey(28, 28);
  private static final double SQUARE_L2 = 0.57;
  private static final EngineClassifier SMOOTH = Digits.classifier("mlp.onnx");

  /** Scores alone: nothing here has gradients. */
  private static Classifier scores(Classifier model) {
    return new Counting(model);
  }

  private static Attack attack(AttackMethod method, Map<Setting, Double> values) {
    return method.create(new AttackSettings(values, 3, GRID), Norm.LINF);
  }

  private static AttackResult square(int queries, Classifier model, int count, Threat threat) {
    return attack(AttackMethod.SQUARE, Map.of(Setting.QUERIES, (double) queries))
        .run(
            scores(model), Digits.images(count), Digits.labels(count), threat, AttackListener.NONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = AttackMethod.class,
      names = {"DIFFERENCES", "TILES", "GROUPS", "NES", "SPSA", "SQUARE"})
  void staysInsideCountsItsQueriesAndRepeatsItself(AttackMethod method) {
    int count = method == AttackMethod.DIFFERENCES ? 2 : 6;
    Attack attack = attack(method, Map.of());
    assertThat(method.usesGradients()).isFalse();
    assertThat(attack.name()).isEqualTo(method.label());
    for (Threat threat :
        List.of(
            Threat.of(Norm.LINF, 0.15),
            Threat.of(Norm.L2, 1.5),
            Threat.of(Norm.L2, 0.7).within(new Bounds(-0.5f, 1.25f)))) {
      AttackResult found =
          AttackContract.hold(
              attack, scores(SMOOTH), Digits.images(count), Digits.labels(count), threat);
      assertThat(found.gradients()).containsOnly(0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = AttackMethod.class,
      names = {"TILES", "GROUPS", "NES", "SPSA", "SQUARE"})
  void keepsTheQueryBudget(AttackMethod method) {
    int count = 4;
    for (int budget : new int[] {1, 100, 101, 217}) {
      for (Norm norm : Norm.values()) {
        Counting counting = new Counting(SMOOTH);
        AttackResult found =
            attack(method, Map.of(Setting.QUERIES, (double) budget, Setting.STEPS, 100.0))
                .run(
                    counting,
                    Digits.images(count),
                    Digits.labels(count),
                    Threat.of(norm, 0.001),
                    AttackListener.NONE);
        assertThat(Arrays.stream(found.queries()).max().orElse(0)).isLessThanOrEqualTo(budget);
        assertThat(found.totalQueries()).isPositive().isEqualTo(counting.queries());
      }
    }
  }

  @Test
  void theSquareAttackSpendsItsWholeBudgetWhereItFails() {
    for (Norm norm : Norm.values()) {
      assertThat(square(60, SMOOTH, 3, Threat.of(norm, 0)).queries()).containsOnly(60);
    }
  }

  @Test
  void theSquareAttackFindsWhatFgsmFinds() {
    EngineClassifier seed = Digits.classifier("seed.keras");
    AttackResult found = square(300, seed, 40, Threat.of(Norm.LINF, 0.3));
    assertThat(found.adversarialAccuracy()).isLessThanOrEqualTo(0.1);
  }

  /** An own rendering of the authors' algorithm in NumPy left SQUARE_L2 of these images. */
  @Test
  void theSquareAttackInL2FindsWhatItsAuthorsAlgorithmFinds() {
    EngineClassifier seed = Digits.classifier("seed.keras");
    AttackResult found = square(300, seed, 60, Threat.of(Norm.L2, 2.5));
    assertThat(found.adversarialAccuracy()).isCloseTo(SQUARE_L2, within(0.1));
    assertThat(found.medianDistance()).isBetween(2.0, 2.5);
  }

  /** Its whole length is spent, however much the bounds cut off. */
  @Test
  void movesOfTheSquareAttackInL2AreAsLongAsTheyMayBe() {
    for (Image grid :
        List.of(
            Image.grey(28, 28),
            Image.grey(7, 5),
            Image.grey(2, 9),
            new Image(9, 6, 3, ImageLayout.HWC),
            new Image(9, 6, 3, ImageLayout.CHW))) {
      float[] center = new float[grid.size()];
      Arrays.fill(center, 0.5f);
      Ball ball = new Ball(center, Threat.of(Norm.L2, 0.3));
      L2Squares moves = new L2Squares(grid, 0.3);
      SplittableRandom random = new SplittableRandom(8);
      float[] x = moves.start(ball, random);
      assertThat(Norm.L2.distance(x, center)).isCloseTo(0.3, within(1e-6));
      for (double share = 0.8; share > 1e-4; share /= 2) {
        float[] next = moves.move(x, ball, share, random);
        assertThat(Norm.L2.distance(next, center)).isCloseTo(0.3, within(1e-6));
        assertThat(Arrays.equals(next, x)).isFalse();
        x = next;
      }
    }
  }

  /** By hand: rings of 1 + 1/4 + 1/9, 1/4 + 1/9 and 1/9 around the middle. */
  @Test
  void aBumpFallsInRings() {
    double[][] bump = L2Squares.bump(5, 5);
    double middle = 1 + 1 / 4.0 + 1 / 9.0;
    assertThat(bump[2][3] / bump[2][2]).isCloseTo((1 / 4.0 + 1 / 9.0) / middle, within(1e-12));
    assertThat(bump[0][1] / bump[2][2]).isCloseTo(1 / 9.0 / middle, within(1e-12));
    double[][] pair = L2Squares.pair(5, true);
    double length = 0;
    for (double[] row : pair) {
      for (double value : row) {
        length += value * value;
      }
    }
    assertThat(length).isCloseTo(1, within(1e-12));
    assertThat(pair[0][2]).isPositive();
    assertThat(pair[4][2]).isNegative();
    assertThat(L2Squares.pair(5, false)[2][0]).isEqualTo(pair[0][2]);
  }

  @Test
  void aTargetedSearchFindsItsTarget() {
    int count = 6;
    int[] next = Arrays.stream(Digits.labels(count)).map(label -> (label + 1) % 10).toArray();
    Threat threat = Threat.of(Norm.LINF, 0.5).targeting(next);
    AttackResult found =
        AttackContract.hold(
            attack(AttackMethod.SQUARE, Map.of(Setting.QUERIES, 400.0)),
            scores(SMOOTH),
            Digits.images(count),
            Digits.labels(count),
            threat);
    assertThat(found.successRate()).isGreaterThan(0.5);
  }

  /** On the smooth network a difference quotient of every pixel is the gradient. */
  @Test
  void fullDifferencesAreTheGradient() {
    int count = 3;
    LossGradients truth = SMOOTH.gradients(Digits.images(count), Digits.labels(count));
    for (int k = 0; k < count; k++) {
      int label = Digits.labels(count)[k];
      float[] estimate =
          GroupedDifferences.full(0.01)
              .estimate(
                  Digits.images(count)[k],
                  points ->
                      Arrays.stream(SMOOTH.logits(points))
                          .mapToDouble(z -> LogitLosses.of(z, label))
                          .toArray(),
                  new SplittableRandom(1));
      assertThat(cosine(estimate, truth.gradients()[k])).isGreaterThan(0.999);
    }
  }

  static List<GradientEstimator> estimators() {
    return List.of(
        GroupedDifferences.full(0.01),
        GroupedDifferences.tiles(GRID, 5, 0.01),
        GroupedDifferences.randomGroups(9, 0.01),
        RandomDirections.nes(3000, 0.01),
        RandomDirections.spsa(3000, 0.01));
  }

  /** Of a linear function whose slope is the same within tiles and groups: 3 everywhere. */
  @ParameterizedTest
  @MethodSource("estimators")
  void estimatesTheSlopeOfALinearFunction(GradientEstimator estimator) {
    long[] asked = new long[1];
    float[] x = Digits.images(1)[0];
    float[] estimate =
        estimator.estimate(
            x,
            points -> {
              asked[0] += points.length;
              return Arrays.stream(points)
                  .mapToDouble(p -> 3 * IntStream.range(0, p.length).mapToDouble(i -> p[i]).sum())
                  .toArray();
            },
            new SplittableRandom(2));
    assertThat(asked[0]).isEqualTo(estimator.queries(x.length));
    double mean = IntStream.range(0, x.length).mapToDouble(i -> estimate[i]).average().orElse(0);
    boolean random = estimator instanceof RandomDirections;
    assertThat(mean).isCloseTo(3, within(random ? 0.2 : 1e-4));
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    assertThat(cosine(estimate, ones)).isGreaterThan(random ? 0.85 : 0.99999);
  }

  @Test
  void whiteBoxAttacksWantGradients() {
    assertThatThrownBy(
            () ->
                GradientAttack.fgsm()
                    .run(
                        scores(SMOOTH),
                        Digits.images(1),
                        Digits.labels(1),
                        Threat.of(Norm.LINF, 0.1),
                        AttackListener.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("model (of scores alone) must be differentiable for the attack fgsm");
  }

  @Test
  void badSettingsAreOneLine() {
    assertThatThrownBy(() -> AttackMethod.named("pdg"))
        .hasMessageStartingWith("method (pdg) must be one of fgsm, bim, pgd, mi-fgsm, deepfool,");
    assertThatThrownBy(() -> attack(AttackMethod.NES, Map.of(Setting.SAMPLES, 0.0)))
        .hasMessage("samples (0) must be at least 1");
    assertThatThrownBy(() -> attack(AttackMethod.NES, Map.of(Setting.H, 0.0)))
        .hasMessage("h (0.0) must be above 0 and finite");
    assertThatThrownBy(() -> attack(AttackMethod.TILES, Map.of(Setting.TILE, 0.0)))
        .hasMessage("tile (0) must be at least 1");
    assertThatThrownBy(() -> attack(AttackMethod.GROUPS, Map.of(Setting.TILE, 0.0)))
        .hasMessage("tile (0) must be at least 1");
    for (AttackMethod method : List.of(AttackMethod.TILES, AttackMethod.GROUPS)) {
      assertThatThrownBy(() -> attack(method, Map.of(Setting.TILE, 29.0)))
          .hasMessage("tile (29) must be at most the image's side, 28");
    }
    assertThatThrownBy(() -> attack(AttackMethod.SQUARE, Map.of(Setting.QUERIES, 0.0)))
        .hasMessage("queries (0) must be at least 1");
  }

  @Test
  void saysWhichSettingsItDoesNotLookAt() {
    AttackSettings settings =
        new AttackSettings(Map.of(Setting.STEPS, 4.0, Setting.RESTARTS, 2.0), 0, GRID);
    assertThat(AttackMethod.PGD.ignored(settings)).isEmpty();
    assertThat(AttackMethod.BIM.ignored(settings)).containsExactly(Setting.RESTARTS);
    assertThat(AttackMethod.FGSM.ignored(settings))
        .containsExactlyInAnyOrder(Setting.STEPS, Setting.RESTARTS);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return product / Math.sqrt(aa * bb);
  }
}
