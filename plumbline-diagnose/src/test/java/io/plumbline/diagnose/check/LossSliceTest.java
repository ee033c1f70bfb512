package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is shown of the loss along a coordinate is what the network does there. */
class LossSliceTest {
  private static final Evaluator SEED =
      Evaluator.of(Models.read(Fixtures.path("models/seed.onnx")));
  private static final Corpus.Row ROW =
      Corpus.read("seed-onnx").rows().stream()
          .filter(row -> row.isCorrect() && row.facts().get("tied").getAsInt() > 0)
          .findFirst()
          .orElseThrow();
  private static final Target TARGET = ROW.target(10);
  private static final Point POINT = SEED.at(ROW.x(), Loss.CROSS_ENTROPY, TARGET);
  private static final Differences RIGHT = POINT.differences(TieRule.FIRST);

  /** The largest derivatives of a kind. */
  private static int[] largest(Standing standing) {
    return IntStream.range(0, ROW.x().length)
        .filter(k -> RIGHT.standings()[k] == standing)
        .boxed()
        .sorted(Comparator.comparingDouble(k -> -Math.abs(RIGHT.values()[k])))
        .limit(4)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static List<LossSlice> slices(int... indices) {
    Sample sample = new Sample(ROW.x(), TARGET, RIGHT.values());
    return LossSlice.of(SEED, Loss.CROSS_ENTROPY, sample, LossSlice.step(ROW.x()), indices);
  }

  private static double moved(int index, double by) {
    double[] x = ROW.x().clone();
    x[index] += by;
    return SEED.at(x, Loss.CROSS_ENTROPY, TARGET).loss() - POINT.loss();
  }

  @Test
  void theChangesAreThoseOfTheWholeNetworkEvaluatedThere() {
    int[] both = {largest(Standing.TIED)[0], largest(Standing.SMOOTH)[0]};
    for (LossSlice slice : slices(both)) {
      assertThat(slice.moves()).hasSize(21).isSorted().startsWith(-1e-3).endsWith(1e-3);
      assertThat(slice.changes().get(10)).isZero();
      for (int k = 0; k < slice.moves().size(); k++) {
        assertThat(slice.changes().get(k))
            .isCloseTo(moved(slice.index(), slice.moves().get(k)), within(1e-13));
      }
      assertThat(slice.chord())
          .isCloseTo(
              (moved(slice.index(), 1e-3) - moved(slice.index(), -1e-3)) / 2e-3, within(1e-10));
    }
  }

  @Test
  void slopesToBothSidesMeetTheDerivativeWhereTheLossIsSmooth() {
    for (LossSlice slice : slices(largest(Standing.SMOOTH))) {
      double right = RIGHT.values()[slice.index()];
      assertThat(slice.before()).isCloseTo(right, within(1e-4 * Math.abs(right)));
      assertThat(slice.after()).isCloseTo(right, within(1e-4 * Math.abs(right)));
    }
  }

  @Test
  void atATieTheyPartAndItsUnitsAreNamedFirst() {
    List<LossSlice> slices = slices(largest(Standing.TIED));
    assertThat(slices).hasSize(4);
    for (LossSlice slice : slices) {
      double right = RIGHT.values()[slice.index()];
      assertThat(Math.abs(slice.after() - slice.before())).isGreaterThan(0.01 * Math.abs(right));
      assertThat(slice.kinks().get(0)).contains("max_pooling2d").contains(" = ");
    }
  }

  /** Where values come without a network they make the same slices, but for names and slopes. */
  @Test
  void valuesAloneMakeTheSameChanges() {
    int[] indices = largest(Standing.SMOOTH);
    Objective objective = Objective.of(Loss.CROSS_ENTROPY, TARGET, SEED.kind(), SEED.outputs());
    List<LossSlice> ofValues = LossSlice.ofValues(POINT::surroundings, objective, 1e-3, indices);
    List<LossSlice> read = slices(indices);
    for (int k = 0; k < indices.length; k++) {
      assertThat(ofValues.get(k).changes()).isEqualTo(read.get(k).changes());
      assertThat(ofValues.get(k).near()).isEqualTo(ofValues.get(k).step());
      assertThat(ofValues.get(k).after())
          .isEqualTo(ofValues.get(k).changes().get(20) / ofValues.get(k).step());
    }
  }

  /** Of a numeric check with a large h the slopes are still those beside x. */
  @Test
  void alongALargerStepTheSlopesStayThoseBesideTheInput() {
    int[] indices = largest(Standing.TIED);
    Sample sample = new Sample(ROW.x(), TARGET, RIGHT.values());
    List<LossSlice> large = LossSlice.of(SEED, Loss.CROSS_ENTROPY, sample, 0.25, indices);
    List<LossSlice> usual = slices(indices);
    for (int k = 0; k < indices.length; k++) {
      LossSlice slice = large.get(k);
      assertThat(slice.before()).isEqualTo(usual.get(k).before());
      assertThat(slice.after()).isEqualTo(usual.get(k).after());
      assertThat(slice.chord())
          .isCloseTo((moved(indices[k], 0.25) - moved(indices[k], -0.25)) / 0.5, within(1e-12));
    }
  }
}
