package io.plumbline.network.cause;

import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.network.eval.Evaluator;
import io.plumbline.network.eval.Piece;
import io.plumbline.network.eval.Surroundings;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.graph.Graph;
import io.plumbline.network.graph.Node;
import io.plumbline.network.graph.Op;
import io.plumbline.network.graph.Value;
import io.plumbline.network.loss.OutputKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Dropout with an unknown mask: what comes back to the layer is unknown, but what the layers before
 * it make of it is not. So the gradient is a combination of the gradients of the layer's units,
 * which few other arrays are, and that combination is found by conjugate gradients.
 */
final class DroppedUnits {
  private static final long MOST_ENTRIES = 6_000_000;
  private static final double STEP = 0x1p-20;
  private static final int ITERATIONS = 400;
  private static final double FITS = 3e-3;
  private static final double MAY_FIT = 0.01;

  /** What a random array must leave, that fitting the gradient means anything. */
  private static final double MEANS = 0.1;

  private final Graph graph;
  private final Head head;
  private final double[] bar;
  private final double[] x;
  private final Suspicion suspicion;

  /**
   * A search.
   *
   * @param bar the loss's derivatives by the scores, without dropout
   */
  DroppedUnits(Graph graph, Head head, double[] bar, double[] x, Suspicion suspicion) {
    this.graph = graph;
    this.head = head;
    this.bar = bar;
    this.x = x;
    this.suspicion = suspicion;
  }

  Optional<Finding> find() {
    for (double each : suspicion.gradient()) {
      if (!Double.isFinite(each)) {
        return Optional.empty();
      }
    }
    for (Map.Entry<Value, Boolean> each : layers(graph).entrySet()) {
      Value layer = each.getKey();
      if ((long) layer.shape().size() * x.length <= MOST_ENTRIES) {
        Optional<Finding> found = find(layer, each.getValue());
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Where dropout is, last layer first, or where it may have been before an exporter left it out:
   * in front of a dense layer. True where it is.
   */
  private static Map<Value, Boolean> layers(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    Collections.reverse(nodes);
    Map<Value, Boolean> layers = new LinkedHashMap<>();
    for (Node node : nodes) {
      if (node.op() instanceof Op.Dropout && !node.input().equals(graph.input())) {
        layers.put(node.input(), true);
      }
    }
    for (Node node : nodes) {
      boolean first = node.input().equals(graph.input());
      if (layers.isEmpty() && node.op() instanceof Op.Dense && !first) {
        return Map.of(node.input(), false);
      }
    }
    return layers;
  }

  private Optional<Finding> find(Value layer, boolean certain) {
    Evaluator front = Evaluator.of(Subgraph.upTo(graph, layer), OutputKind.LOGITS);
    double[] nothing = new double[layer.shape().size()];
    for (TieRule rule : head.rules()) {
      Piece piece = front.at(x, new FixedSlopes(nothing, false)).piece(rule);
      SparseRows rows = SparseRows.transposed(derivatives(piece, x.length), nothing.length);
      if (rows.count() == 0) {
        continue;
      }
      // What is right is a combination itself, so the mistake must be one.
      double[] mistake = head.gradient(rule, bar);
      for (int k = 0; k < mistake.length; k++) {
        mistake[k] = suspicion.gradient()[k] - mistake[k];
      }
      if (rows.fit(mistake, ITERATIONS, FITS).residual() > MAY_FIT || fitsAnything(rows)) {
        continue;
      }
      SparseRows.Fit fit = rows.fit(suspicion.gradient(), ITERATIONS, 0);
      OptionalInt zeros = zeros(fit.coefficients(), rows.count() < rows.columns() / 2);
      if (certain || zeros.isPresent()) {
        double confidence = zeros.isPresent() ? 0.9 : 0.7;
        return Optional.of(
            TrainingMode.dropped(
                confidence, layer.name(), rows.count(), zeros.orElse(0), suspicion));
      }
    }
    return Optional.empty();
  }

  /** For each element of the input the derivative of each unit. */
  private static double[][] derivatives(Piece piece, int inputs) {
    int[][] each = new int[inputs][];
    Arrays.setAll(each, k -> new int[] {k});
    Surroundings surroundings = piece.surroundings(each, STEP);
    double[][] derivatives = new double[inputs][];
    for (int k = 0; k < inputs; k++) {
      double[] plus = surroundings.plus()[k];
      double[] minus = surroundings.minus()[k];
      derivatives[k] = new double[plus.length];
      for (int unit = 0; unit < plus.length; unit++) {
        derivatives[k][unit] = (plus[unit] - minus[unit]) / (2 * STEP);
      }
    }
    return derivatives;
  }

  /** Whether the units are so many that a random array where they reach would fit as well. */
  private static boolean fitsAnything(SparseRows rows) {
    Random random = new Random(1);
    double[] probe = new double[rows.columns()];
    for (int k = 0; k < probe.length; k++) {
      probe[k] = rows.reaches(k) ? random.nextGaussian() : 0;
    }
    return rows.fit(probe, ITERATIONS, MEANS / 2).residual() < MEANS;
  }

  /** How many units pass nothing back, where that is known and some do. */
  private static OptionalInt zeros(double[] coefficients, boolean known) {
    double[] sizes = Arrays.stream(coefficients).map(Math::abs).sorted().toArray();
    double typical = sizes[sizes.length * 9 / 10];
    int zeros = (int) Arrays.stream(sizes).filter(size -> size < 0.01 * typical).count();
    boolean some = zeros >= 3 && zeros >= 0.05 * sizes.length;
    return known && some ? OptionalInt.of(zeros) : OptionalInt.empty();
  }
}
