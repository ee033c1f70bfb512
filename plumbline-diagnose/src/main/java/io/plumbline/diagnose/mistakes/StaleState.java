package io.plumbline.diagnose.mistakes;

import io.plumbline.diagnose.mistakes.WrongBackward.Way;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The ways to go back through layers with what the forward pass kept of another sample: the mask of
 * a ReLU, the winners of a pool, the values that an activation's slope is taken at.
 */
final class StaleState {
  /** So many of the nearest samples are tried. */
  private static final int MOST = 8;

  private StaleState() {}

  /**
   * One way for each sample.
   *
   * @param others the nearest first
   * @param at the values at a sample
   */
  static List<Way> ways(List<OtherSample> others, Function<OtherSample, BackwardPass> at) {
    Map<OtherSample, BackwardPass> passes = new HashMap<>();
    return others.stream()
        .limit(MOST)
        .map(
            other ->
                new Way(
                    other.name(),
                    "takes the mask, the winners or the slopes that the forward pass had at "
                        + other.name()
                        + ": what it keeps is of another step",
                    StaleState::keeps,
                    edge ->
                        edge.of(
                            edge.op(),
                            passes
                                .computeIfAbsent(other, at)
                                .value(edge.node().inputs().get(edge.operand())),
                            edge.bar())))
        .toList();
  }

  /** Whether a backward pass needs what the forward pass kept. */
  private static boolean keeps(Node node) {
    return ActivationBackward.isActivation(node) || node.op() instanceof MaxPool;
  }
}
