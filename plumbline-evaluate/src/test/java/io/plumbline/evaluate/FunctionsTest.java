package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.result.Differences;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.RandomGraphs.Case;
import io.plumbline.testing.generated.RandomLayers;
import io.plumbline.testing.oracle.Dd;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The elementary functions between two layers, against extended precision. */
public class FunctionsTest {
  private static final int INPUTS = 6;
  private static final int UNITS = 5;
  private static final int SEEDS = 12;
  private static final double OWN = 1e-23;

  /** x + f(scale·x + shift), so that there is a slope where f has none. */
  private static Case drawn(Kind kind, long seed) {
    Random random = new Random(seed);
    Graph.Builder builder = Graph.builder("function");
    Value x = builder.input("x", Tensor.shapeOf(1, INPUTS));
    Value hidden = builder.add("in", "Dense", new Dense(weight(random, "in"), null), x);
    Value bounded = hidden;
    if (kind == Kind.ASIN || kind == Kind.ACOS || kind == Kind.ATANH || kind == Kind.TAN) {
      bounded = elementwise(builder, Kind.SOFTSIGN, hidden);
    } else if (kind == Kind.ACOSH) {
      Value two = builder.constant(Parameter.fixed("least", Tensor.scalar(1.25)));
      Value positive = elementwise(builder, Kind.SOFTPLUS, hidden);
      bounded = builder.add("above", "Add", new Binary(Binary.Kind.ADD), positive, two);
    }
    Value function = elementwise(builder, kind, bounded);
    Value sum = builder.add("sum", "Add", new Binary(Binary.Kind.ADD), hidden, function);
    Value out = builder.add("out", "Dense", new Dense(square(random), null), sum);
    double[] at = random.doubles(INPUTS, -1.5, 1.5).toArray();
    return new Case(
        seed,
        builder.build(out),
        at,
        Loss.CROSS_ENTROPY,
        Target.label((int) (seed % UNITS), UNITS));
  }

  private static Value elementwise(Graph.Builder builder, Kind kind, Value x) {
    return builder.add(kind.name(), "f", new Elementwise(Activation.of(kind)), x);
  }

  private static Parameter weight(Random random, String name) {
    double[] values = random.doubles(INPUTS * UNITS, -1, 1).toArray();
    return new Parameter(name, new Tensor(Tensor.shapeOf(INPUTS, UNITS), values), true);
  }

  private static Parameter square(Random random) {
    double[] values = random.doubles(UNITS * UNITS, -1, 1).toArray();
    return new Parameter("out", new Tensor(Tensor.shapeOf(UNITS, UNITS), values), true);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void derivativesAreWithinTheirBounds(Kind kind) {
    if (RandomLayers.functions().contains(kind)) {
      return;
    }
    for (long seed = 0; seed < SEEDS; seed++) {
      Case drawn = drawn(kind, seed);
      DenseForwardTest.check(drawn, new HashSet<>());
      Oracle oracle = new Oracle(drawn, TieRule.FIRST);
      Point point = Oracle.point(drawn);
      double[] gradient = point.gradient(TieRule.FIRST);
      Differences differences = point.differences(TieRule.FIRST);
      for (int k = 0; k < INPUTS; k++) {
        Dd[] along = new Dd[INPUTS];
        Arrays.fill(along, Dd.ZERO);
        along[k] = Dd.ONE;
        double exact = oracle.ofInput(along);
        double bound = differences.bounds()[k];
        assertThat(Math.abs(differences.values()[k] - exact))
            .as("%s, seed %s, element %s, bound %s", kind, seed, k, bound)
            .isLessThanOrEqualTo(bound + OWN);
        assertThat(bound).as("%s", kind).isLessThan(1e-9 * (1 + Math.abs(exact)));
        assertThat(Math.abs(gradient[k] - exact))
            .isLessThanOrEqualTo(bound + OWN + 1e-11 * Math.abs(exact));
        if (differences.standings()[k] == Differences.Standing.SMOOTH) {
          assertThat(oracle.departure(along, differences.steps()[k])).isLessThanOrEqualTo(OWN);
        }
      }
    }
  }

  /** A bound that is far away leaves no trace: not in the value, nor in the derivative's bound. */
  @ParameterizedTest
  @EnumSource(names = {"MAXIMUM", "MINIMUM"})
  void whatLosesAMaximumOfTwoRoundsNothing(Binary.Kind kind) {
    double limit = kind == Binary.Kind.MAXIMUM ? -1e30 : 1e30;
    Graph.Builder builder = Graph.builder("limited");
    Value x = builder.input("x", Tensor.shapeOf(1, 2));
    Value far = builder.constant(Parameter.fixed("far", Tensor.scalar(limit)));
    Value within = builder.add("within", "Clip", new Binary(kind), x, far);
    Point point =
        Evaluator.of(builder.build(within))
            .at(new double[] {0.1, 0.7}, new Loss.Logit(1), Target.label(1, 2));
    assertThat(point.scores()).containsExactly(0.1, 0.7);
    assertThat(point.gradient(TieRule.FIRST)).containsExactly(0, 1);
    assertThat(point.differences(TieRule.FIRST).bounds()[1]).isLessThan(1e-12);
  }

  @Test
  void aStaircaseHasItsKinksWhereItJumps() {
    Activation floor = Activation.of(Kind.FLOOR);
    Activation round = Activation.of(Kind.ROUND);
    assertThat(floor.nearestKink(2.3)).isEqualTo(2);
    assertThat(floor.nearestKink(-0.6)).isEqualTo(-1);
    assertThat(round.nearestKink(2.3)).isEqualTo(2.5);
    assertThat(floor.kinkBetween(2.1, 2.9)).isFalse();
    assertThat(floor.kinkBetween(2.9, 3)).isTrue();
    assertThat(round.kinkBetween(-0.4, 0.4)).isFalse();
    assertThat(round.kinkBetween(0.6, 0.4)).isTrue();
    assertThat(floor.smooth() || round.smooth()).isFalse();
    assertThat(Activation.of(Kind.SIN).smooth()).isTrue();
  }
}
