package io.plumbline.graph.by;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Graph;
import io.plumbline.graph.GraphCopy;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The loss of several samples as a function of all of them: copies of the model side by side, each
 * with its sample's loss, and the weighted sum of those. In training mode a batch normalization
 * takes the mean and the variance over all copies (Ioffe and Szegedy, <a
 * href="https://arxiv.org/abs/1502.03167">Batch Normalization</a>, algorithm 1), and a dropout
 * multiplies by its mask.
 */
public final class BatchGraph {
  private final List<Graph> losses;

  private final Optional<Training> training;
  private final Graph.Builder builder;
  private final Map<Parameter, Value> constants = new IdentityHashMap<>();

  private BatchGraph(List<Graph> losses, Optional<Training> training) {
    this.losses = losses;
    this.training = training;
    this.builder = Graph.builder(losses.get(0).source());
  }

  /**
   * How the model computes in training.
   *
   * @param masks by the name of a dropout, or of the layer in front of one that is left out: what
   *     all samples' values behind it are multiplied by, one after the other, as many as those are;
   *     a dropout without one is not active
   */
  public record Training(Map<String, double[]> masks) {
    /** Statistics of the batch alone. */
    public static final Training WITHOUT_DROPOUT = new Training(Map.of());

    /** Copies the map. */
    public Training {
      masks = Map.copyOf(masks);
    }

    private Optional<double[]> of(Node node) {
      return Optional.ofNullable(masks.get(node.name()));
    }
  }

  /**
   * The graph.
   *
   * @param losses the model with each sample's loss on top, in order; alike but for that
   * @param factors by which each loss is multiplied in the sum
   * @param training how it computes in training; as in evaluation where absent
   * @return of an input with the samples along axis 1, behind a batch axis of 1; of one sample, of
   *     the model's input
   */
  public static Graph of(List<Graph> losses, double[] factors, Optional<Training> training) {
    BatchGraph batch = new BatchGraph(losses, training);
    List<Value> outputs = batch.outputs();
    Terms terms = Terms.of(batch.builder, "loss", "Loss");
    Value sum = null;
    for (int k = 0; k < factors.length; k++) {
      Value loss = terms.reshaped(outputs.get(k), Shape.of(1));
      Value part = terms.times(loss, factors[k]);
      sum = sum == null ? part : terms.plus(sum, part);
    }
    return batch.builder.build(Objects.requireNonNull(sum));
  }

  /**
   * A model as it computes in training where its batch is one sample.
   *
   * @param model in evaluation
   * @return of the same input, with the same outputs
   */
  public static Graph ofOne(Graph model) {
    BatchGraph one = new BatchGraph(List.of(model), Optional.of(Training.WITHOUT_DROPOUT));
    return one.builder.build(one.outputs().get(0));
  }

  /** All copies go on together, so that what normalizes over the batch sees all of them. */
  private List<Value> outputs() {
    List<GraphCopy> copies = copies();
    int count = losses.size();
    int[] at = new int[count];
    while (true) {
      List<Node> met = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        List<Node> nodes = losses.get(k).nodes();
        while (at[k] < nodes.size() && !isOfTraining(nodes.get(at[k]))) {
          copies.get(k).add(nodes.get(at[k]++));
        }
        if (at[k] < nodes.size()) {
          met.add(nodes.get(at[k]++));
        }
      }
      if (met.isEmpty()) {
        return copies.stream().map(GraphCopy::output).toList();
      }
      List<Value> made = inTraining(met, copies);
      for (int k = 0; k < count; k++) {
        copies.get(k).put(met.get(k), made.get(k));
      }
    }
  }

  private List<GraphCopy> copies() {
    Graph first = losses.get(0);
    Shape sample = first.input().shape();
    int count = losses.size();
    Shape all = sample.withoutFirst().withFirst(count).withFirst(1);
    Value input = builder.input(first.input().name(), count == 1 ? sample : all);
    Terms terms = Terms.at(builder, first.input().name());
    List<GraphCopy> copies = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      Value own = count == 1 ? input : terms.reshaped(taken(terms, input, k), sample);
      copies.add(new GraphCopy(losses.get(k), builder, own, this::constant));
    }
    return copies;
  }

  private Value constant(Parameter parameter) {
    return constants.computeIfAbsent(parameter, builder::constant);
  }

  private static Value taken(Terms terms, Value input, int k) {
    int[] extents = input.shape().extents();
    extents[1] = 1;
    int[] starts = new int[extents.length];
    starts[1] = k;
    int[] steps = new int[extents.length];
    Arrays.fill(steps, 1);
    return terms.node("Slice", new Slice(starts, steps, Tensor.shapeOf(extents)), input);
  }

  private boolean isOfTraining(Node node) {
    return training.isPresent() && (normalizes(node) || training.get().of(node).isPresent());
  }

  /** A normalization over one value alone has no statistics. */
  private boolean normalizes(Node node) {
    return node.op() instanceof BatchNormalization norm
        && losses.size() * node.input().shape().size() > node.input().shape().extent(norm.axis());
  }

  private List<Value> inTraining(List<Node> met, List<GraphCopy> copies) {
    Node node = met.get(0);
    Terms terms = Terms.at(builder, node.name());
    List<Value> made = new ArrayList<>();
    for (int k = 0; k < met.size(); k++) {
      GraphCopy copy = copies.get(k);
      made.add(normalizes(node) ? copy.operands(met.get(k))[0] : copy.add(met.get(k)));
    }
    List<Value> whole =
        node.op() instanceof BatchNormalization norm && normalizes(node)
            ? normalized(terms, norm, made)
            : made;
    return training.orElseThrow().of(node).map(mask -> masked(terms, mask, whole)).orElse(whole);
  }

  private static List<Value> masked(Terms terms, double[] mask, List<Value> all) {
    List<Value> made = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      Shape shape = all.get(k).shape();
      double[] own = Arrays.copyOfRange(mask, k * shape.size(), (k + 1) * shape.size());
      made.add(terms.times(all.get(k), terms.constant(new Tensor(shape, own))));
    }
    return made;
  }

  private List<Value> normalized(Terms terms, BatchNormalization norm, List<Value> all) {
    int rank = all.get(0).shape().rank();
    int[] axes = IntStream.range(0, rank).filter(axis -> axis != norm.axis()).toArray();
    Value mean = meanOfAll(terms, all.stream().map(each -> terms.mean(each, axes)).toList());
    List<Value> centred = all.stream().map(each -> terms.minus(each, mean)).toList();
    Value variance =
        meanOfAll(
            terms, centred.stream().map(each -> terms.mean(terms.square(each), axes)).toList());
    Value spread =
        terms.of(Activation.Kind.SQRT, terms.plus(variance, terms.number(norm.epsilon())));
    List<Value> made = new ArrayList<>();
    for (Value each : centred) {
      Value scaled = by(terms, norm.scale(), norm.axis(), terms.over(each, spread), true);
      made.add(by(terms, norm.shift(), norm.axis(), scaled, false));
    }
    return made;
  }

  private static Value meanOfAll(Terms terms, List<Value> means) {
    Value sum = means.get(0);
    for (Value each : means.subList(1, means.size())) {
      sum = terms.plus(sum, each);
    }
    return terms.times(sum, 1.0 / means.size());
  }

  private Value by(
      Terms terms, @Nullable Parameter parameter, int axis, Value value, boolean times) {
    if (parameter == null) {
      return value;
    }
    Shape shape = Terms.along(axis, parameter.tensor().shape().size(), value.shape().rank());
    Value factor = terms.reshaped(constant(parameter), shape);
    return times ? terms.times(value, factor) : terms.plus(value, factor);
  }
}
