package io.plumbline.diagnose.explain;

import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.diagnose.mistakes.Scalar;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** An input that an array may be of: the sample itself, or one that it was mistaken for. */
final class CandidateInput {
  private final Landscape landscape;
  private final InputChange change;
  private final Scalar stated;
  private final Cut single;
  private final Map<Moved, Surroundings> around = new HashMap<>();

  private final Map<Walked, LossChanges> walks = new HashMap<>();

  private record Walked(Objective objective, DifferenceScheme scheme, Steps steps) {}

  private record Moved(Cut cut, Steps steps, boolean beforeSoftmax) {}

  /**
   * An input.
   *
   * @param stated the stated loss there
   * @param single the cut into single elements
   */
  CandidateInput(Landscape landscape, InputChange change, Scalar stated, Cut single) {
    this.landscape = landscape;
    this.change = change;
    this.stated = stated;
    this.single = single;
  }

  InputChange change() {
    return change;
  }

  Cut single() {
    return single;
  }

  /** The loss as stated, with the input's own label where it has one. */
  Scalar stated() {
    return stated;
  }

  Landscape.Spot point(Objective objective) {
    return landscape.at(change.x(), objective);
  }

  /** How far each group of x moves, where the given input moves by a step. */
  double[] moved(Cut cut, Steps steps) {
    return steps.of(change.x(), cut.groups(), Math.abs(change.slope()));
  }

  /** By how much a loss of the network as it is changes when the elements of a cut are moved. */
  LossChanges changes(Objective objective, Cut cut, Steps steps) {
    double[] moved = moved(cut, steps);
    Surroundings surroundings =
        around.computeIfAbsent(
            new Moved(cut, steps, objective.beforeSoftmax()),
            each -> surroundings(point(objective)::surroundings, cut.groups(), moved));
    return LossChanges.of(surroundings, objective, moved);
  }

  /**
   * By how much a loss changes where elements that were moved are not put back before the next is
   * moved, one after the other in the input's order.
   *
   * @param some the elements whose changes are wanted; the others are only moved
   */
  LossChanges walk(Objective objective, DifferenceScheme scheme, Steps steps, int[] some) {
    double[] moved = moved(single, steps);
    boolean forward = scheme != DifferenceScheme.NOT_PUT_BACK;
    double start = point(objective).loss();
    double[] ahead = new double[some.length];
    double[] back = new double[some.length];
    double[] x = change.x().clone();
    int next = 0;
    double here = start;
    for (int k = 0; k < x.length && next < some.length; k++) {
      double own = x[k];
      if (some[next] == k) {
        boolean isKnown = next > 0 && some[next - 1] == k - 1;
        here = isKnown ? here : lossAt(x, objective);
        x[k] = own + moved[k];
        double there = lossAt(x, objective);
        ahead[next] = there - (scheme == DifferenceScheme.FORWARD_NOT_PUT_BACK ? start : here);
        x[k] = own - moved[k];
        double behind = forward ? here : lossAt(x, objective);
        back[next] = behind - here;
        here = forward ? there : behind;
        next++;
      }
      x[k] = forward ? own + moved[k] : own - moved[k];
    }
    return new LossChanges(
        start, ahead, back, IntStream.of(some).mapToDouble(k -> moved[k]).toArray());
  }

  /** The same along all elements, which takes two evaluations each and is kept. */
  LossChanges walk(Objective objective, DifferenceScheme scheme, Steps steps) {
    int[] all = IntStream.range(0, change.x().length).toArray();
    return walks.computeIfAbsent(
        new Walked(objective, scheme, steps), each -> walk(objective, scheme, steps, all));
  }

  private double lossAt(double[] x, Objective objective) {
    return landscape.at(x.clone(), objective).loss();
  }

  /** Central quotients of single elements, in the input's own order. */
  double[] central(Objective objective, Steps steps) {
    LossChanges changes = changes(objective, single, steps);
    return DifferenceScheme.CENTRAL.quotients(changes, () -> changes);
  }

  /** A step for each group: those with the same one are moved in one go. */
  static Surroundings surroundings(
      BiFunction<int[][], Double, Surroundings> of, int[][] groups, double[] steps) {
    Map<Double, List<Integer>> bySteps = new LinkedHashMap<>();
    for (int k = 0; k < steps.length; k++) {
      bySteps.computeIfAbsent(steps[k], each -> new ArrayList<>()).add(k);
    }
    double[][] plus = new double[groups.length][];
    double[][] minus = new double[groups.length][];
    double[][] scores = new double[1][];
    bySteps.forEach(
        (step, members) -> {
          int[][] together = members.stream().map(k -> groups[k]).toArray(int[][]::new);
          Surroundings some = of.apply(together, step);
          scores[0] = some.scores();
          for (int k = 0; k < together.length; k++) {
            plus[members.get(k)] = some.plus()[k];
            minus[members.get(k)] = some.minus()[k];
          }
        });
    return new Surroundings(scores[0], steps[0], plus, minus);
  }

  /** A cut's quotients in the given array's order, times the chain rule's factor. */
  double[] array(double[] quotients, Cut cut, boolean mean) {
    return change.array(cut.expand(quotients, mean));
  }

  /** What goes on around some single elements of the given array only, in their order. */
  Surroundings around(int[] elements, double step) {
    int[][] groups = new int[elements.length][];
    Arrays.setAll(groups, k -> new int[] {change.from(elements[k])});
    double[] moved = new double[groups.length];
    Arrays.fill(moved, step * Math.abs(change.slope()));
    return surroundings(point(stated.objective())::surroundings, groups, moved);
  }

  /** Of the slopes that meet at the input those that an array follows, in the given order. */
  Landscape.Side side(Objective objective, double[] array) {
    return point(objective).side(array, change);
  }
}
