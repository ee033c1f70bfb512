package io.plumbline.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StencilTest {
  /** A fraction in lowest terms is not needed: equality is by cross multiplication. */
  private record Fraction(BigInteger over, BigInteger under) {
    static Fraction of(long over, long under) {
      return new Fraction(BigInteger.valueOf(over), BigInteger.valueOf(under));
    }

    Fraction minus(Fraction other) {
      return new Fraction(
          over.multiply(other.under).subtract(other.over.multiply(under)),
          under.multiply(other.under));
    }

    Fraction times(Fraction other) {
      return new Fraction(over.multiply(other.over), under.multiply(other.under));
    }

    Fraction by(Fraction other) {
      return new Fraction(over.multiply(other.under), under.multiply(other.over));
    }

    boolean isZero() {
      return over.signum() == 0;
    }
  }

  @ParameterizedTest
  @EnumSource(Stencil.class)
  void coefficientsSolveTheMomentEquations(Stencil stencil) {
    Fraction[] solved = solve(stencil);
    for (int i = 0; i < stencil.points(); i++) {
      Fraction stated = Fraction.of(stencil.numerator(i), stencil.denominator());
      assertThat(solved[i].minus(stated).isZero()).as("%s, point %d", stencil, i).isTrue();
    }
  }

  /**
   * Gauss-Jordan on the Vandermonde system sum c_i s_i^k = [k = 1], k below the number of points.
   */
  private static Fraction[] solve(Stencil stencil) {
    int n = stencil.points();
    Fraction[][] rows = new Fraction[n][n + 1];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i < n; i++) {
        rows[k][i] = new Fraction(BigInteger.valueOf(stencil.offset(i)).pow(k), BigInteger.ONE);
      }
      rows[k][n] = Fraction.of(k == 1 ? 1 : 0, 1);
    }
    for (int column = 0; column < n; column++) {
      int pivot = column;
      while (rows[pivot][column].isZero()) {
        pivot++;
      }
      Fraction[] swapped = rows[pivot];
      rows[pivot] = rows[column];
      rows[column] = swapped;
      for (int row = 0; row < n; row++) {
        if (row != column && !rows[row][column].isZero()) {
          Fraction factor = rows[row][column].by(rows[column][column]);
          for (int j = 0; j <= n; j++) {
            rows[row][j] = rows[row][j].minus(factor.times(rows[column][j]));
          }
        }
      }
    }
    Fraction[] solution = new Fraction[n];
    for (int i = 0; i < n; i++) {
      solution[i] = rows[i][n].by(rows[i][i]);
    }
    return solution;
  }

  @ParameterizedTest
  @EnumSource(Stencil.class)
  void polynomialsUpToTheOrderAreExactAndTheNextIsNot(Stencil stencil) {
    for (int degree = 0; degree <= stencil.order() + 1; degree++) {
      long sum = 0;
      for (int i = 0; i < stencil.points(); i++) {
        sum += stencil.numerator(i) * BigInteger.valueOf(stencil.offset(i)).pow(degree).longValue();
      }
      long expected = degree == 1 ? stencil.denominator() : 0;
      assertThat(sum == expected).as("degree %d", degree).isEqualTo(degree <= stencil.order());
    }
  }

  @Test
  void theConstantsOfTheTextbooks() {
    assertThat(Stencil.CENTRAL_2.truncationConstant()).isEqualTo(1.0 / 6);
    assertThat(Stencil.CENTRAL_4.truncationConstant()).isCloseTo(1.0 / 30, within(1e-17));
    assertThat(Stencil.CENTRAL_6.truncationConstant()).isCloseTo(1.0 / 140, within(1e-17));
    assertThat(Stencil.FORWARD_1.truncationConstant()).isEqualTo(0.5);
    assertThat(Stencil.BACKWARD_2.truncationConstant()).isCloseTo(1.0 / 3, within(1e-16));
    assertThat(Stencil.CENTRAL_2.amplification()).isEqualTo(1);
    assertThat(Stencil.CENTRAL_4.amplification()).isEqualTo(1.5);
    assertThat(Stencil.FORWARD_2.amplification()).isEqualTo(4);
  }
}
