package io.plumbline.core.estimate;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where to differentiate: the nearest point of the function's arithmetic, and the moves from it.
 */
record RoundedPoint(ScalarFunction function, double[] x, Move[] moves) {
  static RoundedPoint of(ScalarFunction function, double[] x, int[][] groups) {
    function.shape().requireLength("x", x);
    double[] rounded = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      rounded[i] = function.precision().round(x[i]);
      if (!Double.isFinite(rounded[i])) {
        throw new InvalidInputException("x[" + i + "] (" + x[i] + ") must be finite");
      }
    }
    Move[] moves = new Move[groups.length];
    for (int g = 0; g < moves.length; g++) {
      requireGroup(groups[g], x.length);
      moves[g] = Move.together(groups[g]);
    }
    return new RoundedPoint(function, rounded, moves);
  }

  private static void requireGroup(int[] group, int size) {
    if (group.length == 0) {
      throw new InvalidInputException("a group of coordinates (empty) must have a coordinate");
    }
    for (int index : group) {
      if (index < 0 || index >= size) {
        throw new InvalidInputException(
            "coordinate (" + index + ") must be from 0 to " + (size - 1));
      }
    }
  }

  /** The same point with other moves. */
  RoundedPoint with(Move... others) {
    return new RoundedPoint(function, x, others);
  }

  /** The position of one coordinate moved by t, in the function's arithmetic. */
  double moved(int index, double t) {
    return function.precision().round(x[index] + t);
  }

  /**
   * The length that a move's steps go by: the largest |x| in units of its rate; where all are zero
   * one, or what is common among the other coordinates if that is less.
   */
  double scale(int move) {
    double magnitude = 0;
    double rate = 0;
    for (int j = 0; j < moves[move].indices().length; j++) {
      double each = Math.abs(moves[move].rates()[j]);
      magnitude = Math.max(magnitude, Math.abs(x[moves[move].indices()[j]]) / each);
      rate = Math.max(rate, each);
    }
    return magnitude > 0 ? magnitude : Math.min(1, typical()) / rate;
  }

  private double typical() {
    double[] sizes = Arrays.stream(x).map(Math::abs).filter(size -> size > 0).sorted().toArray();
    return sizes.length == 0 ? 1 : sizes[sizes.length / 2];
  }

  /** Checks that x + h and x - h differ from x at every coordinate of a move, and are finite. */
  void requireStep(int move, double h, double farthest) {
    for (int index : moves[move].indices()) {
      if (moved(index, h) == x[index] || moved(index, -h) == x[index]) {
        throw new InvalidInputException(
            String.format(
                "h (%s) must be large enough that x + h differs from x in %s: at coordinate %s, x is %s",
                h, name(function.precision()), index, x[index]));
      }
      if (!Double.isFinite(moved(index, farthest)) || !Double.isFinite(moved(index, -farthest))) {
        throw new InvalidInputException(
            String.format(
                "h (%s) must be small enough that x + h is finite: at coordinate %s, x is %s",
                h, index, x[index]));
      }
    }
  }

  private static String name(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /** The distance a move really goes for an offset t, the mean over its coordinates. */
  double realised(int move, double t) {
    double sum = 0;
    int[] indices = moves[move].indices();
    double[] rates = moves[move].rates();
    for (int j = 0; j < indices.length; j++) {
      sum += (moved(indices[j], t * rates[j]) - x[indices[j]]) / rates[j];
    }
    return sum / indices.length;
  }

  /** The sum over a move of how far each coordinate's way differs from the mean. */
  double unevenness(int move, double t) {
    int[] indices = moves[move].indices();
    double[] rates = moves[move].rates();
    if (indices.length == 1) {
      return 0;
    }
    double mean = realised(move, t);
    double sum = 0;
    for (int j = 0; j < indices.length; j++) {
      sum += Math.abs(moved(indices[j], t * rates[j]) - x[indices[j]] - mean * rates[j]);
    }
    return sum;
  }
}
