package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients by what stands before an input that is a softmax, and by what does not. */
class BeforeSoftmaxTest {
  private static final int[] EXTENTS = {6, 5, 4};

  private final Random random = new Random(31);

  private double[] normal() {
    double[] values = new double[6 * 5 * 4];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  /** For each element those of its line along an axis. */
  private static int[] line(int k, int axis) {
    int inner = axis == 0 ? 20 : axis == 1 ? 4 : 1;
    int place = k / inner % EXTENTS[axis];
    int[] line = new int[EXTENTS[axis]];
    Arrays.setAll(line, j -> k + (j - place) * inner);
    return line;
  }

  private static double[] softmax(double[] scores, int axis) {
    double[] p = new double[scores.length];
    Arrays.setAll(
        p,
        k -> {
          double sum = 0;
          for (int each : line(k, axis)) {
            sum += Math.exp(scores[each] - scores[k]);
          }
          return 1 / sum;
        });
    return p;
  }

  /** The gradient by the scores, from the definition: a sum over the Jacobian's entries. */
  private static double[] byScores(double[] p, double[] d, int axis, boolean logarithms) {
    double[] gradient = new double[p.length];
    Arrays.setAll(
        gradient,
        k -> {
          double sum = 0;
          for (int j : line(k, axis)) {
            double same = j == k ? 1 : 0;
            sum += d[j] * (logarithms ? same - p[k] : p[j] * (same - p[k]));
          }
          return (float) sum;
        });
    return gradient;
  }

  private static List<Cause> explain(double[] x, double[] derivative, double[] gradient) {
    double[] rounding = Arrays.stream(derivative).map(v -> 1e-6 * Math.abs(v)).toArray();
    List<Mistake> finders = new ArrayList<>(Causes.ofArrays());
    finders.add(new BeforeSoftmax(x));
    return Causes.of(finders)
        .explain(new Suspicion(gradient, Shape.of(EXTENTS), false, List.of(derivative), rounding));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, true", "0, false", "1, false", "2, false"})
  void theGradientByTheScoresIsNamed(int axis, boolean logarithms) {
    double[] p = softmax(normal(), axis);
    double[] x = logarithms ? Arrays.stream(p).map(Math::log).toArray() : p;
    double[] derivative = normal();
    double[] gradient = byScores(p, derivative, axis, logarithms);
    Cause cause = explain(x, derivative, gradient).get(0);
    assertThat(cause.id()).isEqualTo("other-tensor");
    assertThat(cause.sentence())
        .contains("before the " + (logarithms ? "log-softmax" : "softmax") + " along axis " + axis);
    assertThat(cause.details()).containsEntry("factor", 1.0);
    double[] halved = Arrays.stream(gradient).map(v -> v / 2).toArray();
    assertThat(explain(x, derivative, halved).get(0).sentence()).endsWith("multiplied by 1/2.");
  }

  /** The same array, where the input is no softmax; and another array, where it is one. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatLooksLikeItIsNot(boolean logarithms) {
    double[] p = softmax(normal(), 2);
    double[] x = logarithms ? Arrays.stream(p).map(Math::log).toArray() : p;
    double[] derivative = normal();
    double[] gradient = byScores(p, derivative, 2, logarithms);
    double[] twice = Arrays.stream(x).map(v -> 2 * v).toArray();
    assertThat(explain(twice, derivative, gradient).get(0).id()).isEqualTo("unknown");
    double[] negative = p.clone();
    negative[0] = -0.1;
    negative[1] += p[0] + 0.1;
    if (!logarithms) {
      double[] ofThese = byScores(negative, derivative, 2, false);
      assertThat(explain(negative, derivative, ofThese).get(0).id()).isEqualTo("unknown");
      for (double off : new double[] {0.0019, 0.0021}) {
        double[] nearly = p.clone();
        nearly[6] += off;
        double[] made = byScores(nearly, derivative, 2, false);
        assertThat(explain(nearly, derivative, made).get(0).id())
            .isEqualTo(off < 0.002 ? "other-tensor" : "unknown");
      }
      double[] lastLine = p.clone();
      lastLine[lastLine.length - 1] += 0.5;
      assertThat(
              explain(lastLine, derivative, byScores(lastLine, derivative, 2, false)).get(0).id())
          .isEqualTo("unknown");
    }
    double[] other = byScores(p, normal(), 2, logarithms);
    assertThat(explain(x, derivative, other).get(0).id()).isEqualTo("unknown");
  }
}
