package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A reading is found on one half of the coordinates and told where it predicts the other: what
 * holds on one of the two alone is chance.
 */
@Tag("slow")
class HeldOutReadingsTest {
  private static final double H = 1e-2;
  private static final List<String> READINGS =
      List.of("label", "loss", "input", "axes", "tile", "scale");

  private final Random random = new Random(41);

  static Stream<Arguments> readings() {
    Function<Setting, double[]> label = setting -> setting.labelled(5).quotients(H);
    Function<Setting, double[]> loss = setting -> setting.quotients(Setting::softmaxTwice, H, 1, 1);
    Function<Setting, double[]> axes = setting -> setting.transposed(setting.quotients(H));
    Function<Setting, double[]> scale = setting -> Setting.times(-2, setting.quotients(H));
    Setting setting = Setting.kinked().jittered();
    return Stream.of(
        Arguments.of(setting, "label", label),
        Arguments.of(setting, "loss", loss),
        Arguments.of(setting, "axes", axes),
        Arguments.of(setting, "scale", scale));
  }

  /** The half by which readings are found: by no other is a factor fitted. */
  private static boolean[] fitted(Setting setting, double[] numeric) {
    Score score = new Score(setting.given(setting.gradient(), numeric, H, 1), List.of());
    boolean[] fitted = new boolean[numeric.length];
    for (int k = 0; k < fitted.length; k++) {
      double[] only = new double[numeric.length];
      only[k] = 1;
      fitted[k] = Double.isFinite(score.factor(only));
    }
    return fitted;
  }

  private static double[] on(boolean[] half, boolean which, double[] there, double[] elsewhere) {
    double[] both = new double[there.length];
    Arrays.setAll(both, k -> half[k] == which ? there[k] : elsewhere[k]);
    return both;
  }

  private double[] noise(double[] like) {
    double size = Vectors.norm(like) / Math.sqrt(like.length);
    return Arrays.stream(like).map(each -> (float) (size * random.nextGaussian())).toArray();
  }

  private static List<String> told(Setting setting, double[] numeric) {
    return setting.explain(setting.gradient(), numeric, H, 1).parts().stream()
        .map(Part::id)
        .filter(READINGS::contains)
        .toList();
  }

  @Test
  void halfOfTheCoordinatesIsHeldOut() {
    Setting setting = Setting.smooth();
    int count = 0;
    for (boolean each : fitted(setting, setting.gradient())) {
      count += each ? 1 : 0;
    }
    assertThat(count).isEqualTo(setting.x().length / 2);
  }

  @ParameterizedTest
  @MethodSource("readings")
  void whatPredictsBothHalvesIsTold(Setting setting, String id, Function<Setting, double[]> wrong) {
    assertThat(told(setting, wrong.apply(setting))).containsExactly(id);
  }

  @ParameterizedTest
  @MethodSource("readings")
  void whatFitsOneHalfAloneIsNotTold(
      Setting setting, String id, Function<Setting, double[]> wrong) {
    double[] array = wrong.apply(setting);
    double[] right = setting.quotients(H);
    boolean[] half = fitted(setting, array);
    for (boolean found : new boolean[] {true, false}) {
      assertThat(told(setting, on(half, found, array, noise(array))))
          .as("noise where the reading %s", found ? "was held out" : "is found")
          .isEmpty();
      assertThat(told(setting, on(half, found, array, right)))
          .as("as stated where the reading %s", found ? "was held out" : "is found")
          .isEmpty();
    }
  }
}
