package io.plumbline.core.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated systems whose answer is known: by a point that was planted, or by a certificate. */
class SolverTest {
  private static final int SIZE = 60;

  /** Boxes of either kind: shares, and errors of either sign. */
  private static List<Freedom> freedoms(Random random, int count) {
    List<Freedom> freedoms = new ArrayList<>();
    for (int j = 0; j < count; j++) {
      double[] direction = new double[SIZE];
      for (int k = 0; k < SIZE; k++) {
        direction[k] = random.nextInt(3) == 0 ? random.nextGaussian() : 0;
      }
      double most = Math.exp(2 * random.nextGaussian());
      freedoms.add(
          random.nextBoolean()
              ? new Freedom("share", direction, 0, 1, 0)
              : new Freedom("error", direction, -most, most, 0));
    }
    return freedoms;
  }

  private static double[] combined(List<Freedom> freedoms, double[] factors) {
    double[] sum = new double[SIZE];
    for (int j = 0; j < factors.length; j++) {
      for (int k = 0; k < SIZE; k++) {
        sum[k] += factors[j] * freedoms.get(j).direction()[k];
      }
    }
    return sum;
  }

  private static double[] within(Random random, List<Freedom> freedoms) {
    return freedoms.stream()
        .mapToDouble(
            f -> {
              double share = random.nextInt(3) == 0 ? random.nextInt(2) : random.nextDouble();
              return f.lower() + share * (f.upper() - f.lower());
            })
        .toArray();
  }

  private static double[] allowed(Random random) {
    return random.doubles(SIZE).map(each -> 1e-3 * Math.exp(3 * each)).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 30, 80})
  void plantedFactorsAreFound(int count) {
    int explained = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(1000L * count + seed);
      List<Freedom> freedoms = freedoms(random, count);
      double[] allowed = allowed(random);
      double[] off = combined(freedoms, within(random, freedoms));
      for (int k = 0; k < SIZE; k++) {
        off[k] += (2 * random.nextDouble() - 1) * 0.9 * allowed[k];
      }
      Solution fit = Solver.solve(off, allowed, Freedoms.of(freedoms, SIZE));
      assertThat(fit).as("seed %s", seed).isNotInstanceOf(Solution.Beyond.class);
      if (fit instanceof Solution.Within found) {
        double[] made = combined(freedoms, found.factors());
        for (int k = 0; k < SIZE; k++) {
          assertThat(Math.abs(off[k] - made[k])).isLessThanOrEqualTo(allowed[k] * (1 + 1e-9));
        }
        for (int j = 0; j < count; j++) {
          Freedom freedom = freedoms.get(j);
          double slack = 1e-9 * (freedom.upper() - freedom.lower());
          assertThat(found.factors()[j])
              .isBetween(freedom.lower() - slack, freedom.upper() + slack);
        }
        explained++;
      }
    }
    assertThat(explained).isGreaterThanOrEqualTo(18);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 30})
  void whatNoFactorsMakeIsProvedByAProduct(int count) {
    int proved = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(2000L * count + seed);
      List<Freedom> freedoms = freedoms(random, count);
      double[] allowed = allowed(random);
      // Beyond what the freedoms reach along a random direction, by a little.
      double[] y = random.doubles(SIZE).map(each -> each - 0.5).toArray();
      Freedoms all = Freedoms.of(freedoms, SIZE);
      Freedoms.Extreme extreme = all.extreme(y);
      double slack = 0;
      double square = 0;
      for (int k = 0; k < SIZE; k++) {
        slack += Math.abs(y[k]) * allowed[k];
        square += y[k] * y[k];
      }
      double[] off = extreme.error().clone();
      for (int k = 0; k < SIZE; k++) {
        off[k] += 1.5 * slack / square * y[k];
      }
      Solution fit = Solver.solve(off, allowed, all);
      assertThat(fit).isNotInstanceOf(Solution.Within.class);
      if (fit instanceof Solution.Beyond beyond) {
        // Checked anew, corner by corner: the product is linear in each factor.
        double most = 0;
        for (Freedom freedom : freedoms) {
          double along = 0;
          for (int k = 0; k < SIZE; k++) {
            along += beyond.dual()[k] * freedom.direction()[k];
          }
          most += Math.max(along * freedom.lower(), along * freedom.upper());
        }
        double product = 0;
        for (int k = 0; k < SIZE; k++) {
          product += beyond.dual()[k] * off[k] - Math.abs(beyond.dual()[k]) * allowed[k];
        }
        assertThat(product).isGreaterThan(most);
        proved++;
      }
    }
    assertThat(proved).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNotFiniteIsNeverExplained(double value) {
    double[] off = new double[SIZE];
    off[7] = value;
    double[] allowed = new double[SIZE];
    Arrays.fill(allowed, 1);
    List<Freedom> freedoms = freedoms(new Random(5), 4);
    assertThat(Solver.solve(off, allowed, Freedoms.of(freedoms, SIZE)))
        .isNotInstanceOf(Solution.Within.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 20})
  void theNearestIsNoFurtherThanLeastSquaresByCoordinateDescent(int count) {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(3000L * count + seed);
      List<Freedom> freedoms = freedoms(random, count);
      double[] off = random.doubles(SIZE).map(each -> 4 * (each - 0.5)).toArray();
      double[] allowed = new double[SIZE];
      Arrays.fill(allowed, 1e-9);
      double[] left = Solver.nearest(off, allowed, Freedoms.of(freedoms, SIZE)).left();
      assertThat(norm(left)).isLessThanOrEqualTo(1.001 * norm(descend(freedoms, off)));
    }
  }

  /** A slow twin: one factor after the other, a thousand times. */
  private static double[] descend(List<Freedom> freedoms, double[] off) {
    double[] left = off.clone();
    double[] factors = new double[freedoms.size()];
    for (int sweep = 0; sweep < 1000; sweep++) {
      for (int j = 0; j < factors.length; j++) {
        Freedom freedom = freedoms.get(j);
        double along = 0;
        double square = 0;
        for (int k = 0; k < SIZE; k++) {
          along += freedom.direction()[k] * left[k];
          square += freedom.direction()[k] * freedom.direction()[k];
        }
        double to = square > 0 ? factors[j] + along / square : 0;
        to = Math.max(freedom.lower(), Math.min(freedom.upper(), to));
        for (int k = 0; k < SIZE; k++) {
          left[k] -= (to - factors[j]) * freedom.direction()[k];
        }
        factors[j] = to;
      }
    }
    return left;
  }

  private static double norm(double[] values) {
    return Math.sqrt(Arrays.stream(values).map(each -> each * each).sum());
  }
}
