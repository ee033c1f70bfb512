package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Euclidean;
import io.plumbline.core.cause.Fact;
import io.plumbline.core.cause.Misfit;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.result.Surroundings;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far back a wrong gradient is right: up to the last layer of which it is a combination of the
 * units' gradients. What comes back to that layer is wrong, but what the layers before it make of
 * it is not, for few other arrays are such a combination.
 */
final class Reach {
  private static final long MOST_ENTRIES = 6_000_000;

  /** An orthonormal basis that takes more multiply-adds is not made for a guess: seconds. */
  private static final double MOST_WORK = 2e9;

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

  /** What differences and rounding leave of a combination of rows. */
  private static final double WITHIN = 1e-5;

  /** Of more units than this share of the elements no mask can be told. */
  private static final double TOLD = 0.5;

  private final Graph graph;
  private final Supplier<Head> head;
  private final double[] x;
  private final Suspicion suspicion;

  /**
   * The reach of one gradient.
   *
   * @param x the sample's input
   */
  Reach(Graph graph, Supplier<Head> head, double[] x, Suspicion suspicion) {
    this.graph = graph;
    this.head = head;
    this.x = x;
    this.suspicion = suspicion;
  }

  /**
   * A layer whose units' gradients make up the gradient that was given.
   *
   * @param rows those gradients
   * @param rule by which ties are broken in them
   */
  record Layer(Value value, SparseRows rows, TieRule rule) {
    /** Whether there are so few units beside the elements that a mask of them can be told. */
    boolean determined() {
      return rows.count() <= TOLD * rows.columns();
    }
  }

  /** Whether a gradient can be taken apart at all. */
  static boolean applies(Suspicion suspicion) {
    Precision format = suspicion.misfit().format();
    return format != Precision.BFLOAT16
        && format != Precision.FLOAT16
        && Arrays.stream(suspicion.gradient()).allMatch(Double::isFinite);
  }

  /**
   * The values that all that is computed goes through, last first, each with whether a dropout
   * stands there; not those that only reshape another, and not the input rearranged.
   */
  static Map<Value, Boolean> cuts(Graph graph) {
    List<Node> nodes = graph.nodes();
    Map<Integer, Integer> lastRead = new LinkedHashMap<>();
    for (int k = 0; k < nodes.size(); k++) {
      for (Value read : nodes.get(k).inputs()) {
        lastRead.put(read.id(), k);
      }
    }
    Set<Value> dropped = new HashSet<>();
    for (Node node : nodes) {
      if (node.op() instanceof Dropout) {
        dropped.add(node.input());
      }
    }
    List<Value> cuts = new ArrayList<>();
    int open = lastRead.getOrDefault(graph.input().id(), 0);
    boolean computed = false;
    for (int k = 0; k < nodes.size(); k++) {
      Node node = nodes.get(k);
      computed |= !node.op().rearranges() && !node.op().passesOn();
      boolean own = !node.op().passesOn() || dropped.contains(node.output());
      if (open <= k && computed && own) {
        cuts.add(node.output());
      }
      open = Math.max(open, lastRead.getOrDefault(node.output().id(), 0));
    }
    Collections.reverse(cuts);
    Map<Value, Boolean> all = new LinkedHashMap<>();
    cuts.forEach(each -> all.put(each, dropped.contains(each)));
    return all;
  }

  /** The gradient taken apart at one layer; empty where it is no combination of its units'. */
  Optional<Layer> at(Value layer, boolean certain) {
    return at(layer, certain, false);
  }

  /** The same, if asked only where a mask of the layer's units could be told. */
  Optional<Layer> at(Value layer, boolean certain, boolean determined) {
    if ((long) layer.shape().size() * x.length > MOST_ENTRIES) {
      return Optional.empty();
    }
    Evaluator front = Evaluator.of(Subgraph.upTo(graph, layer), OutputKind.LOGITS);
    double[] nothing = new double[layer.shape().size()];
    for (TieRule rule : head.get().rules()) {
      Piece piece = front.at(x, new FixedSlopes(nothing, false)).piece(rule);
      SparseRows rows = SparseRows.transposed(derivatives(piece, x.length), nothing.length);
      Layer apart = new Layer(layer, rows, rule);
      boolean asked = rows.count() > 0 && (!determined || apart.determined());
      if (asked && explains(rows, certain)) {
        return Optional.of(apart);
      }
    }
    return Optional.empty();
  }

  /**
   * What is to be said of a gradient of which no more is known: the first of those layers whose
   * units have gradients that are combinations of those of the last that it is right up to, for
   * nothing tells them apart.
   *
   * @param scores what stands last; what a softmax makes of it is no layer
   */
  List<Fact> facts(Value scores) {
    if (!applies(suspicion)) {
      return List.of();
    }
    @Nullable RowSpace last = null;
    @Nullable Value first = null;
    boolean behind = true;
    for (Value cut : cuts(graph).keySet()) {
      behind &= !cut.equals(scores);
      if (behind) {
        continue;
      }
      Optional<Layer> layer = at(cut, false);
      if (first == null) {
        first = layer.isPresent() ? cut : null;
        last = layer.map(found -> space(found.rows)).orElse(null);
      } else if (layer.isPresent() && last != null && isWithin(layer.get().rows, last)) {
        first = cut;
      } else {
        break;
      }
    }
    if (first == null) {
      return List.of();
    }
    String words =
        first.equals(scores)
            ? "Up to the model's scores the gradient is right: the loss, the label or what stands"
                + " between them is another than was said."
            : "Up to "
                + first.name()
                + " the gradient is right: what comes back to it from what stands behind is wrong.";
    return List.of(new Fact("behind", first.name(), words));
  }

  private RowSpace space(SparseRows rows) {
    int[] all = IntStream.range(0, x.length).toArray();
    return RowSpace.of(rows.dense(all), Math.min(rows.count(), x.length));
  }

  /** Whether any combination of the rows is in the space: one at random is. */
  private static boolean isWithin(SparseRows rows, RowSpace space) {
    Random random = new Random(1);
    double[] sum = new double[rows.columns()];
    for (int row = 0; row < rows.count(); row++) {
      rows.add(row, random.nextGaussian() / Math.sqrt(rows.square(row)), sum);
    }
    return Euclidean.norm(space.left(sum)) <= WITHIN * Euclidean.norm(sum);
  }

  /** Whether the gradient is a combination of the rows; a few elements aside, if need be. */
  private boolean explains(SparseRows rows, boolean certain) {
    int[] all = IntStream.range(0, x.length).filter(rows::reaches).toArray();
    double work = (double) rows.count() * rows.count() * rows.columns();
    boolean many = rows.count() > MEANS * all.length || work > MOST_WORK;
    if (!isSpread(all) || !certain && many) {
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
   * Where there are so many units that any array is a combination of them, only few arrays are one
   * with moderate coefficients, which a few steps of conjugate gradients find.
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
}
