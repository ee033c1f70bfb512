package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Factor;
import io.plumbline.diagnose.mistakes.BackwardPass.Edge;
import io.plumbline.diagnose.mistakes.WrongBackward.Way;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.ParametricRelu;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** The ways to go back through an activation that are another activation's, or none's. */
final class ActivationBackward {
  /** What is 0 or flat on one side, as the masks of guided backpropagation need it. */
  private static final Set<Kind> RECTIFIERS =
      Set.of(
          Kind.RELU,
          Kind.LEAKY_RELU,
          Kind.ELU,
          Kind.SELU,
          Kind.CELU,
          Kind.CLIP,
          Kind.GELU,
          Kind.GELU_TANH,
          Kind.SILU);

  /** What takes more than one number's function to be called an activation of a network. */
  private static final Set<Kind> ACTIVATIONS =
      Set.of(
          Kind.RELU,
          Kind.LEAKY_RELU,
          Kind.ELU,
          Kind.SELU,
          Kind.CELU,
          Kind.SIGMOID,
          Kind.HARD_SIGMOID,
          Kind.TANH,
          Kind.SOFTPLUS,
          Kind.SOFTSIGN,
          Kind.GELU,
          Kind.GELU_TANH,
          Kind.SILU,
          Kind.CLIP);

  /** Level but for their jumps. */
  private static final Set<Kind> STAIRS = Set.of(Kind.STEP, Kind.FLOOR, Kind.ROUND);

  /** σ(1.702 x) is the cheapest approximation of Φ(x). */
  private static final double SIGMOID_OF_GELU = 1.702;

  private ActivationBackward() {}

  static List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    ways.add(
        new Way(
            "straight-through",
            "passes on what comes back as if there were no activation (straight-through)",
            ActivationBackward::isActivation,
            Edge::bar));
    ways.add(
        new Way(
            "guided",
            "drops what comes back negative besides (guided backpropagation)",
            ActivationBackward::rectifies,
            edge -> edge.right(positive(edge.bar()))));
    ways.add(
        new Way(
            "guided",
            "passes on only what comes back positive where the activation's input is positive"
                + " (guided backpropagation)",
            ActivationBackward::rectifies,
            edge -> masked(edge.in(), positive(edge.bar()), x -> x > 0 ? 1 : 0)));
    ways.add(
        new Way(
            "straight-through",
            "passes on what comes back where the input is between -1 and 1 (straight-through,"
                + " clipped)",
            ActivationBackward::isActivation,
            edge -> masked(edge, x -> Math.abs(x) <= 1 ? 1 : 0)));
    ways.add(
        new Way(
            "deconvolution",
            "passes on what comes back positive, wherever the activation was active"
                + " (deconvolution)",
            ActivationBackward::rectifies,
            edge -> positive(edge.bar())));
    ways.add(
        new Way(
            "leak-lost",
            "is 0 below zero, where the activation has a slope (that of ReLU)",
            node ->
                isOf(node, Set.of(Kind.LEAKY_RELU, Kind.ELU, Kind.SELU, Kind.CELU))
                    || isPrelu(node),
            edge -> masked(edge, x -> x > 0 ? 1 : 0)));
    ways.add(
        new Way(
            "clip-lost",
            "goes on beyond the upper bound, where the activation is flat (that of ReLU)",
            node -> isOf(node, Set.of(Kind.CLIP)),
            edge -> edge.of(new Elementwise(Activation.RELU))));
    ways.add(
        slopes(
            "gelu-tanh",
            "is that of the tanh approximation of GELU",
            Kind.GELU,
            ActivationBackward::geluTanh));
    ways.add(
        slopes(
            "gelu",
            "is that of GELU without its approximation",
            Kind.GELU_TANH,
            x -> Activation.of(Kind.GELU).slope(x)));
    for (Kind kind : List.of(Kind.GELU, Kind.GELU_TANH)) {
      ways.add(
          slopes(
              "gelu-sigmoid",
              "is that of x times the sigmoid of 1.702 x",
              kind,
              ActivationBackward::geluSigmoid));
      ways.add(
          slopes(
              "silu",
              "is that of SiLU, and the activation is GELU",
              kind,
              x -> Activation.of(Kind.SILU).slope(x)));
      ways.add(
          slopes(
              "gelu-term-lost",
              "is the gate alone: the term of the product rule with x is missing",
              kind,
              x -> Activation.of(Kind.GELU).value(x) / (x == 0 ? 1 : x)));
    }
    ways.add(
        slopes(
            "gelu",
            "is that of GELU, and the activation is SiLU",
            Kind.SILU,
            x -> Activation.of(Kind.GELU).slope(x)));
    ways.add(
        slopes(
            "silu-term-lost",
            "is the sigmoid alone: the term of the product rule with x is missing",
            Kind.SILU,
            ScoreLoss::sigmoid));
    ways.add(
        slopes(
            "silu-gate-lost",
            "is x times the sigmoid's slope alone: the term of the product rule with the sigmoid is"
                + " missing",
            Kind.SILU,
            x -> x * Activation.of(Kind.SIGMOID).slope(x)));
    ways.add(
        slopes(
            "sigmoid-lost-factor",
            "is the sigmoid, without its factor 1 - σ",
            Kind.SIGMOID,
            ScoreLoss::sigmoid));
    ways.add(
        slopes(
            "of-output",
            "takes the derivative at the activation's output",
            Kind.SIGMOID,
            x -> Activation.of(Kind.SIGMOID).slope(ScoreLoss.sigmoid(x))));
    ways.add(
        slopes(
            "of-output",
            "takes the derivative at the activation's output",
            Kind.TANH,
            x -> Activation.of(Kind.TANH).slope(Math.tanh(x))));
    ways.addAll(surrogates());
    return ways;
  }

  /**
   * What stands for the slope of a function that has none (Neftci, Mostafa and Zenke, <a
   * href="https://arxiv.org/abs/1901.09948">Surrogate Gradient Learning in Spiking Neural
   * Networks</a>; Bengio, Léonard and Courville, <a href="https://arxiv.org/abs/1308.3432">
   * Estimating or Propagating Gradients Through Stochastic Neurons</a>), by the distance to a
   * step's limit. Libraries multiply them by different numbers.
   */
  private static List<Way> surrogates() {
    List<Way> ways = new ArrayList<>();
    ways.add(surrogate("straight-through", "1 (straight-through)", u -> 1));
    for (double width : new double[] {0.5, 1}) {
      String words = String.format(Locale.ROOT, "1 within %s of the jump, else 0", width);
      ways.add(surrogate("rectangle", words, u -> Math.abs(u) <= width ? 1 : 0));
    }
    ways.add(
        surrogate(
            "triangle", "1 less the distance to the jump", u -> Math.max(0, 1 - Math.abs(u))));
    ways.add(surrogate("tanh", "that of the hyperbolic tangent", Activation.of(Kind.TANH)::slope));
    for (double slope : new double[] {1, 4, 5, 10, 25}) {
      ways.add(
          surrogate(
              "sigmoid",
              "that of a sigmoid of slope " + Factor.text(slope),
              u -> Activation.of(Kind.SIGMOID).slope(slope * u)));
    }
    for (double slope : new double[] {1, 10, 25, 100}) {
      ways.add(
          surrogate(
              "fast-sigmoid",
              "that of a fast sigmoid, 1/(1 + " + Factor.text(slope) + "|x|)²",
              u -> Activation.of(Kind.SOFTSIGN).slope(slope * u)));
    }
    for (double slope : new double[] {1, 2}) {
      ways.add(
          surrogate(
              "arctangent",
              "that of an arctangent, 1/(1 + (π/2 · " + Factor.text(slope) + "x)²)",
              u -> Activation.of(Kind.ATAN).slope(Math.PI / 2 * slope * u)));
    }
    for (double deviation : new double[] {0.5, 1}) {
      ways.add(
          surrogate(
              "gaussian",
              "a Gaussian of standard deviation " + Factor.text(deviation),
              u -> Math.exp(-u * u / (2 * deviation * deviation))));
    }
    return ways;
  }

  private static Way surrogate(String name, String slope, DoubleUnaryOperator of) {
    return new Way(
        name,
        "takes for its slope, which is 0 but where it jumps, " + slope + ": a surrogate gradient",
        node -> isOf(node, STAIRS),
        edge -> masked(edge, x -> of.applyAsDouble(x - limit(edge.op()))),
        true);
  }

  /** Where a step is; of other stairs, which jump everywhere, 0. */
  private static double limit(Op op) {
    Activation stairs = ((Elementwise) op).function();
    return stairs.kind() == Kind.STEP ? stairs.alpha() : 0;
  }

  private static Way slopes(String name, String words, Kind kind, DoubleUnaryOperator slope) {
    return new Way(name, words, node -> isOf(node, Set.of(kind)), edge -> masked(edge, slope));
  }

  private static boolean isOf(Node node, Set<Kind> kinds) {
    return node.op() instanceof Elementwise each && kinds.contains(each.function().kind());
  }

  static boolean isActivation(Node node) {
    return isOf(node, ACTIVATIONS) || isPrelu(node);
  }

  private static boolean isPrelu(Node node) {
    return node.op() instanceof ParametricRelu;
  }

  private static boolean rectifies(Node node) {
    return isOf(node, RECTIFIERS) || isPrelu(node);
  }

  private static double[] positive(double[] bar) {
    double[] kept = bar.clone();
    for (int k = 0; k < kept.length; k++) {
      kept[k] = Math.max(0, kept[k]);
    }
    return kept;
  }

  private static double[] masked(Edge edge, DoubleUnaryOperator slope) {
    return masked(edge.in(), edge.bar(), slope);
  }

  private static double[] masked(double[] in, double[] bar, DoubleUnaryOperator slope) {
    double[] back = bar.clone();
    for (int k = 0; k < back.length; k++) {
      back[k] *= slope.applyAsDouble(in[k]);
    }
    return back;
  }

  private static double geluTanh(double x) {
    return Activation.of(Kind.GELU_TANH).slope(x);
  }

  private static double geluSigmoid(double x) {
    double sigmoid = ScoreLoss.sigmoid(SIGMOID_OF_GELU * x);
    return sigmoid + SIGMOID_OF_GELU * x * sigmoid * (1 - sigmoid);
  }
}
