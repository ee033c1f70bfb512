package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.OutputKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Dropout with an unknown mask: what comes back to the layer is unknown, but what the layers before
 * it make of it is not. So the gradient is a combination of the gradients of the layer's units,
 * which few other arrays are.
 */
final class DroppedUnits implements Mistake {
  private static final long MOST_ENTRIES = 6_000_000;
  private static final double STEP = 0x1p-20;
  private static final int ITERATIONS = 400;

  /** Of more dimensions than this share of the elements, any array is nearly a combination. */
  private static final double MEANS = 0.97;

  /** What a combination that is found soon may leave of the mistake. */
  private static final double SOON = 0.01;

  /** A dropout changes so many of the elements at least. */
  private static final double SPREAD = 0.2;

  /** What a combination may leave of the gradient, before near-ties are set aside. */
  private static final double MAY_LEAVE = 0.03;

  /** What float32 leaves between the layer and the input, relative to the gradient. */
  private static final double ROUNDING = 5e-6;

  /** The share of the mistake that must be explained. */
  private static final double ENOUGH = 0.6;

  /** What a combination may leave of what chance would leave of the mistake. */
  private static final double FAR_FROM_CHANCE = 0.1;

  /** Near-ties may have changed so many of the elements. */
  private static final double SET_ASIDE = 0.12;

  private static final int MOST_LAYERS = 4;

  private final Graph graph;
  private final Supplier<Head> head;
  private final double[] x;

  /**
   * A search.
   *
   * @param x the sample's input
   */
  DroppedUnits(Graph graph, Supplier<Head> head, double[] x) {
    this.graph = graph;
    this.head = head;
    this.x = x;
  }

  @Override
  public String id() {
    return "training-mode";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return TrainingMode.indirect(suspicion);
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Precision format = suspicion.misfit().format();
    if (format == Precision.BFLOAT16 || format == Precision.FLOAT16) {
      return Optional.empty();
    }
    for (double each : suspicion.gradient()) {
      if (!Double.isFinite(each)) {
        return Optional.empty();
      }
    }
    return new Search(suspicion).find();
  }

  /** For one gradient. */
  private final class Search {
    private final Suspicion suspicion;

    Search(Suspicion suspicion) {
      this.suspicion = suspicion;
    }

    Optional<Finding> find() {
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
     * in front of a layer with weights. True where it is.
     */
    private static Map<Value, Boolean> layers(Graph graph) {
      List<Node> nodes = new ArrayList<>(graph.nodes());
      Collections.reverse(nodes);
      Map<Value, Boolean> layers = new LinkedHashMap<>();
      for (Node node : nodes) {
        if (node.op() instanceof Dropout && !node.input().equals(graph.input())) {
          layers.put(node.input(), true);
        }
      }
      if (layers.isEmpty()) {
        for (Node node : nodes) {
          boolean weighted = node.op() instanceof Dense || node.op() instanceof Convolution;
          if (weighted && layers.size() < MOST_LAYERS && isBehindWeights(graph, node.input())) {
            layers.put(node.input(), false);
          }
        }
      }
      return layers;
    }

    /** Whether a value is more than the input rearranged. */
    private static boolean isBehindWeights(Graph graph, Value value) {
      Value at = graph.input();
      for (Node node : graph.nodes()) {
        boolean rearranged = node.op().rearranges();
        at = rearranged && node.input().equals(at) ? node.output() : at;
      }
      return !value.equals(at) && !value.equals(graph.input());
    }

    private Optional<Finding> find(Value layer, boolean certain) {
      Evaluator front = Evaluator.of(Subgraph.upTo(graph, layer), OutputKind.LOGITS);
      double[] nothing = new double[layer.shape().size()];
      for (TieRule rule : head.get().rules()) {
        Piece piece = front.at(x, new FixedSlopes(nothing, false)).piece(rule);
        SparseRows rows = SparseRows.transposed(derivatives(piece, x.length), nothing.length);
        if (rows.count() > 0 && explains(rows, certain)) {
          SparseRows.Fit fit = rows.fit(suspicion.gradient(), ITERATIONS, 0);
          OptionalInt zeros = zeros(fit.coefficients(), rows.count() < rows.columns() / 2);
          double confidence = certain ? 0.9 : zeros.isPresent() ? 0.8 : 0.6;
          return Optional.of(
              TrainingMode.dropped(
                  confidence, layer.name(), rows.count(), zeros.orElse(0), suspicion));
        }
      }
      return Optional.empty();
    }

    /** Whether the gradient is a combination of the rows; a few elements aside, if need be. */
    private boolean explains(SparseRows rows, boolean certain) {
      int[] all = IntStream.range(0, x.length).filter(rows::reaches).toArray();
      if (!isSpread(all) || !certain && rows.count() > MEANS * all.length) {
        return false;
      }
      Optional<Left> left = left(rows, all);
      if (left.isEmpty()) {
        return fitsSoon(rows, all);
      }
      double[] off = left.get().values;
      if (Euclidean.norm(off) > MAY_LEAVE * Euclidean.norm(pick(suspicion.gradient(), all))) {
        return false;
      }
      if (left.get().isSmall(all, all)) {
        return true;
      }
      int[] kept =
          IntStream.range(0, all.length)
              .boxed()
              .sorted(Comparator.comparingDouble(k -> Math.abs(off[k])))
              .limit((long) ((1 - SET_ASIDE) * all.length))
              .mapToInt(k -> all[k])
              .sorted()
              .toArray();
      return left(rows, kept).filter(rest -> rest.isSmall(kept, all)).isPresent();
    }

    private double[] mistake() {
      double[] mistake = suspicion.gradient().clone();
      for (int k = 0; k < mistake.length; k++) {
        mistake[k] -= suspicion.reference()[k];
      }
      return mistake;
    }

    /** Whether not only a few elements are wrong: a dropout changes nearly all that it reaches. */
    private boolean isSpread(int[] all) {
      double[] mistake = mistake();
      double typical = Euclidean.norm(mistake) / Math.sqrt(all.length);
      long spread = IntStream.of(all).filter(k -> Math.abs(mistake[k]) > SPREAD * typical).count();
      return spread >= SPREAD * all.length;
    }

    /**
     * Where there are so many units that any array is a combination of them, only few arrays are
     * one with moderate coefficients, which a few steps of conjugate gradients find.
     */
    private boolean fitsSoon(SparseRows rows, int[] all) {
      double[] mistake = mistake();
      double left = rows.fit(mistake, ITERATIONS, 0).residual();
      if (left > SOON) {
        return false;
      }
      double[] probe = new double[mistake.length];
      double[] signed = withRandomSigns(pick(mistake, all));
      for (int k = 0; k < all.length; k++) {
        probe[all[k]] = signed[k];
      }
      return left <= FAR_FROM_CHANCE * rows.fit(probe, ITERATIONS, 0).residual();
    }

    /** What the nearest combination leaves at some elements; empty if it means nothing. */
    private Optional<Left> left(SparseRows rows, int[] elements) {
      int most = (int) (MEANS * elements.length);
      RowSpace space = RowSpace.of(rows.dense(elements), most);
      if (space.rank() >= most) {
        return Optional.empty();
      }
      double[] left = space.left(pick(suspicion.gradient(), elements));
      double noise = Euclidean.norm(space.left(withRandomSigns(pick(mistake(), elements))));
      return Optional.of(new Left(left, Euclidean.norm(left) <= FAR_FROM_CHANCE * noise));
    }

    /** What chance would have made of the mistake: the same sizes in the same places. */
    private static double[] withRandomSigns(double[] values) {
      Random random = new Random(1);
      return Arrays.stream(values).map(v -> random.nextBoolean() ? v : -v).toArray();
    }

    private static double[] pick(double[] values, int[] elements) {
      return Arrays.stream(elements).mapToDouble(k -> values[k]).toArray();
    }

    /** What the nearest combination leaves, and whether that is far less than chance would. */
    private final class Left {
      private final double[] values;
      private final boolean far;

      Left(double[] values, boolean far) {
        this.values = values;
        this.far = far;
      }

      /**
       * Whether it is little more than rounding.
       *
       * @param elements at which it stands
       * @param reached the elements that are not zero in every combination
       */
      boolean isSmall(int[] elements, int[] reached) {
        double[] predicted = new double[x.length];
        double[] right = suspicion.reference().clone();
        for (int k : reached) {
          predicted[k] = suspicion.gradient()[k];
          right[k] = suspicion.gradient()[k];
        }
        for (int k = 0; k < elements.length; k++) {
          predicted[elements[k]] -= values[k];
          right[elements[k]] = suspicion.reference()[elements[k]];
        }
        double[] allowed = Misfit.relativeTo(suspicion.gradient(), ROUNDING);
        double cost = suspicion.misfit().cost(predicted, allowed);
        return far && cost <= (1 - ENOUGH) * suspicion.misfit().cost(right, allowed);
      }
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

    /** How many units pass nothing back, where that is known and some do. */
    private static OptionalInt zeros(double[] coefficients, boolean known) {
      double[] sizes = Arrays.stream(coefficients).map(Math::abs).sorted().toArray();
      double typical = sizes[sizes.length * 9 / 10];
      int zeros = (int) Arrays.stream(sizes).filter(size -> size < 0.01 * typical).count();
      boolean some = zeros >= 3 && zeros >= 0.05 * sizes.length;
      return known && some ? OptionalInt.of(zeros) : OptionalInt.empty();
    }
  }
}
