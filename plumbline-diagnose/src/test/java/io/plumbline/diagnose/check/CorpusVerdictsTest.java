package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.Euclidean;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Tier;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every gradient that frameworks were made to compute for the fixtures and for the corpus of
 * verdicts: none that is wrong passes, none that is right fails, and what a pass claims to have
 * been able to see is put to the proof, of a third of them in every build.
 */
@Tag("slow")
class CorpusVerdictsTest {
  /** Why rows are not decided, by name: one may only leave this list. */
  private static final Map<String, String> UNDECIDED = undecided();

  private static final double MOST_UNDECIDED = 0.02;
  private static final int DIRECTIONS = 20;
  private static final int COORDINATES = 6;
  private static final int MIXTURES = 4;

  private final Random random = new Random(14);

  static Stream<String> corpora() {
    return Stream.of(Corpus.VERDICTS, Corpus.NAMES).flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("corpora")
  void noVerdictIsWrongAndNoPassClaimsMoreThanItSaw(String name) {
    Corpus corpus = Corpus.read(name);
    Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
    NetworkCheck check = check(evaluator, corpus.precision());
    for (int k = 0; k < corpus.rows().size(); k++) {
      Corpus.Row row = corpus.rows().get(k);
      Sample sample = new Sample(row.x(), row.target(evaluator.outputs()), row.gradient());
      SampleResult result = check.check(List.of(sample)).samples().get(0);
      switch (result.verdict()) {
        case PASS -> {
          assertThat(row.truth()).as(row.name()).isNotEqualTo("wrong");
          if (Extent.takes(k, 9)) {
            holdClaim(row.name(), check, sample, result.judged().orElseThrow());
          }
        }
        case FAIL -> assertThat(row.isCorrect()).as(row.name()).isFalse();
        case INCONCLUSIVE ->
            assertThat(UNDECIDED).containsEntry(row.name(), result.reason().orElseThrow().name());
      }
    }
  }

  /** What is saturated apart. */
  @Test
  void almostAllAreDecided() {
    int rows = 0;
    int open = 0;
    for (String name : corpora().toList()) {
      for (Corpus.Row row : Corpus.read(name).rows()) {
        String reason = UNDECIDED.getOrDefault(row.name(), "");
        rows += reason.equals("SATURATED") ? 0 : 1;
        open += reason.isEmpty() || reason.equals("SATURATED") ? 0 : 1;
      }
    }
    assertThat((double) open / rows).isLessThan(MOST_UNDECIDED);
  }

  private static Map<String, String> undecided() {
    try (Stream<String> lines = Files.lines(Fixtures.path("verdicts/undecided.csv"))) {
      return lines
          .map(line -> line.split(","))
          .collect(Collectors.toMap(fields -> fields[0], fields -> fields[1]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NetworkCheck check(Evaluator evaluator, Precision precision) {
    CheckOptions usual = CheckOptions.DEFAULT;
    CheckOptions options =
        new CheckOptions(usual.loss(), precision, usual.relativeTolerance(), Optional.empty());
    return new NetworkCheck(evaluator, options).withoutCauses();
  }

  /**
   * Mistakes are held against the evidence that the pass rests on, and one of them, drawn, is
   * checked as a whole, with every rule and near-tie; all of them are where rounding was measured.
   */
  private void holdClaim(
      String row, NetworkCheck check, Sample sample, SampleResult.Judged passed) {
    Piece piece = piece(check, sample);
    Differences derivative = passed.derivative();
    Evidence evidence =
        PieceSearch.evidence(
            derivative.values(), derivative.bounds(), piece.allowance(check.options.precision()));
    boolean proven = passed.fromNetwork().orElseThrow().basis().tier() == Tier.PROVEN;
    List<Mistake> mistakes = above(check, piece, sample, passed);
    int drawn = random.nextInt(mistakes.size());
    for (int k = 0; k < mistakes.size(); k++) {
      double[] gradient = mistakes.get(k).gradient;
      if (proven) {
        assertThat(check.judge.judge(gradient, evidence).agrees())
            .as("%s, %s", row, mistakes.get(k).name)
            .isFalse();
      }
      if (!proven || k == drawn) {
        Sample wrong = new Sample(sample.x(), sample.target(), gradient);
        assertThat(check.check(List.of(wrong)).verdict())
            .as("%s, %s", row, mistakes.get(k).name)
            .isNotEqualTo(Verdict.PASS);
      }
    }
  }

  private record Mistake(String name, double[] gradient) {}

  /** Mistakes just above what a pass claims. */
  private List<Mistake> above(
      NetworkCheck check, Piece piece, Sample sample, SampleResult.Judged passed) {
    double[] g = sample.gradient();
    double norm = 1.001 * passed.power().norm() * Euclidean.norm(passed.derivative().values());
    List<Mistake> mistakes = new ArrayList<>();
    for (int k = 0; k < DIRECTIONS; k++) {
      double[] direction = random.doubles(g.length).map(each -> random.nextGaussian()).toArray();
      mistakes.add(
          new Mistake("in direction " + k, plus(g, direction, norm / Euclidean.norm(direction))));
    }
    for (int k = 0; k < COORDINATES; k++) {
      int index = random.nextInt(g.length);
      if (passed.judgement().agreements()[index] == Agreement.AGREES) {
        double[] wrong = g.clone();
        wrong[index] += (random.nextBoolean() ? 1.001 : -1.001) * passed.power().coordinate();
        mistakes.add(new Mistake("at coordinate " + index, wrong));
      }
    }
    Precision precision = check.options.precision();
    for (Allowance.Direction freedom : piece.allowance(precision).directions()) {
      double size = Euclidean.norm(freedom.gradient());
      for (double sign : size > 0 ? new double[] {1, -1} : new double[0]) {
        mistakes.add(
            new Mistake(
                "along score " + freedom.score() + (sign > 0 ? "" : ", back"),
                plus(g, freedom.gradient(), sign * norm / size)));
      }
    }
    // A choice of some ties is no mistake; a mixture of both choices is one.
    piece.nearTies(precision).stream()
        .filter(tie -> tie.distance() > 0)
        .limit(MIXTURES)
        .filter(tie -> Euclidean.norm(piece.effect(tie)) / 2 > norm)
        .forEach(
            tie ->
                mistakes.add(
                    new Mistake("half of " + tie.unit(), plus(g, piece.effect(tie), 0.5))));
    return mistakes;
  }

  private static Piece piece(NetworkCheck check, Sample sample) {
    Point point =
        check.evaluator.at(sample.x(), check.options.loss().of(sample.target()), sample.target());
    Trail trail = new Trail(sample.gradient());
    ProvenCheck proven =
        new ProvenCheck(point, check.judge, check.options, Reason.PRECISION_TOO_COARSE, trail);
    return proven.applies()
        ? proven.examine(sample.gradient()).piece()
        : new DeepCheck(
                point,
                check.judge,
                check.options,
                Reason.PRECISION_TOO_COARSE,
                sample.gradient(),
                trail)
            .check()
            .piece();
  }

  private static double[] plus(double[] one, double[] other, double factor) {
    double[] sum = one.clone();
    for (int k = 0; k < sum.length; k++) {
      sum[k] += factor * other[k];
    }
    return sum;
  }
}
