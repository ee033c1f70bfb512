package io.plumbline.network.cause;

import io.plumbline.network.eval.Evaluator;
import io.plumbline.network.eval.Point;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.loss.Loss;
import io.plumbline.network.loss.Target;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The samples that stand in one batch, and their gradients, each computed once when asked for. */
final class Batch {
  /** So many different samples are tried at most. */
  private static final int MOST = 128;

  private final Evaluator evaluator;
  private final Loss loss;
  private final List<Example> examples;
  private final Map<Key, Map<TieRule, double[]>> gradients = new HashMap<>();

  Batch(Evaluator evaluator, Loss loss, List<Example> examples) {
    this.evaluator = evaluator;
    this.loss = loss;
    this.examples = List.copyOf(examples);
  }

  /** An input with a target, equal where the numbers are. */
  private record Key(double[] x, double[] target) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(x, key.x)
          && Arrays.equals(target, key.target);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(x) + Arrays.hashCode(target);
    }
  }

  int size() {
    return examples.size();
  }

  Example example(int index) {
    return examples.get(index);
  }

  /**
   * The samples whose input is another than this one's, each different one once, by the index at
   * which it stands first; the nearest in the batch before those farther off.
   */
  int[] others(int index) {
    Map<Key, Integer> found = new LinkedHashMap<>();
    double[] own = examples.get(index).x();
    for (int distance = 1; distance < examples.size() && found.size() < MOST; distance++) {
      for (int other : new int[] {index - distance, index + distance}) {
        if (other >= 0 && other < examples.size()) {
          Example example = examples.get(other);
          if (!Arrays.equals(own, example.x())) {
            found.putIfAbsent(new Key(example.x(), example.target().weights()), other);
          }
        }
      }
    }
    return found.values().stream().mapToInt(Integer::intValue).toArray();
  }

  /** A sample's gradient for its own target. */
  double[] gradient(int index, TieRule rule) {
    return gradient(index, examples.get(index).target(), rule);
  }

  /** A sample's gradient for a target. */
  synchronized double[] gradient(int index, Target target, TieRule rule) {
    double[] x = examples.get(index).x();
    return gradients
        .computeIfAbsent(new Key(x, target.weights()), key -> new HashMap<>())
        .computeIfAbsent(
            rule,
            wanted -> {
              Point point = evaluator.at(x, loss, target);
              return point.gradient(wanted);
            });
  }
}
