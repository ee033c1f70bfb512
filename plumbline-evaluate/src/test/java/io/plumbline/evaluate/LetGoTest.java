package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.compile.Forward;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.result.ParameterGradient;
import io.plumbline.graph.TieRule;
import io.plumbline.testing.generated.RandomGraphs;
import io.plumbline.testing.generated.RandomGraphs.Family;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A point that holds no more values than a large network's says the same as one that holds all: an
 * operation that reads what it does not declare would meet null.
 */
class LetGoTest {
  private static final int GRAPHS = 60;

  @ParameterizedTest
  @EnumSource(Family.class)
  void whatIsNotHeldIsNotMissed(Family family) {
    int letGo = 0;
    for (long seed = 0; seed < GRAPHS; seed++) {
      RandomGraphs.Case drawn = RandomGraphs.of(seed, family);
      List<Object> expected = said(Oracle.point(drawn));
      Point point = Oracle.point(drawn);
      letGo += letGo(Inside.of(point));
      assertThat(said(point))
          .as("%s", drawn)
          .usingRecursiveComparison()
          .withEqualsForType((one, other) -> Double.compare(one, other) == 0, Double.class)
          .isEqualTo(expected);
    }
    assertThat(letGo).isGreaterThan(GRAPHS);
  }

  /** Takes from a point what a forward pass does not keep; says of how many values. */
  private static int letGo(Evaluated point) {
    double[][][] held = pass(point.program, point.program.passes(false), point.x());
    int count = 0;
    for (int id = 0; id < held.length; id++) {
      if (held[id] == null && point.values[id] != null) {
        point.values[id] = null;
        count++;
      }
    }
    return count;
  }

  private static List<Object> said(Point point) {
    Piece piece = point.piece(TieRule.FIRST);
    List<NearTie> ties = piece.nearTies(Precision.FLOAT32);
    return List.of(
        piece.gradient(),
        piece.parameterGradients().stream().map(ParameterGradient::values).toList(),
        piece.differences(),
        piece.parameterDifferences(),
        piece.allowance(Precision.FLOAT32),
        piece.noise(Arithmetic.FLOAT32, 2, 1).deviations(),
        piece.freeNoise(TieRule.FIRST, Arithmetic.FLOAT32, 2, 1),
        piece.whole(2, 1, 0),
        piece.firstOrder(),
        ties,
        piece.effects(ties),
        point.tiedUnits(),
        point.lossDeviation(Precision.FLOAT32));
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void roomThatIsUsedAgainHoldsNothingOfThePassBefore(Family family) {
    for (long seed = 0; seed < GRAPHS; seed++) {
      RandomGraphs.Case drawn = RandomGraphs.of(seed, family);
      Program program = Inside.of(Oracle.point(drawn)).program;
      Forward room = program.passes(false);
      double[] x = drawn.x();
      for (int pass = 0; pass < 2; pass++) {
        double[] expected = Rows.flatten(program.forward(x)[program.output]);
        double[] output = Rows.flatten(pass(program, room, x)[program.output]);
        assertThat(output).as("%s", drawn).isEqualTo(expected);
        x = x.clone();
        x[0] += 0.25;
      }
    }
  }

  private static double[][][] pass(Program program, Forward room, double[] x) {
    Rows.fill(room.values[program.input], x);
    for (int k = 0; k < program.kernels.size(); k++) {
      Kernel<?> kernel = program.kernels.get(k);
      room.begin(kernel);
      kernel.forward(room.values);
      room.end(k);
    }
    return room.values;
  }
}
