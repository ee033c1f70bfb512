package io.plumbline.diagnose.mistakes;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.by.BatchGraph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.ScalarLoss;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The samples that stand in one batch, those of the data set around them, and their gradients, each
 * computed once when asked for.
 */
final class Batch {
  /** So many different samples of the batch are tried at most. */
  private static final int MOST = 128;

  /** Gradients are kept for about so many elements. */
  private static final int KEPT = 4_000_000;

  private final Evaluator evaluator;
  private final Loss loss;
  private final List<Example> examples;
  private final DataSet dataSet;
  private final Map<Key, double[]> gradients = new Recent();
  private final Map<Key, Double> shares = new HashMap<>();
  private final Map<TieRule, List<double[]>> training = new HashMap<>();

  Batch(Evaluator evaluator, Loss loss, List<Example> examples, DataSet dataSet) {
    this.evaluator = evaluator;
    this.loss = loss;
    this.examples = List.copyOf(examples);
    this.dataSet = dataSet;
  }

  /** An input with a target and a model that ends in its loss, equal where the numbers are. */
  private record Key(double[] x, double[] target, @Nullable Object model, @Nullable TieRule rule) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Arrays.equals(x, key.x)
          && Arrays.equals(target, key.target)
          && model == key.model
          && Objects.equals(rule, key.rule);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(x) + Arrays.hashCode(target);
    }
  }

  /** Forgets first what was not asked for longest. */
  private static final class Recent extends LinkedHashMap<Key, double[]> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, double[]> eldest) {
      return (long) size() * eldest.getValue().length > KEPT;
    }
  }

  /**
   * The gradients of the sum of all samples' losses by each of them, where each batch normalization
   * takes their statistics.
   *
   * @return a flat array for each; none where the loss has no graph
   */
  synchronized List<double[]> inTraining(TieRule rule) {
    return training.computeIfAbsent(rule, this::computedInTraining);
  }

  private List<double[]> computedInTraining(TieRule rule) {
    List<Graph> losses = new ArrayList<>();
    try {
      for (Example each : examples) {
        Loss scalar = loss.of(each.target());
        Evaluator of = of(each);
        losses.add(ScalarLoss.of(of.graph(), of.kind(), each.target(), scalar));
      }
    } catch (InvalidInputException e) {
      return List.of();
    }
    double[] ones = new double[losses.size()];
    Arrays.fill(ones, 1);
    Graph all = BatchGraph.of(losses, ones, Optional.of(BatchGraph.Training.WITHOUT_DROPOUT));
    double[] x = examples.stream().flatMapToDouble(each -> Arrays.stream(each.x())).toArray();
    double[] gradient =
        Evaluator.of(all, OutputKind.LOGITS)
            .at(x, new Loss.Logit(0), Target.label(0, 1))
            .gradient(rule);
    int size = x.length / examples.size();
    return IntStream.range(0, examples.size())
        .mapToObj(k -> Arrays.copyOfRange(gradient, k * size, (k + 1) * size))
        .toList();
  }

  int size() {
    return examples.size();
  }

  Example example(int index) {
    return examples.get(index);
  }

  /**
   * The samples of the batch whose input is another than this one's, each different one once, by
   * the index at which it stands first; the nearest before those farther off.
   */
  List<OtherSample> others(int index) {
    Map<Key, OtherSample> found = new LinkedHashMap<>();
    double[] own = examples.get(index).x();
    for (int distance = 1; distance < examples.size() && found.size() < MOST; distance++) {
      for (int other : new int[] {index - distance, index + distance}) {
        if (other >= 0 && other < examples.size()) {
          Example example = examples.get(other);
          if (!Arrays.equals(own, example.x())) {
            found.putIfAbsent(key(example), OtherSample.ofBatch(other, example));
          }
        }
      }
    }
    return List.copyOf(found.values());
  }

  /** The samples of the data set around this one that are not in the batch; nearest first. */
  List<OtherSample> outside(int index) {
    Map<Key, Boolean> inside = new HashMap<>();
    examples.forEach(each -> inside.put(key(each), true));
    List<OtherSample> found = new ArrayList<>();
    for (DataSet.Neighbour each : dataSet.near(examples.get(index).x())) {
      OtherSample other = OtherSample.outside(each);
      if (!inside.containsKey(key(other.example()))) {
        found.add(other);
      }
    }
    return found;
  }

  private static Key key(Example example) {
    return key(example, null);
  }

  private static Key key(Example example, @Nullable TieRule rule) {
    return new Key(example.x(), example.target().weights(), example.model().orElse(null), rule);
  }

  private Evaluator of(Example example) {
    return example.model().map(Supplier::get).orElse(evaluator);
  }

  /** What share of that gradient's size its rounding in float32 may take. */
  synchronized double share(Example example, TieRule rule) {
    return shares.computeIfAbsent(
        key(example, rule),
        key -> {
          Piece piece = of(example).at(example.x(), loss, example.target()).piece(rule);
          return Misfit.share(piece.gradient(), piece.allowance(Precision.FLOAT32).total());
        });
  }

  /**
   * What share of another gradient's size its rounding may take, in the arithmetic of one whose
   * rounding is known: as much more than in float32 as there.
   */
  double share(Example example, TieRule rule, Example own, Suspicion suspicion) {
    double here = Misfit.share(suspicion.reference(), suspicion.rounding());
    double there = share(example, rule);
    return Math.max(there, Math.min(here, there * here / share(own, rule)));
  }

  /** A sample's gradient. */
  synchronized double[] gradient(Example example, TieRule rule) {
    return gradients.computeIfAbsent(
        key(example, rule),
        key -> of(example).at(example.x(), loss, example.target()).gradient(rule));
  }
}
