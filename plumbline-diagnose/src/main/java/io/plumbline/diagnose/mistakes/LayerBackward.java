package io.plumbline.diagnose.mistakes;

import io.plumbline.core.function.Shape;
import io.plumbline.diagnose.mistakes.BackwardPass.Edge;
import io.plumbline.diagnose.mistakes.WrongBackward.Way;
import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The ways to go back through normalizations and convolutions that are often wrong. */
final class LayerBackward {
  private LayerBackward() {}

  /** Those of layers, and of the means that a graph's normalizations are made of. */
  static List<Way> normalizations(Graph graph) {
    Set<Node> statistics = statistics(graph);
    return List.of(
        new Way(
            "scale-missing",
            "leaves out the scale (gamma)",
            node -> node.op() instanceof BatchNormalization norm && norm.scale() != null,
            edge -> edge.of(withoutScale(norm(edge)))),
        new Way(
            "deviation-missing",
            "leaves out 1/sqrt(variance + epsilon)",
            node -> node.op() instanceof BatchNormalization,
            edge -> edge.of(withoutDeviation(norm(edge)))),
        new Way(
            "scale-missing",
            "leaves out the scale (gamma)",
            node -> node.op() instanceof LayerNormalization norm && norm.scale() != null,
            edge -> layer(edge, false, true, true)),
        new Way(
            "mean-term-missing",
            "takes the mean for a constant",
            node -> node.op() instanceof LayerNormalization,
            edge -> layer(edge, true, false, true)),
        new Way(
            "variance-term-missing",
            "takes the variance for a constant",
            node -> node.op() instanceof LayerNormalization,
            edge -> layer(edge, true, true, false)),
        new Way(
            "statistics-constant",
            "takes mean and variance for constants",
            node -> node.op() instanceof LayerNormalization,
            edge -> layer(edge, true, false, false)),
        new Way(
            "statistics-constant",
            "takes its means for constants: the statistics of a normalization are detached",
            statistics::contains,
            edge -> new double[edge.in().length]));
  }

  /** The means that are subtracted from what they are of, and those of squares of what is left. */
  private static Set<Node> statistics(Graph graph) {
    Map<Integer, Node> means = new HashMap<>();
    Set<Integer> squares = new HashSet<>();
    Set<Integer> left = new HashSet<>();
    Set<Node> found = new HashSet<>();
    for (Node node : graph.nodes()) {
      Value first = node.input();
      if (node.op() instanceof Reduce reduce && reduce.kind() == Reduce.Kind.MEAN) {
        means.put(node.output().id(), node);
        if (squares.contains(first.id())) {
          found.add(node);
        }
      } else if (node.op() instanceof Binary binary && node.inputs().size() == 2) {
        Node mean = means.get(node.inputs().get(1).id());
        boolean isLeft = binary.kind() == Binary.Kind.SUBTRACT;
        if (isLeft && mean != null && mean.input().equals(first)) {
          found.add(mean);
          left.add(node.output().id());
        }
      }
      if (left.contains(first.id()) && squares(node)) {
        squares.add(node.output().id());
      }
    }
    return found;
  }

  private static boolean squares(Node node) {
    boolean isProduct = node.op() instanceof Binary binary && binary.kind() == Binary.Kind.MULTIPLY;
    boolean isPower =
        node.op() instanceof Elementwise each
            && each.function().kind() == Activation.Kind.POWER
            && each.function().alpha() == 2;
    return isPower
        || isProduct && node.inputs().size() == 2 && node.input().equals(node.inputs().get(1));
  }

  private static BatchNormalization norm(Edge edge) {
    return (BatchNormalization) edge.op();
  }

  private static BatchNormalization withoutScale(BatchNormalization norm) {
    return new BatchNormalization(
        null, norm.shift(), norm.mean(), norm.variance(), norm.epsilon(), norm.axis());
  }

  private static BatchNormalization withoutDeviation(BatchNormalization norm) {
    double[] ones = new double[norm.variance().tensor().values().length];
    Arrays.fill(ones, 1 - norm.epsilon());
    Parameter variance =
        Parameter.fixed(norm.variance().name(), new Tensor(norm.variance().tensor().shape(), ones));
    return new BatchNormalization(
        norm.scale(), norm.shift(), norm.mean(), variance, norm.epsilon(), norm.axis());
  }

  /** (g - mean(g) - x̂ mean(g x̂)) / σ with g = γ bar, without some of its terms. */
  private static double[] layer(Edge edge, boolean scaled, boolean mean, boolean variance) {
    LayerNormalization norm = (LayerNormalization) edge.op();
    int[] extents = edge.shape().extents();
    int size = 1;
    for (int axis = norm.axis(); axis < extents.length; axis++) {
      size *= extents[axis];
    }
    Parameter scale = norm.scale();
    double[] gamma = scaled && scale != null ? scale.tensor().values() : null;
    double[] x = edge.in();
    double[] back = new double[x.length];
    for (int from = 0; from < x.length; from += size) {
      double average = 0;
      for (int k = 0; k < size; k++) {
        average += x[from + k] / size;
      }
      double square = norm.epsilon();
      for (int k = 0; k < size; k++) {
        square += (x[from + k] - average) * (x[from + k] - average) / size;
      }
      double deviation = Math.sqrt(square);
      double even = 0;
      double along = 0;
      for (int k = 0; k < size; k++) {
        double g = edge.bar()[from + k] * (gamma == null ? 1 : gamma[k]);
        back[from + k] = g;
        even += g / size;
        along += g * (x[from + k] - average) / deviation / size;
      }
      for (int k = 0; k < size; k++) {
        double unit = (x[from + k] - average) / deviation;
        double off = (mean ? even : 0) + (variance ? unit * along : 0);
        back[from + k] = (back[from + k] - off) / deviation;
      }
    }
    return back;
  }

  static List<Way> kernels() {
    return List.of(
        new Way(
            "not-flipped",
            "slides the kernel as the forward does, and does not flip it",
            node -> node.op() instanceof Convolution convolution && isWide(convolution),
            edge -> edge.of(edge.op().withParameters(each -> flipped(each, convolution(edge))))),
        new Way(
            "channels-swapped",
            "takes the kernel's input and output channels for each other",
            node -> node.op() instanceof Convolution convolution && isSquare(convolution),
            edge -> edge.of(edge.op().withParameters(each -> swapped(each, convolution(edge))))));
  }

  private static Convolution convolution(Edge edge) {
    return (Convolution) edge.op();
  }

  private static boolean isWide(Convolution convolution) {
    return Arrays.stream(convolution.window().kernel()).anyMatch(taps -> taps > 1);
  }

  private static boolean isSquare(Convolution convolution) {
    int[] extents = convolution.weight().tensor().shape().extents();
    return convolution.groups() == 1 && extents[0] == extents[1] && extents[0] > 1;
  }

  private static Parameter flipped(Parameter parameter, Convolution of) {
    if (!parameter.equals(of.weight())) {
      return parameter;
    }
    Shape shape = parameter.tensor().shape();
    double[] from = parameter.tensor().values();
    int taps = from.length / (shape.extents()[0] * shape.extents()[1]);
    double[] to = new double[from.length];
    for (int k = 0; k < from.length; k++) {
      to[k] = from[k / taps * taps + taps - 1 - k % taps];
    }
    return Parameter.fixed(parameter.name(), new Tensor(shape, to));
  }

  private static Parameter swapped(Parameter parameter, Convolution of) {
    if (!parameter.equals(of.weight())) {
      return parameter;
    }
    Shape shape = parameter.tensor().shape();
    double[] from = parameter.tensor().values();
    int channels = shape.extents()[0];
    int taps = from.length / (channels * channels);
    double[] to = new double[from.length];
    for (int k = 0; k < from.length; k++) {
      int out = k / taps / channels;
      int in = k / taps % channels;
      to[(in * channels + out) * taps + k % taps] = from[k];
    }
    return Parameter.fixed(parameter.name(), new Tensor(shape, to));
  }
}
