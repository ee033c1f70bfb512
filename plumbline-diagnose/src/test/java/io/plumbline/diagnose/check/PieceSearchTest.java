package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.Euclidean;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Judge;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.generated.GeneratedClassifier;
import io.plumbline.testing.generated.Subsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The search against its slow twin, which judges every choice of near-ties one by one: what some
 * choice explains is found, and what is called refuted none explains.
 */
class PieceSearchTest {
  private static final Precision PRECISION = Precision.FLOAT16;
  private static final Judge JUDGE = new Judge(1e-3);
  private static final int SEEDS = 60;

  /** Two to this power choices are judged. */
  private static final int MOST_TIES = 8;

  @Test
  void findsTheChoiceThatAGradientIsOf() {
    int flipped = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Point point = point(seed);
      Piece piece = point.piece(TieRule.FIRST);
      List<NearTie> ties = nearest(piece);
      if (ties.isEmpty()) {
        continue;
      }
      NearTie chosen = ties.get(0);
      double[] gradient = piece.flip(List.of(chosen)).gradient();
      PieceSearch.Found found = search(point, gradient);
      assertThat(found.fits()).as("seed %d", seed).isTrue();
      assertThat(found.refuted()).isFalse();
      flipped += found.flips().isEmpty() ? 0 : 1;
    }
    assertThat(flipped).isGreaterThan(5);
  }

  @Test
  void whatItRefutesNoChoiceExplains() {
    int refuted = 0;
    int open = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Point point = point(seed);
      Piece piece = point.piece(TieRule.FIRST);
      List<NearTie> ties = piece.nearTies(PRECISION);
      for (double[] gradient : wrong(piece, seed)) {
        PieceSearch.Found found = search(point, gradient);
        boolean explained = ties.size() <= MOST_TIES && someChoiceExplains(piece, ties, gradient);
        if (found.fits()) {
          assertThat(ties.size() > MOST_TIES || explained || !found.rule().equals(TieRule.FIRST))
              .isTrue();
          continue;
        }
        if (found.refuted()) {
          assertThat(explained).as("seed %d", seed).isFalse();
          refuted++;
        } else {
          open++;
        }
      }
    }
    assertThat(refuted).isGreaterThan(10 * open);
    assertThat(refuted).isGreaterThan(SEEDS);
  }

  @Test
  void aMixtureOfChoicesIsNotExplained() {
    int mixtures = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Point point = point(seed);
      Piece piece = point.piece(TieRule.FIRST);
      List<NearTie> ties = piece.nearTies(PRECISION);
      if (ties.size() > MOST_TIES) {
        continue;
      }
      for (NearTie tie : ties) {
        double[] effect = piece.effect(tie);
        double[] gradient = piece.gradient();
        if (!(Euclidean.norm(effect) > 0.1 * Euclidean.norm(gradient))) {
          continue;
        }
        for (int k = 0; k < gradient.length; k++) {
          gradient[k] += 0.5 * effect[k];
        }
        if (someChoiceExplains(piece, ties, gradient)) {
          continue;
        }
        assertThat(search(point, gradient).fits()).as("seed %d", seed).isFalse();
        mixtures++;
      }
    }
    assertThat(mixtures).isGreaterThan(5);
  }

  @Test
  void whatIsNoNumberIsRefuted() {
    Point point = point(1);
    double[] gradient = point.piece(TieRule.FIRST).gradient();
    gradient[0] = Double.POSITIVE_INFINITY;
    assertThat(search(point, gradient).refuted()).isTrue();
    gradient[0] = Double.NaN;
    assertThat(search(point, gradient).fits()).isFalse();
  }

  private static Point point(int seed) {
    Graph graph = GeneratedClassifier.of(seed);
    Random random = new Random(seed);
    int size = graph.input().shape().size();
    double[] x = random.doubles(size).map(value -> (float) value).toArray();
    int classes = graph.output().shape().size();
    return Evaluator.of(graph).at(x, Loss.CROSS_ENTROPY, Target.label(seed % classes, classes));
  }

  private static PieceSearch.Found search(Point point, double[] gradient) {
    return new PieceSearch(point, JUDGE, PRECISION, gradient).search(Optional.empty());
  }

  /** Such as rounding alone may well decide otherwise. */
  private static List<NearTie> nearest(Piece piece) {
    return piece.nearTies(PRECISION).stream()
        .filter(tie -> 4 * tie.distance() < tie.allowance())
        .limit(3)
        .toList();
  }

  private static List<double[]> wrong(Piece piece, int seed) {
    double[] right = piece.gradient();
    double norm = Euclidean.norm(right);
    Random random = new Random(seed);
    List<double[]> all = new ArrayList<>();
    for (double factor : new double[] {1.3, -1, 0}) {
      all.add(Arrays.stream(right).map(each -> factor * each).toArray());
    }
    double[] one = right.clone();
    one[random.nextInt(one.length)] += 0.5 * norm;
    all.add(one);
    double[] noisy = right.clone();
    for (int k = 0; k < noisy.length; k++) {
      noisy[k] += 0.3 * norm / Math.sqrt(noisy.length) * random.nextGaussian();
    }
    all.add(noisy);
    return all;
  }

  private static boolean someChoiceExplains(Piece piece, List<NearTie> ties, double[] gradient) {
    return Subsets.of(ties).anyMatch(chosen -> explains(piece.flip(chosen), gradient));
  }

  private static boolean explains(Piece piece, double[] gradient) {
    double[] derivative = piece.gradient();
    double[] none = new double[derivative.length];
    return !JUDGE
        .glance(gradient, PieceSearch.evidence(derivative, none, piece.allowance(PRECISION)))
        .wrong();
  }
}
