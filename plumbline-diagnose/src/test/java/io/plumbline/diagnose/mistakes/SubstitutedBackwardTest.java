package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Activation.Kind;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes in the backward pass of attention, of gates and of batch normalization. A wrong gradient
 * is the right one of another network: in it, what has the mistake is replaced by a function that
 * has the same value at the sample and the mistake's derivative.
 */
class SubstitutedBackwardTest {
  private static final int INPUTS = 12;
  private static final int HEADS = 4;
  private static final int TOKENS = 3;
  private static final int WIDTH = 4;
  private static final int UNITS = HEADS * TOKENS * WIDTH;
  private static final int CLASSES = 5;
  private static final Target TARGET = Target.label(2, CLASSES);
  private static final double[] X = normal(1, INPUTS, 1);

  /** A part of the network, from its input on. */
  private interface Part {
    Value of(Terms terms, Value x);
  }

  private static double[] normal(long seed, int count, double deviation) {
    Random random = new Random(seed);
    return random.doubles(count).map(each -> (float) (deviation * random.nextGaussian())).toArray();
  }

  private static Tensor tensor(int[] extents, IntToDoubleFunction of) {
    Tensor zeros = new Tensor(Tensor.shapeOf(extents), new double[Tensor.shapeOf(extents).size()]);
    Arrays.setAll(zeros.values(), of);
    return zeros;
  }

  private static Dense dense(int seed, int inputs, int outputs) {
    double[] weight = normal(seed, inputs * outputs, 1.2 / Math.sqrt(inputs));
    return new Dense(
        Parameter.trainable("weight" + seed, new Tensor(Shape.of(inputs, outputs), weight)), null);
  }

  private static Part projected(int seed) {
    return (terms, x) -> terms.node("Gemm", dense(seed, INPUTS, UNITS), x);
  }

  /** By head, token and feature. */
  private static Part heads(int seed) {
    return (terms, x) ->
        terms.reshaped(projected(seed).of(terms, x), Shape.of(1, HEADS, TOKENS, WIDTH));
  }

  private static Part scores(Part queries) {
    return (terms, x) ->
        terms.product(queries.of(terms, x), terms.transposed(heads(12).of(terms, x), 0, 1, 3, 2));
  }

  private static Part attention(Part queries) {
    return (terms, x) -> terms.node("Softmax", new Softmax(3), scores(queries).of(terms, x));
  }

  private static Part attended(Part attention) {
    return (terms, x) -> terms.product(attention.of(terms, x), heads(13).of(terms, x));
  }

  private static final Part ATTENTION = attention(heads(11));

  private static Part constant(Part part) {
    return (terms, x) -> {
      Value[] shaped = new Value[1];
      double[] values =
          forward(
              (inner, input) -> {
                shaped[0] = part.of(inner, input);
                return shaped[0];
              });
      return terms.constant(new Tensor(shaped[0].shape(), values));
    };
  }

  private static Part times(Part part, IntToDoubleFunction factor) {
    return (terms, x) -> {
      Value y = part.of(terms, x);
      return terms.binary(
          Binary.Kind.MULTIPLY, y, terms.constant(tensor(y.shape().extents(), factor)));
    };
  }

  private static int head(int place) {
    return place / (TOKENS * WIDTH);
  }

  private static final double[] SCALE =
      Arrays.stream(normal(21, UNITS, 1)).map(Math::exp).toArray();
  private static final double[] VARIANCE =
      Arrays.stream(normal(22, UNITS, 1)).map(Math::exp).toArray();

  private static Part normalized(boolean scaled) {
    return (terms, x) ->
        terms.node(
            "BatchNormalization",
            new BatchNormalization(
                scaled ? channels("gamma", SCALE) : null,
                channels("beta", normal(23, UNITS, 1)),
                channels("mean", normal(24, UNITS, 1)),
                channels("variance", VARIANCE),
                1e-3,
                1),
            projected(14).of(terms, x));
  }

  private static Parameter channels(String name, double[] values) {
    return Parameter.trainable(name, new Tensor(Shape.of(UNITS), values));
  }

  private static Part gated(Part first) {
    return (terms, x) ->
        terms.times(first.of(terms, x), terms.of(Kind.SIGMOID, projected(15).of(terms, x)));
  }

  static Stream<Arguments> mistakes() {
    Part right = attended(ATTENTION);
    Part gate = gated(projected(16));
    Part norm = normalized(true);
    String attention = "attention-backward";
    String branch = "forgotten-branch";
    String normalization = "normalization-backward";
    return Stream.of(
        Arguments.of(right, attention, "head-0", times(right, k -> head(k) == 0 ? 0 : 1)),
        Arguments.of(right, attention, "head-2", times(right, k -> head(k) == 2 ? 0 : 1)),
        Arguments.of(right, branch, "first-detached", attended(attention(constant(heads(11))))),
        Arguments.of(gate, branch, "first-detached", gated(constant(projected(16)))),
        Arguments.of(norm, normalization, "scale-missing", normalized(false)),
        Arguments.of(
            norm, normalization, "deviation-missing", times(projected(14), k -> SCALE[k])));
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("mistakes")
  void areNamed(Part right, String id, String way, Part wrong) {
    Cause cause = cause(right, wrong);
    assertThat(cause.id()).as("%s", cause).isEqualTo(id);
    assertThat(cause.details()).containsEntry("backward", way);
  }

  /** That is also a product that takes its first operand for a constant. */
  @Test
  void aDetachedSoftmaxIsNamedByEither() {
    Cause cause = cause(attended(ATTENTION), attended(constant(ATTENTION)));
    assertThat(cause.id()).isEqualTo("one-of");
    assertThat(cause.details())
        .containsEntry("causes", List.of("attention-backward", "forgotten-branch"));
  }

  /** Half a head, half a gate and half a scale are lost by nobody's mistake. */
  @ParameterizedTest(name = "not {1} {2}")
  @MethodSource("mistakes")
  void whatIsHalfOfThemIsNotCalledByOne(Part right, String id, String way, Part wrong) {
    Part half = (terms, x) -> terms.times(terms.plus(right.of(terms, x), wrong.of(terms, x)), 0.5);
    assertThat(cause(right, half).id()).isNotEqualTo(id);
  }

  private static double[] forward(Part part) {
    Graph.Builder builder = Graph.builder("part");
    Value x = builder.input("x", Shape.of(1, INPUTS));
    return Evaluator.of(builder.build(part.of(Terms.at(builder, "part"), x))).forward(X);
  }

  private static Evaluator network(Part part, double[] added) {
    Graph.Builder builder = Graph.builder("network");
    Value x = builder.input("x", Shape.of(1, INPUTS));
    Terms terms = Terms.at(builder, "part");
    Value flat = terms.reshaped(part.of(terms, x), Shape.of(1, UNITS));
    Value moved =
        Arrays.stream(added).allMatch(each -> each == 0)
            ? flat
            : terms.plus(flat, terms.constant(new Tensor(Shape.of(1, UNITS), added)));
    return Evaluator.of(
        builder.build(builder.add("out", "Gemm", dense(17, UNITS, CLASSES), moved)),
        OutputKind.LOGITS);
  }

  private static Cause cause(Part right, Part wrong) {
    double[] there = forward(right);
    double[] other = forward(wrong);
    double[] moved = new double[UNITS];
    Arrays.setAll(moved, k -> there[k] - other[k]);
    double[] gradient =
        Arrays.stream(
                network(wrong, moved)
                    .at(X, Loss.CROSS_ENTROPY, TARGET)
                    .piece(TieRule.FIRST)
                    .gradient())
            .map(each -> (float) each)
            .toArray();
    Evaluator evaluator = network(right, new double[UNITS]);
    Suspicion suspicion = Suspicions.of(evaluator, X, TARGET, gradient, Precision.FLOAT32);
    return ModelCauses.of(
            evaluator, Loss.CROSS_ENTROPY, List.of(new Example(X, TARGET)), DataSet.NONE)
        .explain(0, suspicion)
        .get(0);
  }
}
