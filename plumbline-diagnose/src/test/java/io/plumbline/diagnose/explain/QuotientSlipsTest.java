package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.oracle.Float32Network.Order;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loops that compute difference quotients go wrong in ways of their own: parentheses are forgotten,
 * elements are not put back, another step or quotient is taken than was said. Each is told from
 * arrays of float64 and of float32, of a network with kinks and of a smooth one, and none is told
 * of arrays that were made as was said.
 */
@Tag("slow")
class QuotientSlipsTest {
  /** How a loop makes a number of its evaluations. */
  private enum Loop {
    CENTRAL("central"),
    FORWARD("forward"),
    BACKWARD("backward"),
    NO_PARENTHESES("no-parentheses"),
    NO_PARENTHESES_ABOVE("no-parentheses-above"),
    FORWARD_NO_PARENTHESES("forward-no-parentheses"),
    NOT_PUT_BACK("not-put-back"),
    FORWARD_NOT_PUT_BACK("forward-not-put-back"),
    FORWARD_GOING_ON("forward-going-on");

    private final String quotient;

    Loop(String quotient) {
      this.quotient = quotient;
    }

    private boolean forgets() {
      return name().endsWith("NO_PARENTHESES") || this == NO_PARENTHESES_ABOVE;
    }

    private boolean walks() {
      return ordinal() >= NOT_PUT_BACK.ordinal();
    }

    /** Written down once more, as a user's loop does it. */
    double[] run(ToDoubleFunction<double[]> f, double[] start, double h) {
      double[] x = start.clone();
      double[] quotients = new double[x.length];
      double atStart = f.applyAsDouble(x);
      for (int k = 0; k < x.length; k++) {
        double here = this == FORWARD_GOING_ON ? f.applyAsDouble(x) : atStart;
        double own = x[k];
        x[k] = own + h;
        double ahead = f.applyAsDouble(x);
        x[k] = own - h;
        double behind = f.applyAsDouble(x);
        quotients[k] =
            switch (this) {
              case CENTRAL, NOT_PUT_BACK -> (ahead - behind) / (2 * h);
              case FORWARD, FORWARD_NOT_PUT_BACK, FORWARD_GOING_ON -> (ahead - here) / h;
              case BACKWARD -> (here - behind) / h;
              case NO_PARENTHESES -> ahead - behind / 2 * h;
              case NO_PARENTHESES_ABOVE -> ahead - behind / (2 * h);
              case FORWARD_NO_PARENTHESES -> ahead - here / h;
            };
        x[k] =
            switch (this) {
              case NOT_PUT_BACK -> own - h;
              case FORWARD_NOT_PUT_BACK, FORWARD_GOING_ON -> own + h;
              default -> own;
            };
      }
      return quotients;
    }
  }

  private static ToDoubleFunction<double[]> float64(Setting setting) {
    Evaluator evaluator = Evaluator.of(setting.graph());
    Target target = Target.label(setting.label(), 10);
    return x -> evaluator.at(x.clone(), Loss.CROSS_ENTROPY, target).loss();
  }

  private static ToDoubleFunction<double[]> float32(Setting setting) {
    return x -> {
      float[] stored = new float[x.length];
      for (int k = 0; k < x.length; k++) {
        stored[k] = (float) x[k];
      }
      return Setting.crossEntropy(setting.float32().scores(stored, Order.BLOCKED), setting.label());
    };
  }

  private static double[] stored(double[] array) {
    return Arrays.stream(array).map(v -> (float) v).toArray();
  }

  private static Explanation explain(Setting setting, double[] numeric, double h) {
    return setting.explain(setting.gradient(), numeric, h, 1);
  }

  private static Setting kinked() {
    return Setting.kinked().jittered();
  }

  private static void assertTold(Loop loop, Explanation found) {
    assertThat(found.made().quotient()).isEqualTo(loop.quotient);
    assertThat(found.made().factor()).isEqualTo(1);
    assertThat(found.parts()).extracting(Part::id).doesNotContain("unknown");
    List<String> ids = found.parts().stream().map(Part::id).toList();
    assertThat(ids.contains("formula")).isEqualTo(loop.forgets());
    assertThat(ids.contains("input")).isEqualTo(loop.walks());
  }

  @ParameterizedTest
  @EnumSource(Loop.class)
  void loopsInFloat64AreTold(Loop loop) {
    for (Setting setting : List.of(kinked(), Setting.smooth())) {
      double[] numeric = loop.run(float64(setting), setting.x(), 1e-2);
      assertTold(loop, explain(setting, numeric, 1e-2));
    }
  }

  @ParameterizedTest
  @EnumSource(Loop.class)
  void loopsInFloat32AreTold(Loop loop) {
    Setting setting = kinked();
    double[] numeric = stored(loop.run(float32(setting), setting.x(), 2e-2));
    assertTold(loop, explain(setting, numeric, 2e-2));
  }

  @ParameterizedTest
  @CsvSource({
    "CENTRAL, 0.1",
    "CENTRAL, 0.05",
    "CENTRAL, 0.01",
    "FORWARD, 0.03",
    "FORWARD, 0.01",
    "FORWARD, 1e-4",
    "BACKWARD, 0.02",
  })
  void anotherStepIsToldThoughRoundingWouldExplainIt(Loop loop, double h) {
    for (Setting setting : List.of(kinked(), Setting.smooth())) {
      double[] numeric = loop.run(float64(setting), setting.x(), h);
      Explanation found = explain(setting, numeric, 1e-3);
      assertThat(found.made().step()).isEqualTo(h);
      assertThat(found.made().quotient()).isEqualTo(loop.quotient);
      assertThat(found.parts()).extracting(Part::id).doesNotContain("step-noise", "unknown");
    }
  }

  /** Of a grid that is known up to powers of two it is the round step. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-5})
  void theRoundStepIsToldFromTheGridOfFloat32(double h) {
    Setting setting = kinked();
    double[] numeric = stored(Loop.CENTRAL.run(float32(setting), setting.x(), h));
    Explanation found = explain(setting, numeric, 1e-2);
    assertThat(found.made().step()).isEqualTo(h);
    assertThat(found.made().quotient()).isEqualTo("central");
    assertThat(found.parts().get(0).id()).isEqualTo("step-noise");
  }

  /** Noise that lies on no grid is of no step, however well its size would fit. */
  @ParameterizedTest
  @ValueSource(doubles = {0.03, 0.1, 0.3})
  void noiseIsNotTheRoundingOfASmallerStep(double size) {
    for (Setting setting : List.of(kinked(), Setting.smooth())) {
      double[] gradient = setting.gradient();
      double each = size * Vectors.norm(gradient) / Math.sqrt(gradient.length);
      Random random = new Random(3);
      double[] numeric =
          Arrays.stream(gradient).map(v -> (float) (v + each * random.nextGaussian())).toArray();
      Explanation found = explain(setting, numeric, 1e-1);
      assertThat(found.made().step()).isEqualTo(1e-1);
      Part first = found.parts().get(0);
      assertThat(first.id()).isEqualTo("unknown");
      assertThat(first.details()).containsEntry("looksLike", "noise");
    }
  }

  /** Quotients of the factor that a pair of parentheses makes have a name. */
  @Test
  void aDifferenceThatIsMultipliedByItsStepIsToldSo() {
    Setting setting = kinked();
    double h = 3e-2;
    double[] numeric = Loop.CENTRAL.run(float64(setting), setting.x(), h);
    Explanation found = explain(setting, Vectors.times(h * h, numeric), h);
    assertThat(found.parts().get(0).id()).isEqualTo("scale");
    assertThat((String) found.parts().get(0).details().get("likely"))
        .contains("(f(x+h) - f(x-h))/2*h");
    Explanation mean = explain(setting, Vectors.times(1.0 / numeric.length, numeric), h);
    assertThat((String) mean.parts().get(0).details().get("likely"))
        .contains("1 over the number of pixels");
  }

  /**
   * Where both arrays have the same mistake it is no part of the difference, and said all the same.
   */
  @Test
  void aMistakeOfBothIsSaid() {
    Setting setting = kinked();
    double[] twice = Vectors.times(2, setting.gradient());
    double[] numeric = Vectors.times(2, Loop.CENTRAL.run(float64(setting), setting.x(), 1e-5));
    Explanation found = setting.explain(twice, numeric, 1e-5, 1);
    assertThat(found.mistakes()).hasSize(1);
    assertThat(found.mistakes().get(0)).startsWith("The quotients are 2.000 times");
    assertThat(setting.explain(setting.gradient(), Vectors.times(0.5, numeric), 1e-5, 1).mistakes())
        .isEmpty();
  }
}
