package io.plumbline.graph.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums in float32, in orders drawn by lot: none is off by more, and some by almost as much. */
class SumRoundingTest {
  private static final double U = 0x1p-24;
  private static final int ORDERS = 2000;

  /** Which of 1 and the terms are added first is drawn, until one number is left. */
  private static float inSomeOrder(Random random, float[] terms) {
    List<Float> left = new ArrayList<>(List.of(1f));
    for (float term : terms) {
      left.add(term);
    }
    while (left.size() > 1) {
      float one = left.remove(random.nextInt(left.size()));
      float other = left.remove(random.nextInt(left.size()));
      left.add(one + other);
    }
    return left.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    // size of the terms in units of roundoff; how close to the bound some order of five comes
    "0.1, 0.9",
    "1, 0.8",
    "3, 0.8",
    "10, 0.8",
    "100, 0.8",
    "3000, 0.5",
  })
  void noOrderIsOffByMore(double size, double closest) {
    Random random = new Random(24);
    double nearest = 0;
    for (int count : new int[] {1, 2, 5, 9, 12, 30}) {
      for (int draw = 0; draw < 5; draw++) {
        float[] terms = new float[count];
        double[] wide = new double[count];
        for (int k = 0; k < count; k++) {
          terms[k] = (float) (size * U * Math.exp(2 * random.nextGaussian()));
          wide[k] = terms[k];
        }
        double exact = 1 + Arrays.stream(wide).sum();
        double bound = SumRounding.of(wide, U);
        for (int order = 0; order < ORDERS / count; order++) {
          double off = Math.abs(inSomeOrder(random, terms) - exact);
          assertThat(off).as("%s terms", count).isLessThanOrEqualTo(bound);
          nearest = count == 5 ? Math.max(nearest, off / bound) : nearest;
        }
      }
    }
    assertThat(nearest).isGreaterThan(closest);
  }
}
