package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Backward passes written by hand, by the chain rule: through the activation or the softmax between
 * two dense layers in another way than it goes.
 */
class WrittenBackwardTest {
  private static final int INPUTS = 12;
  private static final int UNITS = 16;
  private static final int CLASSES = 5;
  private static final int LABEL = 2;

  private final Random random = new Random(23);
  private final double[] x = normal(INPUTS, 1);
  private final double[] first = normal(INPUTS * UNITS, 0.4);
  private final double[] second = normal(UNITS * CLASSES, 0.8);

  /** What is handed back for what comes back, at what went in and what came out. */
  private interface Backward {
    double[] back(double[] bar, double[] in, double[] out);
  }

  private double[] normal(int count, double deviation) {
    return random.doubles(count).map(each -> (float) (deviation * random.nextGaussian())).toArray();
  }

  private static Op of(Kind kind) {
    return new Elementwise(Activation.of(kind));
  }

  private static DoubleUnaryOperator slope(Kind kind) {
    return u -> Activation.of(kind).slope(u);
  }

  private static double logistic(double u) {
    return 1 / (1 + Math.exp(-u));
  }

  private static Backward times(DoubleUnaryOperator slope) {
    return (bar, in, out) -> each(k -> bar[k] * slope.applyAsDouble(in[k]));
  }

  private static double[] each(java.util.function.IntToDoubleFunction of) {
    return IntStream.range(0, UNITS).mapToDouble(of).toArray();
  }

  private static final Op LEAKY = new Elementwise(Activation.of(Kind.LEAKY_RELU, 0.125));
  private static final Op SOFTMAX = new Softmax(1);
  private static final String ACTIVATION = "activation-backward";
  private static final String ATTENTION = "attention-backward";

  static Stream<Arguments> mistakes() {
    Backward guided = (bar, in, out) -> each(k -> in[k] > 0 ? Math.max(0, bar[k]) : 0);
    Backward deconvolution = (bar, in, out) -> each(k -> Math.max(0, bar[k]));
    Backward diagonal = (bar, in, p) -> each(k -> bar[k] * p[k] * (1 - p[k]));
    Backward weighted = (bar, in, p) -> each(k -> bar[k] * p[k]);
    return Stream.of(
        Arguments.of(LEAKY, ACTIVATION, "leak-lost", times(u -> u > 0 ? 1 : 0)),
        Arguments.of(of(Kind.SILU), ACTIVATION, "gelu", times(slope(Kind.GELU))),
        Arguments.of(of(Kind.GELU), ACTIVATION, "silu", times(slope(Kind.SILU))),
        Arguments.of(of(Kind.GELU), ACTIVATION, "gelu-tanh", times(slope(Kind.GELU_TANH))),
        Arguments.of(
            of(Kind.SILU), ACTIVATION, "silu-term-lost", times(WrittenBackwardTest::logistic)),
        Arguments.of(of(Kind.TANH), ACTIVATION, "straight-through", times(u -> 1)),
        Arguments.of(of(Kind.RELU), ACTIVATION, "guided", guided),
        Arguments.of(of(Kind.RELU), ACTIVATION, "deconvolution", deconvolution),
        Arguments.of(SOFTMAX, ATTENTION, "diagonal", diagonal),
        Arguments.of(SOFTMAX, ATTENTION, "times-probability", weighted));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("mistakes")
  void areNamed(Op op, String id, String way, Backward backward) {
    Cause cause = cause(op, backward);
    assertThat(cause.id()).as("%s", cause).isEqualTo(id);
    assertThat(cause.details()).containsEntry("backward", way);
  }

  /** Nobody's slopes, and no one's Jacobian. */
  @ParameterizedTest(name = "{0}, not {2}")
  @MethodSource("mistakes")
  void whatIsNoneOfThemIsNotCalledByOne(Op op, String id) {
    Backward nobodys =
        (bar, in, out) -> each(k -> bar[k] * Math.exp(-in[k] * in[k]) * (1 + 0.3 * (k % 3)));
    assertThat(cause(op, nobodys).id()).isNotEqualTo(id);
  }

  private Cause cause(Op op, Backward backward) {
    Graph.Builder builder = Graph.builder("written");
    Value input = builder.input("x", Shape.of(1, INPUTS));
    Value in = builder.add("in", "Gemm", dense(first, INPUTS, UNITS), input);
    Value out = builder.add("between", "Between", op, in);
    Graph graph = builder.build(builder.add("out", "Gemm", dense(second, UNITS, CLASSES), out));
    Evaluator evaluator = Evaluator.of(graph, OutputKind.LOGITS);
    Target target = Target.label(LABEL, CLASSES);
    double[] gradient = gradient(op, evaluator.forward(x), backward);
    Suspicion suspicion = Suspicions.of(evaluator, x, target, gradient, Precision.FLOAT32);
    return ModelCauses.of(
            evaluator, Loss.CROSS_ENTROPY, List.of(new Example(x, target)), DataSet.NONE)
        .explain(0, suspicion)
        .get(0);
  }

  private static Dense dense(double[] weight, int inputs, int outputs) {
    return new Dense(
        Parameter.trainable("weight" + inputs, new Tensor(Shape.of(inputs, outputs), weight)),
        null);
  }

  private double[] gradient(Op op, double[] scores, Backward backward) {
    double[] in =
        each(
            unit ->
                IntStream.range(0, INPUTS).mapToDouble(i -> x[i] * first[i * UNITS + unit]).sum());
    double sum = Arrays.stream(in).map(Math::exp).sum();
    double[] out =
        op instanceof Elementwise e
            ? each(k -> e.function().value(in[k]))
            : each(k -> Math.exp(in[k]) / sum);
    double all = Arrays.stream(scores).map(Math::exp).sum();
    double[] bar =
        each(
            unit ->
                IntStream.range(0, CLASSES)
                    .mapToDouble(
                        c ->
                            (Math.exp(scores[c]) / all - (c == LABEL ? 1 : 0))
                                * second[unit * CLASSES + c])
                    .sum());
    double[] back = backward.back(bar, in, out);
    return IntStream.range(0, INPUTS)
        .mapToDouble(
            i ->
                (float)
                    IntStream.range(0, UNITS)
                        .mapToDouble(unit -> back[unit] * first[i * UNITS + unit])
                        .sum())
        .toArray();
  }
}
