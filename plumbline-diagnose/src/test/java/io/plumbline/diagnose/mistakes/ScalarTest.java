package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mistaken function is one for derivatives and difference quotients alike. */
class ScalarTest {
  private static final int CLASSES = 6;
  private static final double STEP = 1e-5;

  static Stream<Scalar> scalars() {
    double[] scores = scores(3);
    Target target = Target.label(2, CLASSES);
    return Stream.concat(
        Scalar.losses(Loss.CROSS_ENTROPY, target, OutputKind.PROBABILITIES, CLASSES).stream(),
        Scalar.labels(Loss.CROSS_ENTROPY, target, OutputKind.PROBABILITIES, scores).stream());
  }

  private static double[] scores(int seed) {
    Random random = new Random(seed);
    return random.doubles(CLASSES, -2, 2).toArray();
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void theGradientIsThatOfTheValue(Scalar scalar) {
    for (int seed = 0; seed < 5; seed++) {
      double[] scores = scores(seed);
      double[] bar = new double[CLASSES];
      scalar.objective().gradient(scores, bar);
      for (int k = 0; k < CLASSES; k++) {
        double[] ahead = scores.clone();
        double[] back = scores.clone();
        ahead[k] += STEP;
        back[k] -= STEP;
        double quotient =
            (scalar.objective().value(ahead) - scalar.objective().value(back)) / (2 * STEP);
        assertThat(bar[k])
            .as("%s, seed %d, score %d", scalar.details(), seed, k)
            .isCloseTo(quotient, within(1e-8));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("scalars")
  void theDifferenceIsThatOfTheValue(Scalar scalar) {
    double[] scores = scores(1);
    double[] change = scores(2);
    double[] moved = scores.clone();
    for (int k = 0; k < CLASSES; k++) {
      moved[k] += change[k];
    }
    double difference = scalar.objective().value(moved) - scalar.objective().value(scores);
    assertThat(scalar.objective().realDifference(scores, change))
        .isCloseTo(difference, within(1e-12));
  }

  @Test
  void theCrossEntropyIsTriedClippedAndNotWhicheverWasSaid() {
    Target target = Target.label(2, CLASSES);
    for (boolean clipped : new boolean[] {false, true}) {
      List<Object> names =
          Scalar.losses(new Loss.CrossEntropy(clipped), target, OutputKind.PROBABILITIES, CLASSES)
              .stream()
              .map(each -> each.details().get("loss"))
              .toList();
      assertThat(names.contains("cross-entropy")).isEqualTo(clipped);
      assertThat(names.contains("clipped-cross-entropy")).isNotEqualTo(clipped);
    }
  }

  @Test
  void everyOtherLabelIsTriedTheLikeliestFirst() {
    double[] scores = {0, 3, 1, 2};
    List<Scalar> labels =
        Scalar.labels(Loss.CROSS_ENTROPY, Target.label(2, 4), OutputKind.PROBABILITIES, scores);
    assertThat(labels).extracting(each -> each.details().get("label")).containsExactly(1, 3, 0);
  }

  @Test
  void namesAreUnique() {
    assertThat(scalars().map(Scalar::details).toList()).doesNotHaveDuplicates();
  }
}
