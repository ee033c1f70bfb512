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
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A spiking layer between two dense ones: what libraries hand back in place of a slope of 0, by the
 * chain rule written out.
 */
class SurrogateTest {
  private static final int INPUTS = 12;
  private static final int UNITS = 16;
  private static final int CLASSES = 5;
  private static final int LABEL = 2;

  private final Random random = new Random(21);
  private final double[] x = normal(INPUTS, 1);
  private final double[] first = normal(INPUTS * UNITS, 0.4);
  private final double[] second = normal(UNITS * CLASSES, 0.5);

  private double[] normal(int count, double deviation) {
    return random.doubles(count).map(each -> (float) (deviation * random.nextGaussian())).toArray();
  }

  static Stream<Arguments> surrogates() {
    return Stream.of(
        slope(Kind.STEP, 0.25, "straight-through", u -> 1),
        slope(Kind.ROUND, 0, "straight-through", u -> 1),
        slope(Kind.FLOOR, 0, "straight-through", u -> 1),
        slope(Kind.STEP, 0.25, "rectangle", u -> Math.abs(u) <= 0.5 ? 1 : 0),
        // Esser and others, 2016, with their damping.
        slope(Kind.STEP, 0.25, "triangle", u -> 0.3 * Math.max(0, 1 - Math.abs(u))),
        slope(Kind.STEP, 0, "sigmoid", u -> 4 * logistic(4 * u) * (1 - logistic(4 * u))),
        slope(Kind.STEP, 1, "sigmoid", u -> 25 * logistic(25 * u) * (1 - logistic(25 * u))),
        // SuperSpike.
        slope(Kind.STEP, 0.25, "fast-sigmoid", u -> Math.pow(1 + 10 * Math.abs(u), -2)),
        slope(Kind.STEP, 0.25, "arctangent", u -> 1 / (1 + Math.pow(Math.PI * u, 2))),
        slope(Kind.STEP, 0, "tanh", u -> 1 - Math.tanh(u) * Math.tanh(u)),
        slope(
            Kind.STEP,
            0.25,
            "gaussian",
            u -> Math.exp(-2 * u * u) / (0.5 * Math.sqrt(2 * Math.PI))));
  }

  private static double logistic(double u) {
    return 1 / (1 + Math.exp(-u));
  }

  private static Arguments slope(Kind kind, double limit, String name, DoubleUnaryOperator slope) {
    return Arguments.of(kind, limit, name, slope);
  }

  @ParameterizedTest(name = "{0} at {1}: {2}")
  @MethodSource("surrogates")
  void areNamed(Kind kind, double limit, String name, DoubleUnaryOperator slope) {
    Cause cause = cause(kind, limit, slope);
    assertThat(cause.id()).isEqualTo("activation-backward");
    assertThat(cause.details()).containsEntry("backward", name);
    assertThat(cause.sentence()).contains("a surrogate gradient");
  }

  /** Half of a straight line on one side: nobody's, so far. */
  @ParameterizedTest
  @MethodSource("surrogates")
  void whatIsNoneOfThemIsNotCalledByOne(Kind kind, double limit) {
    Cause cause = cause(kind, limit, u -> u > 0 ? 1 / (1 + u) : Math.exp(3 * u) * Math.cos(u));
    assertThat(cause.id()).isNotEqualTo("activation-backward");
  }

  private Cause cause(Kind kind, double limit, DoubleUnaryOperator slope) {
    Evaluator evaluator = Evaluator.of(graph(kind, limit), OutputKind.LOGITS);
    Target target = Target.label(LABEL, CLASSES);
    double[] gradient = gradient(evaluator.forward(x), limit, slope);
    Suspicion suspicion = Suspicions.of(evaluator, x, target, gradient, Precision.FLOAT32);
    assertThat(suspicion.reference()).containsOnly(0);
    return ModelCauses.of(
            evaluator, Loss.CROSS_ENTROPY, List.of(new Example(x, target)), DataSet.NONE)
        .explain(0, suspicion)
        .get(0);
  }

  private Graph graph(Kind kind, double limit) {
    Graph.Builder builder = Graph.builder("spiking");
    Value input = builder.input("x", Shape.of(1, INPUTS));
    Value membrane = builder.add("in", "Gemm", dense(first, INPUTS, UNITS), input);
    Value spikes =
        builder.add("spike", "Step", new Elementwise(Activation.of(kind, limit)), membrane);
    return builder.build(builder.add("out", "Gemm", dense(second, UNITS, CLASSES), spikes));
  }

  private static Dense dense(double[] weight, int inputs, int outputs) {
    return new Dense(
        Parameter.trainable("weight" + inputs, new Tensor(Shape.of(inputs, outputs), weight)),
        null);
  }

  private double[] gradient(double[] scores, double limit, DoubleUnaryOperator slope) {
    double sum = Arrays.stream(scores).map(Math::exp).sum();
    double[] gradient = new double[INPUTS];
    for (int unit = 0; unit < UNITS; unit++) {
      double membrane = 0;
      for (int i = 0; i < INPUTS; i++) {
        membrane += x[i] * first[i * UNITS + unit];
      }
      double back = 0;
      for (int c = 0; c < CLASSES; c++) {
        double score = Math.exp(scores[c]) / sum - (c == LABEL ? 1 : 0);
        back += score * second[unit * CLASSES + c];
      }
      back *= slope.applyAsDouble(membrane - limit);
      for (int i = 0; i < INPUTS; i++) {
        gradient[i] += back * first[i * UNITS + unit];
      }
    }
    return Arrays.stream(gradient).map(each -> (float) each).toArray();
  }
}
