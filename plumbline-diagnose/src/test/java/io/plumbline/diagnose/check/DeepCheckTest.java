package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Tier;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.GradientNoise;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.DeepNetwork;
import io.plumbline.testing.generated.PlantedMistakes;
import io.plumbline.testing.oracle.ActivationPattern;
import io.plumbline.testing.oracle.Dd;
import io.plumbline.testing.oracle.Float32Network;
import io.plumbline.testing.oracle.Float32Network.Order;
import io.plumbline.testing.oracle.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradients of networks too deep for bounds that are carried through them by absolute values. */
@Tag("slow")
class DeepCheckTest {
  private static final int LABEL = 1;

  /** A network at an input. */
  private record Setting(Graph graph, double[] x) {
    static Setting of(Graph graph, long seed) {
      return new Setting(graph, DeepNetwork.input(graph, seed));
    }

    static Setting residual(int blocks, int side) {
      return of(DeepNetwork.residual(blocks, side, Activation.Kind.RELU, blocks), 1);
    }

    /** A pixel is moved until a unit of the first layer is 0 to within float32's rounding. */
    Setting withUnitOnItsKink(int seed) {
      double[] moved = DeepNetwork.input(graph, seed);
      int layer = graph.nodes().get(1).output().id();
      double[] z = values(moved, layer);
      int unit = 0;
      for (int k = 0; k < z.length; k++) {
        unit = Math.abs(z[k]) < Math.abs(z[unit]) ? k : unit;
      }
      int side = graph.input().shape().extent(-1);
      int pixel = unit % (side * side);
      double[] nudged = moved.clone();
      nudged[pixel] += 1;
      double slope = values(nudged, layer)[unit] - z[unit];
      moved[pixel] = (float) (moved[pixel] - z[unit] / slope);
      return new Setting(graph, moved);
    }

    private double[] values(double[] at, int id) {
      Reference reference = new Reference(graph, TieRule.FIRST);
      return Arrays.stream(reference.values(Dd.of(at), ActivationPattern.noted())[id])
          .mapToDouble(Dd::value)
          .toArray();
    }

    Evaluator evaluator() {
      return Evaluator.of(graph, OutputKind.LOGITS);
    }

    Target target() {
      return Target.label(LABEL, evaluator().outputs());
    }

    Point point() {
      return evaluator().at(x, Loss.CROSS_ENTROPY, target());
    }

    double[] float32(Order order) {
      return new Float32Network(graph).gradient(x, LABEL, order);
    }

    SampleResult.Judged check(double[] gradient) {
      return check(gradient, Arithmetic.FLOAT32);
    }

    SampleResult.Judged check(double[] gradient, Arithmetic arithmetic) {
      return check(gradient, arithmetic, Optional.empty());
    }

    SampleResult.Judged check(double[] gradient, Arithmetic arithmetic, Optional<Double> mustSee) {
      CheckOptions options =
          new CheckOptions(
              Loss.CROSS_ENTROPY, arithmetic, 1e-3, Optional.empty(), Coordinates.AUTO, 1, mustSee);
      NetworkCheck check = new NetworkCheck(evaluator(), options).withoutCauses();
      List<Sample> samples = List.of(new Sample(x, target(), gradient));
      return check.batch(samples).check(0).judged().orElseThrow();
    }
  }

  private static List<Setting> settings() {
    return List.of(
        Setting.residual(6, 5),
        Setting.residual(16, 5),
        Setting.of(DeepNetwork.dense(16, 24, Activation.Kind.TANH, 3), 4),
        Setting.of(DeepNetwork.dense(24, 24, Activation.Kind.RELU, 5), 6));
  }

  @Test
  void rightGradientsPassAtEveryDepthInEveryOrderOfSummation() {
    int deep = 0;
    for (Setting setting : settings()) {
      for (Order order : Order.values()) {
        SampleResult.Judged result = setting.check(setting.float32(order));
        assertThat(result.verdict())
            .as("%s %s %s", setting.graph.source(), order, result.reason())
            .isEqualTo(Verdict.PASS);
        deep += result.fromNetwork().orElseThrow().basis().tier() == Tier.PROVEN ? 0 : 1;
      }
    }
    assertThat(deep).isGreaterThanOrEqualTo(3 * Order.values().length);
  }

  @Test
  void plantedMistakesFail() {
    int planted = 0;
    for (Setting setting : settings().subList(1, 3)) {
      double[] right = setting.float32(Order.BLOCKED);
      for (var mistake : PlantedMistakes.of(right, new Random(7)).entrySet()) {
        if (PlantedMistakes.relative(mistake.getValue(), right) > 0.01) {
          SampleResult.Judged result = setting.check(mistake.getValue());
          assertThat(result.verdict())
              .as("%s %s", setting.graph.source(), mistake.getKey())
              .isEqualTo(Verdict.FAIL);
          planted++;
        }
      }
    }
    assertThat(planted).isGreaterThan(25);
  }

  @Test
  void anErrorOfOnePercentInAnyFormFailsWhereThePowerSaysSo() {
    for (Setting setting : settings()) {
      double[] right = setting.float32(Order.SEQUENTIAL);
      double claimed = setting.check(right).power().norm();
      assertThat(claimed).isLessThan(0.01);
      Random random = new Random(3);
      for (int trial = 0; trial < 6; trial++) {
        double[] wrong = right.clone();
        for (int k = 0; k < wrong.length; k++) {
          // In few coordinates or in all.
          wrong[k] = random.nextInt(1 + 3 * trial) == 0 ? random.nextGaussian() : 0;
        }
        wrong[trial % wrong.length] += 1;
        double scale = 1.05 * claimed * norm(right) / norm(wrong);
        for (int k = 0; k < wrong.length; k++) {
          wrong[k] = right[k] + scale * wrong[k];
        }
        assertThat(setting.check(wrong).verdict())
            .as("%s %s", setting.graph.source(), trial)
            .isNotEqualTo(Verdict.PASS);
      }
    }
  }

  @Test
  void unitsOnTheirOtherSideAreFound() {
    int found = 0;
    for (int seed = 0; seed < 6; seed++) {
      Setting there = Setting.residual(8, 6).withUnitOnItsKink(seed);
      Piece piece = there.point().piece(TieRule.FIRST);
      NearTie tie = piece.noise(Arithmetic.FLOAT32, 16, 1).nearTies().get(0);
      double[] effect = piece.effect(tie);
      if (norm(effect) > 5e-3 * norm(piece.gradient())) {
        double[] flipped = piece.flip(List.of(tie)).gradient();
        SampleResult.Judged result =
            there.check(Arrays.stream(flipped).map(v -> (float) v).toArray());
        assertThat(result.verdict()).as("%s %s", seed, result.reason()).isEqualTo(Verdict.PASS);
        assertThat(result.fromNetwork().orElseThrow().choices()).contains(tie.unit());
        // What no choice of the near-tie explains is wrong.
        double[] wrong = flipped.clone();
        Arrays.setAll(wrong, k -> 1.02 * flipped[k]);
        assertThat(there.check(wrong).verdict()).isEqualTo(Verdict.FAIL);
        found++;
      }
    }
    assertThat(found).isGreaterThanOrEqualTo(3);
  }

  @Test
  void grossMistakesFailInCoarseArithmeticToo() {
    Setting setting = Setting.residual(8, 6);
    double[] right = setting.point().gradient(TieRule.FIRST);
    double[] negated = Arrays.stream(right).map(v -> -v).toArray();
    for (Arithmetic arithmetic : List.of(Arithmetic.BFLOAT16, Arithmetic.AUTOCAST)) {
      assertThat(setting.check(negated, arithmetic).verdict()).isEqualTo(Verdict.FAIL);
      assertThat(setting.check(new double[right.length], arithmetic).verdict())
          .isEqualTo(Verdict.FAIL);
      assertThat(setting.check(right, arithmetic).verdict()).isNotEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void wholeGradientsAreJudgedWhereMoreUnitsMayFlipThanCouldBeFitted() {
    Setting setting = Setting.residual(6, 12);
    Piece piece = setting.point().piece(TieRule.FIRST);
    double[] right = piece.gradient();
    GradientNoise pinned = piece.noise(Arithmetic.BFLOAT16, 16, 1);
    assertThat(pinned.nearTies()).hasSizeGreaterThan(right.length / 3);
    // Units within one deviation of their kink, of the eight that make a near-tie, change sides.
    Random random = new Random(4);
    List<NearTie> flips =
        pinned.nearTies().stream()
            .filter(tie -> 8 * tie.distance() < tie.allowance() && random.nextBoolean())
            .toList();
    double[] framework = piece.flip(flips).gradient();
    SampleResult.Judged result = setting.check(framework, Arithmetic.BFLOAT16, Optional.of(0.9));
    assertThat(result.verdict()).as("%s", result.power()).isEqualTo(Verdict.PASS);
    double noise = result.fromNetwork().orElseThrow().basis().sample().orElseThrow().noise();
    assertThat(noise).isGreaterThan(2 * pinned.norm() / norm(right));
    // What could hide is more than what rounding does, and the whole gradient would be seen.
    assertThat(result.power().hidden()).isBetween(noise, 0.9);
    assertThat(setting.check(framework, Arithmetic.BFLOAT16, Optional.of(0.01)).reason())
        .contains(Reason.PRECISION_TOO_COARSE);
    double each = 2 * norm(right) / Math.sqrt(right.length);
    List<double[]> wrong =
        List.of(
            Arrays.stream(right).map(v -> -v).toArray(),
            new double[right.length],
            Arrays.stream(right).map(v -> 3 * v).toArray(),
            Arrays.stream(right).map(v -> v + each * random.nextGaussian()).toArray(),
            IntStream.range(0, right.length)
                .mapToDouble(k -> right[right.length - 1 - k])
                .toArray());
    for (int k = 0; k < wrong.size(); k++) {
      SampleResult.Judged said = setting.check(wrong.get(k), Arithmetic.BFLOAT16, Optional.of(0.9));
      assertThat(said.verdict()).as("mistake %s", k).isEqualTo(Verdict.FAIL);
    }
  }

  @Test
  void whatCannotBeBoundedIsUndecided() {
    Setting setting = Setting.residual(16, 5);
    double[] huge = Arrays.stream(setting.x).map(v -> v * 1e300).toArray();
    Setting there = new Setting(setting.graph, huge);
    double[] gradient = there.point().gradient(TieRule.FIRST);
    // Squares overflow, of which deviations are made; absolute values, which bound, do not.
    assertThat(there.check(gradient).verdict()).isEqualTo(Verdict.PASS);
    SampleResult.Judged result = there.check(gradient, Arithmetic.TF32);
    assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(result.reason()).contains(Reason.NOT_BOUNDED);
  }

  @Test
  void aGradientThatIsNotANumberFails() {
    Setting setting = Setting.residual(4, 6);
    double[] gradient = setting.float32(Order.BLOCKED);
    gradient[5] = Double.NaN;
    assertThat(setting.check(gradient).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void tailsAreThoseOfTheTables() {
    assertThat(StudentTail.beyond(2, 4.302653)).isCloseTo(0.05, within(1e-7));
    assertThat(StudentTail.beyond(16, 2.119905)).isCloseTo(0.05, within(1e-7));
    assertThat(StudentTail.beyond(16, 4.014996)).isCloseTo(0.001, within(1e-8));
    assertThat(StudentTail.beyond(16, 0)).isEqualTo(1);
    assertThat(StudentTail.beyond(16, 0.690132)).isCloseTo(0.5, within(1e-6));
    assertThat(StudentTail.beyond(16, 24)).isBetween(1e-15, 1e-12);
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(each -> each * each).sum());
  }
}
