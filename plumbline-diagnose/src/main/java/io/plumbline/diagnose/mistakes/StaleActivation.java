package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * What comes back to a layer is right, and is multiplied by what the layer read in another step: at
 * another sample of the batch, or at none that is known.
 */
final class StaleActivation implements Mistake {
  private final Supplier<List<BackwardPass>> passes;
  private final int samples;

  /**
   * The hypothesis.
   *
   * @param passes by a weight, one for each tie rule that differs
   * @param samples how many the loss is of
   */
  StaleActivation(Supplier<List<BackwardPass>> passes, int samples) {
    this.passes = passes;
    this.samples = samples;
  }

  @Override
  public String id() {
    return "stale-state";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.BACKWARD.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    for (BackwardPass pass : passes.get()) {
      List<Node> products = pass.nodes().stream().filter(node -> isOfWeight(pass, node)).toList();
      if (products.size() == samples && samples > 1) {
        Others.among(samples).forEach(each -> offer(shortlist, pass, products, each));
      }
      if (products.size() == samples && suspicion.shape().rank() == 2) {
        offerUnknown(shortlist, suspicion, pass, products);
      }
    }
    return shortlist.best();
  }

  /** Whether a node multiplies what varies with what the layer reads. */
  private static boolean isOfWeight(BackwardPass pass, Node node) {
    return node.op() instanceof MatrixProduct
        && node.inputs().stream().filter(pass::isVariable).count() == 1;
  }

  /** Which sample's values stand in place of another's. */
  private record Others(String name, String words, IntUnaryOperator of) {
    static List<Others> among(int count) {
      return List.of(
          new Others("previous", "the sample before it", k -> Math.floorMod(k - 1, count)),
          new Others("next", "the sample behind it", k -> (k + 1) % count),
          new Others("reversed", "the samples in reverse order", k -> count - 1 - k),
          new Others("first", "the first sample", k -> 0),
          new Others("last", "the last sample", k -> count - 1));
    }
  }

  private void offer(Shortlist shortlist, BackwardPass pass, List<Node> products, Others others) {
    double[] predicted =
        pass.gradient(
            edge -> {
              Node other = products.get(others.of.applyAsInt(products.indexOf(edge.node())));
              int read = 1 - edge.operand();
              return edge.holding(read, pass.value(other.inputs().get(read)));
            },
            Set.copyOf(products));
    String layer = products.get(0).name();
    shortlist.offer(
        predicted,
        Price.BACKWARD.among(Others.among(samples).size()),
        confidence ->
            cause(
                confidence,
                layer,
                others.name,
                "is of each sample, and is multiplied by what the layer read of "
                    + others.words
                    + ": what it keeps is of another step."));
  }

  /** Each row or column of a matrix is a combination of what comes back to the layer. */
  private void offerUnknown(
      Shortlist shortlist, Suspicion suspicion, BackwardPass pass, List<Node> products) {
    Map<Integer, double[]> bars = pass.bars();
    List<double[]> back = new ArrayList<>();
    for (Node node : products) {
      double[] bar = bars.get(node.output().id());
      if (bar != null) {
        back.addAll(vectors(bar, node.output().shape(), pass.isVariable(node.inputs().get(1))));
      }
    }
    double[][] rows = back.stream().filter(each -> !isZero(each)).toArray(double[][]::new);
    for (int axis = 0; rows.length > 0 && axis < 2; axis++) {
      if (rows[0].length == suspicion.shape().extent(axis) && rows.length < rows[0].length) {
        offerUnknown(shortlist, suspicion, rows, axis, products.get(0).name());
      }
    }
  }

  private void offerUnknown(
      Shortlist shortlist, Suspicion suspicion, double[][] rows, int axis, String layer) {
    Shape shape = suspicion.shape();
    int inputs = shape.extent(1 - axis);
    int along = axis == 0 ? inputs : 1;
    int across = axis == 0 ? 1 : shape.extent(1);
    double[] predicted = new double[shape.size()];
    for (int k = 0; k < inputs; k++) {
      double[] given = new double[rows[0].length];
      for (int j = 0; j < given.length; j++) {
        given[j] = suspicion.gradient()[k * across + j * along];
      }
      double[] read = LeastSquares.plain(rows, given);
      for (int j = 0; j < given.length; j++) {
        for (int row = 0; row < rows.length; row++) {
          predicted[k * across + j * along] += read[row] * rows[row][j];
        }
      }
    }
    shortlist.offer(
        predicted,
        Price.BACKWARD.nats() + Price.NUMBER.nats() * inputs * rows.length,
        confidence ->
            cause(
                confidence,
                layer,
                "unknown",
                "is right, and is multiplied by other values than the layer reads here: those of"
                    + " another step or input, or of layers in training mode, or a buffer that was"
                    + " overwritten."));
  }

  private Cause cause(double confidence, String layer, String way, String words) {
    String sentence = "What comes back to " + layer + " " + words;
    return Cause.of(id(), confidence, sentence, "backward", way, "layers", List.of(layer));
  }

  /** The rows of a product x W, or the columns of a product W x. */
  private static List<double[]> vectors(double[] bar, Shape shape, boolean rows) {
    int count = shape.extent(rows ? -2 : -1);
    int length = shape.extent(rows ? -1 : -2);
    List<double[]> vectors = new ArrayList<>();
    for (int matrix = 0; matrix < bar.length / (count * length); matrix++) {
      for (int k = 0; k < count; k++) {
        double[] vector = new double[length];
        for (int j = 0; j < length; j++) {
          int within = rows ? k * length + j : j * count + k;
          vector[j] = bar[matrix * count * length + within];
        }
        vectors.add(vector);
      }
    }
    return vectors;
  }

  private static boolean isZero(double[] vector) {
    return Arrays.stream(vector).allMatch(each -> each == 0);
  }
}
