package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.evaluate.result.ParameterDifferences;
import io.plumbline.evaluate.result.ParameterGradient;
import io.plumbline.graph.TieRule;
import io.plumbline.testing.generated.RandomGraphs;
import io.plumbline.testing.generated.RandomGraphs.Case;
import io.plumbline.testing.generated.RandomGraphs.Family;
import io.plumbline.testing.oracle.Dd;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Differences and reverse mode against extended precision, on generated networks. */
public class DifferencesTest {
  private static final int CASES = 120;
  private static final int COORDINATES = 10;

  /** The oracle's own error: 32 digits of a loss, over the step. */
  private static final double OWN = 1e-23;

  /** No bound is looser, beside the largest derivative of its network. */
  private static final double LOOSEST = 1e-6;

  /** Or, where all derivatives are small, beside rounding of the loss over the step. */
  private static final double ROUNDING = 1e-10;

  /** Half of all bounds are tighter than this, beside their own derivatives. */
  private static final double TIGHT = 1e-11;

  private static final List<TieRule> RULES =
      List.of(
          TieRule.FIRST,
          TieRule.LAST,
          TieRule.SPLIT,
          new TieRule(TieRule.Among.LAST, TieRule.Among.FIRST, TieRule.Among.SPLIT, 0.25));

  @Test
  void inputDerivativesOfAllOperationsAreWithinTheirBounds() {
    Tally tally = new Tally();
    for (int seed = 0; seed < CASES; seed++) {
      checkInputs(RandomGraphs.of(seed, Family.GENERAL), TieRule.FIRST, tally);
    }
    tally.report("general, input");
    assertThat(tally.coordinates).isGreaterThan(350);
  }

  @Test
  void inputDerivativesOfPinnedPiecesFollowTheTieRule() {
    Tally tally = new Tally();
    for (int seed = 0; seed < CASES; seed++) {
      checkInputs(RandomGraphs.of(seed, Family.TIED), RULES.get(seed % RULES.size()), tally);
    }
    tally.report("tied, input");
    assertThat(tally.standings[Standing.TIED.ordinal()]).isGreaterThan(200);
  }

  @Test
  void stepsThatReachOverKinksAreNeverCalledSmooth() {
    Tally tally = new Tally();
    for (int seed = 0; seed < CASES; seed++) {
      checkInputs(RandomGraphs.of(seed, Family.NEAR), RULES.get(seed % RULES.size()), tally);
    }
    tally.report("near, input");
    assertThat(tally.coordinates).isGreaterThan(350);
  }

  @Test
  void parameterDerivativesAreWithinTheirBounds() {
    Tally tally = new Tally();
    for (int seed = 0; seed < CASES; seed++) {
      checkParameters(RandomGraphs.of(seed, Family.GENERAL), TieRule.FIRST, tally);
      checkParameters(RandomGraphs.of(seed, Family.TIED), RULES.get(seed % RULES.size()), tally);
    }
    tally.report("parameters");
    assertThat(tally.coordinates).isGreaterThan(600);
  }

  @Test
  void tilesMoveTogether() {
    for (int seed = 0; seed < CASES; seed++) {
      Case drawn = RandomGraphs.of(seed, Family.GENERAL);
      Oracle oracle = new Oracle(drawn, TieRule.FIRST);
      Piece piece = Oracle.point(drawn).piece(TieRule.FIRST);
      int size = drawn.x().length;
      int tile = 2 + seed % 5;
      int[][] groups = new int[size / tile][tile];
      for (int k = 0; k < groups.length * tile; k++) {
        groups[k % groups.length][k / groups.length] = k;
      }
      Differences tiles = piece.differences(groups);
      Differences each = piece.differences();
      for (int g = 0; g < groups.length && !oracle.ambiguous(); g++) {
        double sum = 0;
        double bound = tiles.bounds()[g] + OWN;
        for (int element : groups[g]) {
          sum += each.values()[element];
          bound += each.bounds()[element];
        }
        assertThat(Math.abs(tiles.values()[g] - sum))
            .as("tile %s of %s", g, drawn)
            .isLessThanOrEqualTo(bound);
      }
    }
  }

  private static void checkInputs(Case drawn, TieRule rule, Tally tally) {
    Oracle oracle = new Oracle(drawn, rule);
    if (oracle.ambiguous()) {
      tally.ambiguous++;
      return;
    }
    try {
      Point point = Oracle.point(drawn);
      double[] gradient = point.gradient(rule);
      Differences differences = point.differences(rule);
      Random random = new Random(drawn.seed());
      for (int k = 0; k < COORDINATES; k++) {
        int index = random.nextInt(drawn.x().length);
        Dd[] along = new Dd[drawn.x().length];
        Arrays.fill(along, Dd.ZERO);
        along[index] = Dd.ONE;
        tally.judge(oracle.ofInput(along), differences, index, gradient[index]);
        if (differences.standings()[index] == Standing.SMOOTH) {
          assertThat(oracle.departure(along, differences.steps()[index]))
              .as("departure of element %s from its piece", index)
              .isLessThanOrEqualTo(OWN);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("rule " + rule + " of " + drawn, e);
    }
  }

  private static void checkParameters(Case drawn, TieRule rule, Tally tally) {
    Oracle oracle = new Oracle(drawn, rule);
    if (oracle.ambiguous()) {
      return;
    }
    try {
      Point point = Oracle.point(drawn);
      List<ParameterGradient> gradients = point.piece(rule).parameterGradients();
      List<ParameterDifferences> all = point.piece(rule).parameterDifferences();
      Random random = new Random(drawn.seed());
      drawn
          .graph()
          .parameters()
          .forEach(
              parameter -> {
                if (!parameter.trainable()) {
                  return;
                }
                for (int which = 0; which < all.size(); which++) {
                  if (all.get(which).name().equals(parameter.name())) {
                    double[] values = parameter.tensor().values();
                    int index = random.nextInt(values.length);
                    tally.judge(
                        oracle.ofParameter(values, index),
                        all.get(which).differences(),
                        index,
                        gradients.get(which).values()[index]);
                    return;
                  }
                }
                throw new AssertionError("no slot for " + parameter.name());
              });
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("rule " + rule + " of " + drawn, e);
    }
  }

  /** Compares, and remembers how loose the bounds are. */
  private static final class Tally {
    final int[] standings = new int[Standing.values().length];
    final double[] looseness = new double[100_000];
    double loosest;
    int coordinates;
    int ambiguous;

    void judge(double exact, Differences differences, int index, double gradient) {
      double value = differences.values()[index];
      double bound = differences.bounds()[index];
      assertThat(Math.abs(value - exact))
          .as("element %s: %s against %s, bound %s", index, value, exact, bound)
          .isLessThanOrEqualTo(bound + OWN);
      assertThat(Math.abs(gradient - exact))
          .as("element %s: reverse mode %s against %s", index, gradient, exact)
          .isLessThanOrEqualTo(bound + OWN + 1e-11 * Math.abs(exact));
      double largest = Arrays.stream(differences.values()).map(Math::abs).max().orElseThrow();
      assertThat(bound)
          .as("bound of element %s, beside %s", index, largest)
          .isLessThanOrEqualTo(LOOSEST * largest + ROUNDING);
      loosest = Math.max(loosest, largest > 0 ? bound / largest : 0);
      standings[differences.standings()[index].ordinal()]++;
      if (exact != 0) {
        looseness[coordinates++] = bound / Math.abs(exact);
      }
    }

    void report(String what) {
      double[] sorted = Arrays.copyOf(looseness, coordinates);
      Arrays.sort(sorted);
      assertThat(sorted[coordinates / 2]).as("median of bound/|derivative|").isLessThan(TIGHT);
      System.out.printf(
          "%s: %d derivatives, bound/|derivative| median %.1e, 90 %% %.1e, worst %.1e (%.1e of the"
              + " largest), %s, %d networks left out%n",
          what,
          coordinates,
          sorted[coordinates / 2],
          sorted[coordinates * 9 / 10],
          sorted[coordinates - 1],
          loosest,
          Arrays.toString(standings),
          ambiguous);
    }
  }
}
