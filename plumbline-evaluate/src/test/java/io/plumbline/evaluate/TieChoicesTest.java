package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.Euclidean;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.result.Allowance;
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
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of all choices of near-ties, against its slow twin: every choice, one by one. */
class TieChoicesTest {
  /** Two to this power choices are listed. */
  private static final int MOST_TIES = 7;

  private static final int DIRECTIONS = 12;
  private static final double ROUNDING = 1e-7;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void everyChoiceIsWithinReach(int seed) {
    Piece piece = piece(seed);
    List<NearTie> ties = anywhere(piece);
    TieChoices choices = choices(piece, ties);
    double[] middle = choices.middle();
    double[] reach = choices.reach();
    for (List<NearTie> chosen : every(ties)) {
      double[] gradient = piece.flip(chosen).gradient();
      double rounding = ROUNDING * Euclidean.norm(gradient);
      for (int k = 0; k < gradient.length; k++) {
        assertThat(gradient[k]).isCloseTo(middle[k], within(reach[k] + rounding));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void noChoiceGoesFurther(int seed) {
    Piece piece = piece(seed);
    List<NearTie> ties = anywhere(piece);
    TieChoices choices = choices(piece, ties);
    List<double[]> gradients = gradients(piece, ties);
    for (double[] direction : directions(seed, gradients.get(0).length)) {
      double furthest = furthest(direction, gradients);
      assertThat(choices.along(direction).product())
          .isGreaterThanOrEqualTo(furthest - rounding(direction, gradients));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void inOneLayerTheFurthestIsAChoice(int seed) {
    Piece piece = piece(seed);
    for (List<NearTie> ties : byLayer(piece)) {
      TieChoices choices = choices(piece, ties);
      List<double[]> gradients = gradients(piece, ties);
      for (double[] direction : directions(seed, gradients.get(0).length)) {
        TieChoices.Furthest found = choices.along(direction);
        double rounding = rounding(direction, gradients);
        assertThat(found.product()).isCloseTo(furthest(direction, gradients), within(rounding));
        assertThat(Euclidean.dot(direction, found.gradient()))
            .isCloseTo(found.product(), within(rounding));
        assertThat(found.shares()).hasSize(ties.size());
        assertThat(Arrays.stream(found.shares())).allMatch(share -> share >= 0 && share <= 1);
        double[] mixed = mixed(piece, choices.ties(), found.shares());
        double close = ROUNDING * Euclidean.norm(found.gradient());
        assertThat(Euclidean.distance(mixed, found.gradient())).isLessThanOrEqualTo(close);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void noChoiceWithCommonErrorsGoesFurther(int seed) {
    Piece piece = piece(seed);
    List<NearTie> ties = anywhere(piece);
    List<double[]> gradients = gradients(piece, ties);
    List<Allowance.Direction> errors = new ArrayList<>();
    for (int score = 0; score < 3; score++) {
      errors.add(new Allowance.Direction(score, 0.05, 0.01 * score, new double[0]));
    }
    TieChoices choices = piece.choices(ties, new Allowance(new double[0], errors));
    double[] middle = choices.middle();
    double[] reach = choices.reach();
    List<double[]> directions = directions(seed, gradients.get(0).length);
    List<Double> furthest =
        directions.stream().map(y -> choices.along(y).product()).collect(Collectors.toList());
    for (List<NearTie> chosen : every(ties)) {
      Piece flipped = piece.flip(chosen);
      double[] most = flipped.gradient();
      List<double[]> rows = errors.stream().map(e -> flipped.scoreGradient(e.score())).toList();
      for (int t = 0; t < directions.size(); t++) {
        double product = Euclidean.dot(directions.get(t), most);
        for (Allowance.Direction error : errors) {
          product +=
              error.most() * Math.abs(Euclidean.dot(directions.get(t), rows.get(error.score())));
        }
        assertThat(furthest.get(t))
            .isGreaterThanOrEqualTo(product - rounding(directions.get(t), gradients));
      }
      for (int k = 0; k < most.length; k++) {
        double off = Math.abs(most[k] - middle[k]);
        for (Allowance.Direction error : errors) {
          off += error.most() * Math.abs(rows.get(error.score())[k]);
        }
        assertThat(off).isLessThanOrEqualTo(reach[k] + ROUNDING * Euclidean.norm(most));
      }
    }
  }

  @Test
  void coversWhatItsTiesLeadToAndNothingElse() {
    int others = 0;
    for (int seed = 0; seed < 20; seed++) {
      Piece piece = piece(seed);
      List<NearTie> all = anywhere(piece);
      if (all.size() < 2) {
        continue;
      }
      NearTie last = all.get(all.size() - 1);
      List<NearTie> ties =
          all.stream().filter(tie -> !unit(tie).equals(unit(last))).collect(Collectors.toList());
      TieChoices choices = choices(piece, ties);
      for (List<NearTie> chosen : every(ties)) {
        assertThat(choices.cover(piece.flip(chosen))).isTrue();
      }
      assertThat(choices.cover(piece.flip(List.of(last)))).isFalse();
      others++;
    }
    assertThat(others).isGreaterThan(10);
  }

  @Test
  void theGeneratedNetworksHaveTies() {
    int ties = 0;
    int stacked = 0;
    for (int seed = 0; seed < 20; seed++) {
      List<NearTie> all = anywhere(piece(seed));
      ties += all.size();
      stacked += all.stream().mapToInt(NearTie::kernel).distinct().count() > 1 ? 1 : 0;
    }
    assertThat(ties).isGreaterThan(80);
    assertThat(stacked).isGreaterThan(5);
  }

  /** What so much of each tie makes of the gradient, where they stand in one layer. */
  private static double[] mixed(Piece piece, List<NearTie> ties, double[] shares) {
    double[] base = piece.gradient();
    double[] mixed = base.clone();
    for (int t = 0; t < shares.length; t++) {
      double share = shares[t];
      double[] flipped = piece.flip(List.of(ties.get(t))).gradient();
      Arrays.setAll(mixed, k -> mixed[k] + share * (flipped[k] - base[k]));
    }
    return mixed;
  }

  /** No direction leads nowhere. */
  @Test
  void alongNothingItIsThePieceItself() {
    Piece piece = piece(1);
    TieChoices choices = choices(piece, anywhere(piece));
    double[] gradient = piece.gradient();
    for (double each : new double[] {0, Double.NaN}) {
      double[] direction = new double[gradient.length];
      Arrays.fill(direction, each);
      TieChoices.Furthest furthest = choices.along(direction);
      assertThat(furthest.product()).isZero();
      assertThat(furthest.gradient()).isEqualTo(gradient);
      assertThat(furthest.shares()).containsOnly(0);
    }
  }

  private static Piece piece(int seed) {
    Graph graph = GeneratedClassifier.of(seed);
    double[] x = GeneratedClassifier.image(graph, new Random(seed));
    int classes = graph.output().shape().size();
    return Evaluator.of(graph)
        .at(x, Loss.CROSS_ENTROPY, Target.label(seed % classes, classes))
        .piece(TieRule.FIRST);
  }

  /** The loss's derivatives by the scores are exact. */
  private static TieChoices choices(Piece piece, List<NearTie> ties) {
    return piece.choices(ties, new Allowance(new double[0], List.of()));
  }

  private static List<NearTie> anywhere(Piece piece) {
    return piece.nearTies(Precision.BFLOAT16).stream().limit(MOST_TIES).toList();
  }

  private static List<List<NearTie>> byLayer(Piece piece) {
    Map<Integer, List<NearTie>> layers = new TreeMap<>();
    for (NearTie tie : piece.nearTies(Precision.BFLOAT16)) {
      List<NearTie> layer = layers.computeIfAbsent(tie.kernel(), k -> new ArrayList<>());
      if (layer.size() < MOST_TIES) {
        layer.add(tie);
      }
    }
    return List.copyOf(layers.values());
  }

  /** All subsets in which a unit, which may have several rivals, takes one other side at most. */
  private static List<List<NearTie>> every(List<NearTie> ties) {
    return Subsets.of(ties)
        .filter(
            chosen -> chosen.stream().map(TieChoicesTest::unit).distinct().count() == chosen.size())
        .toList();
  }

  private static List<Integer> unit(NearTie tie) {
    return List.of(tie.kernel(), tie.row(), tie.channel());
  }

  private static List<double[]> gradients(Piece piece, List<NearTie> ties) {
    return every(ties).stream().map(chosen -> piece.flip(chosen).gradient()).toList();
  }

  private static double furthest(double[] direction, List<double[]> gradients) {
    return gradients.stream()
        .mapToDouble(gradient -> Euclidean.dot(direction, gradient))
        .max()
        .orElseThrow();
  }

  private static double rounding(double[] direction, List<double[]> gradients) {
    double largest = gradients.stream().mapToDouble(Euclidean::norm).max().orElseThrow();
    return ROUNDING * Euclidean.norm(direction) * largest;
  }

  private static List<double[]> directions(long seed, int size) {
    Random random = new Random(seed);
    return IntStream.range(0, DIRECTIONS)
        .mapToObj(k -> random.doubles(size, -1, 1).toArray())
        .toList();
  }
}
