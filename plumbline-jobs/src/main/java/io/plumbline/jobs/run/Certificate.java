package io.plumbline.jobs.run;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.evaluate.result.Differences.Standing;
import io.plumbline.evaluate.result.Kink;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is certain of the gradient at one image: for each pixel whether a kink is there, and a
 * derivative with its bound.
 *
 * @param reasons for each pixel the units that tie or switch there; empty where there are none
 * @param tied for each pixel whether a unit it moves sits exactly on a kink that the loss feels
 * @param pools the layers whose windows tie, in the network's order
 * @param poolTies how many pixels sit on a tie of one of those
 * @param decided how many pixels have a derivative with a finite bound
 * @param confirmed how many of those have the engine's float64 derivative within it
 */
record Certificate(
    List<String> reasons,
    boolean[] tied,
    Set<String> pools,
    int poolTies,
    int decided,
    int confirmed) {

  /**
   * Differences every pixel, with a proof of what lies between the two evaluations.
   *
   * @param evaluator the network in float64
   * @param subject the image
   * @param analytic the engine's reverse mode in float64
   */
  static Certificate of(Evaluator evaluator, ExaminedImage subject, double[] analytic) {
    Piece piece =
        evaluator
            .at(subject.x(), Loss.CROSS_ENTROPY, subject.target(evaluator.graph()))
            .piece(TieRule.FIRST);
    Differences differences = piece.differences();
    boolean[] felt = piece.feelsKink(pixels(analytic.length), differences.steps()[0]);
    double[] allowed = piece.allowance(Precision.FLOAT64).total();
    List<String> poolNames =
        evaluator.graph().nodes().stream()
            .filter(node -> node.op() instanceof MaxPool)
            .map(Node::name)
            .toList();
    List<String> reasons = new ArrayList<>();
    boolean[] tied = new boolean[analytic.length];
    Set<String> pools = new LinkedHashSet<>();
    int poolTies = 0;
    int decided = 0;
    int confirmed = 0;
    for (int k = 0; k < analytic.length; k++) {
      tied[k] = felt[k] && differences.standings()[k] == Standing.TIED;
      List<String> units =
          !felt[k] || differences.standings()[k] == Standing.SMOOTH
              ? List.of()
              : piece.kinks(new int[][] {{k}}, differences.steps()[k]).get(0).stream()
                  .map(Kink::toString)
                  .toList();
      reasons.add(reason(units));
      List<String> here = pools(units, poolNames);
      pools.addAll(here);
      poolTies += tied[k] && !here.isEmpty() ? 1 : 0;
      double off = Math.abs(analytic[k] - differences.values()[k]);
      decided += Double.isFinite(differences.bounds()[k]) ? 1 : 0;
      confirmed += off <= differences.bounds()[k] + allowed[k] ? 1 : 0;
    }
    Set<String> ordered =
        poolNames.stream()
            .filter(pools::contains)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new Certificate(reasons, tied, ordered, poolTies, decided, confirmed);
  }

  private static int[][] pixels(int count) {
    int[][] pixels = new int[count][];
    Arrays.setAll(pixels, k -> new int[] {k});
    return pixels;
  }

  /** How many pixels have a kink so near that a central difference may cross it. */
  int kinks() {
    return (int) reasons.stream().filter(reason -> !reason.isEmpty()).count();
  }

  /** How many pixels sit exactly on one. */
  int ties() {
    int count = 0;
    for (boolean each : tied) {
      count += each ? 1 : 0;
    }
    return count;
  }

  private static String reason(List<String> units) {
    return units.size() < 2
        ? String.join("", units)
        : units.get(0) + " and " + (units.size() - 1) + " more";
  }

  private static List<String> pools(List<String> units, List<String> names) {
    return names.stream()
        .filter(name -> units.stream().anyMatch(unit -> unit.startsWith(name + " window ")))
        .toList();
  }
}
