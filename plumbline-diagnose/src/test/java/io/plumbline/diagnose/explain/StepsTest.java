package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.explain.Steps.Sizing;
import io.plumbline.testing.oracle.Float32Network.Order;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses of few bits are read from their quotients; one step for all is taken for no other. */
@Tag("slow")
class StepsTest {
  /** A smooth network at an image whose pixels are of every size up to some units. */
  private static Setting setting() {
    Random random = new Random(5);
    Setting smooth = Setting.smooth();
    return smooth.at(
        Arrays.stream(smooth.x()).map(v -> (float) (3 * v * random.nextDouble())).toArray());
  }

  private static double loss(Setting setting, int pixel, float by, Precision format) {
    float[] x = new float[setting.x().length];
    for (int k = 0; k < x.length; k++) {
      x[k] = (float) setting.x()[k] + (k == pixel ? by : 0);
    }
    float[] scores = setting.float32().scores(x, Order.BLOCKED);
    return format.round(Setting.crossEntropy(scores, setting.label()));
  }

  /** Central quotients of rounded losses. */
  private static double[] quotients(Setting setting, float h, Precision format) {
    return quotients(setting, h, Sizing.EVEN, format);
  }

  /** With steps that go with the size of x, as the words of a sizing say. */
  private static double[] quotients(Setting setting, float h, Sizing sizing, Precision format) {
    double[] quotients = new double[setting.x().length];
    for (int k = 0; k < quotients.length; k++) {
      double x = Math.abs(setting.x()[k]);
      double size =
          switch (sizing) {
            case EVEN -> 1;
            case OVER_ONE -> Math.max(x, 1);
            case OVER_TENTH -> Math.max(x, 0.1);
            case OVER_HUNDREDTH -> Math.max(x, 0.01);
            case OVER_THOUSANDTH -> Math.max(x, 0.001);
            case PROPORTIONAL -> x == 0 ? 1 : x;
            case ONE_MORE -> x + 1;
          };
      float step = (float) (h * size);
      double change = loss(setting, k, step, format) - loss(setting, k, -step, format);
      quotients[k] = (float) (change / (2 * step));
    }
    return quotients;
  }

  /** Where curvature shows which is which, or the noise of elements that hardly moved. */
  @ParameterizedTest
  @CsvSource({
    "0.25, OVER_ONE",
    "0.5, OVER_ONE",
    "1, OVER_ONE",
    "0.25, OVER_TENTH",
    "0.25, OVER_HUNDREDTH",
    "0.01, OVER_HUNDREDTH",
    "0.01, OVER_THOUSANDTH",
    "0.01, PROPORTIONAL",
    "0.01, ONE_MORE",
    "0.001, ONE_MORE",
  })
  void stepsThatGoWithTheSizeOfXAreTold(double h, Sizing sizing) {
    Setting setting = setting();
    double[] numeric = quotients(setting, (float) h, sizing, Precision.FLOAT32);
    Explanation found = setting.explain(setting.gradient(), numeric, h, 1);
    assertThat(detail(found, "steps")).isEqualTo(new Steps(h, sizing).words());
  }

  private static Object detail(Explanation found, String key) {
    List<Object> values =
        found.parts().stream()
            .map(part -> part.details().get(key))
            .filter(value -> value != null)
            .toList();
    return values.isEmpty() ? "none in " + found.parts() : values.get(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-2, 0.25, 1})
  void anAbsoluteStepIsNone(double h) {
    Setting setting = setting();
    double[] numeric = quotients(setting, (float) h, Precision.FLOAT32);
    Explanation found = setting.explain(setting.gradient(), numeric, h, 1);
    assertThat(found.parts()).noneMatch(part -> part.details().containsKey("steps"));
    assertThat(found.made().step()).isEqualTo(h);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT16, 1e-2", "FLOAT16, 1e-1", "BFLOAT16, 1e-1", "BFLOAT16, 1"})
  void lossesOfFewBits(Precision format, double h) {
    Setting setting = setting();
    double[] numeric = quotients(setting, (float) h, format);
    Explanation found = setting.explain(setting.gradient(), numeric, h, 1);
    assertThat(detail(found, "arithmetic")).isEqualTo(format.name().toLowerCase(Locale.ROOT));
  }
}
