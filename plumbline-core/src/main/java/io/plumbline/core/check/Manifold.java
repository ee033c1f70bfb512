package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The manifold that a function's argument lies on. The function is asked for points of it alone,
 * and differenced along the curves {@code y(t) = retract(x, t v)} of some tangent vectors v.
 *
 * <p>What is differenced for a gradient g by all entries of x is {@code f(y) - <g, y - x> + t <g,
 * b>} with b the velocity of y at x: its slope is {@code <g, b>} where g is right along the curve,
 * however well b is known, and whatever g is across the manifold.
 */
final class Manifold {
  /** The step that velocities are taken over, where rounding and curvature are alike. */
  private static final double STEP = 0x1p-17;

  /** A vector that is so much shorter than the longest is none. */
  private static final double NEGLIGIBLE = 0x1p-17;

  private final Session session;
  private final Retraction retraction;
  private final double[] x;
  private final double unit;
  private final double[][] tangents;
  private final double[][] velocities;

  /**
   * The manifold at the point of a check.
   *
   * @throws InvalidInputException if x is not on it, or there are too many tangent vectors
   */
  Manifold(Session session, Retraction retraction) {
    this.session = session;
    this.retraction = retraction;
    this.x = session.at().flat();
    boolean given = !retraction.tangents().isEmpty();
    int count = given ? retraction.tangents().size() : x.length;
    if (count > Directions.MOST_ENTRIES) {
      throw new InvalidInputException(
          "tangent vectors (" + count + ") must be at most " + Directions.MOST_ENTRIES);
    }
    int length = given ? retraction.tangents().get(0).length : x.length;
    requireOnIt(length);
    if (given) {
      this.tangents = retraction.tangents().toArray(double[][]::new);
      double longest = Arrays.stream(tangents).mapToDouble(Manifold::size).max().orElse(1);
      this.unit = length == x.length ? size(x) / longest : 1;
    } else {
      this.unit = size(x);
      double[][] images = new double[length][];
      Arrays.setAll(images, k -> velocity(unitVector(length, k)));
      this.tangents = orthonormal(images);
    }
    if (tangents.length == 0) {
      throw new InvalidInputException("tangent vectors (none) must be found at x");
    }
    this.velocities = Arrays.stream(tangents).map(this::velocity).toArray(double[][]::new);
  }

  /** The power of two next below the largest entry; 1 where all are zero. */
  static double size(double[] x) {
    double largest = Arrays.stream(x).map(Math::abs).max().orElse(0);
    return largest == 0 ? 1 : Math.scalb(1.0, Math.getExponent(largest));
  }

  private static double[] unitVector(int length, int k) {
    double[] v = new double[length];
    v[k] = 1;
    return v;
  }

  private void requireOnIt(int length) {
    double[] same = point(new double[length]);
    double apart = Euclidean.distance(same, x);
    if (!(apart <= session.tolerance() * Euclidean.norm(x))) {
      throw new InvalidInputException(
          "x (" + apart + " from retract(x, 0)) must be on the manifold");
    }
  }

  /** The point that a vector leads to; NaN where the retraction throws. */
  private double[] point(double[] v) {
    double[] y;
    try {
      y = retraction.map().apply(x.clone(), v).clone();
    } catch (RuntimeException e) {
      y = new double[x.length];
      Arrays.fill(y, Double.NaN);
    }
    if (y.length != x.length) {
      throw new Fault(
          Reason.NO_VALUE,
          "The retraction gave " + y.length + " numbers, and must give " + x.length + ".");
    }
    Precision precision = session.precision();
    for (int k = 0; k < y.length; k++) {
      y[k] = precision.round(y[k]);
    }
    return y;
  }

  private static double[] times(double factor, double[] v) {
    return Arrays.stream(v).map(each -> factor * each).toArray();
  }

  /** How a point moves along a tangent vector. */
  private double[] velocity(double[] v) {
    double step = unit * Math.max(STEP, Math.cbrt(session.precision().unitRoundoff()));
    double[] right = point(times(step, v));
    double[] left = point(times(-step, v));
    double[] velocity = new double[x.length];
    Arrays.setAll(velocity, k -> (right[k] - left[k]) / (2 * step));
    return velocity;
  }

  /** An orthonormal basis of what some vectors span: the longest that is left first. */
  private double[][] orthonormal(double[][] vectors) {
    double least = Math.max(NEGLIGIBLE, Math.sqrt(session.precision().unitRoundoff()));
    double[][] left = Arrays.stream(vectors).map(double[]::clone).toArray(double[][]::new);
    double longest = Arrays.stream(left).mapToDouble(Euclidean::norm).max().orElse(0);
    List<double[]> basis = new ArrayList<>();
    while (basis.size() < left.length) {
      double[] next =
          Arrays.stream(left).max((a, b) -> Double.compare(norm(a), norm(b))).orElseThrow();
      double norm = norm(next);
      if (!(norm > least * longest)) {
        break;
      }
      double[] unit = times(1 / norm, next);
      basis.add(unit);
      for (double[] each : left) {
        double along = Euclidean.dot(each, unit);
        Arrays.setAll(each, k -> each[k] - along * unit[k]);
      }
    }
    return basis.toArray(double[][]::new);
  }

  private static double norm(double[] v) {
    return Euclidean.norm(v);
  }

  /** How many tangent vectors are stepped along. */
  int dimension() {
    return tangents.length;
  }

  /** A point of the manifold that is a little beside x. */
  double[] beside(double by) {
    double[] v = new double[tangents[0].length];
    for (double[] tangent : tangents) {
      Arrays.setAll(v, k -> v[k] + by * unit * tangent[k]);
    }
    return point(v);
  }

  private boolean isByEntries(double[] gradient) {
    return gradient.length == x.length;
  }

  /** What a gradient, by all entries or by the tangent vectors, says of each of the latter. */
  private double[] claims(double[] gradient) {
    return isByEntries(gradient)
        ? Arrays.stream(velocities).mapToDouble(each -> Euclidean.dot(gradient, each)).toArray()
        : gradient.clone();
  }

  /** Holds a gradient along the tangent vectors. */
  Row row(Outputs outputs, double[] gradient) {
    int[] places = IntStream.range(0, tangents.length).toArray();
    double[] claims = claims(gradient);
    double[] units = new double[tangents.length];
    Arrays.fill(units, unit);
    boolean held = isByEntries(gradient) && Arrays.stream(gradient).allMatch(Double::isFinite);
    Shape shape = Shape.of(tangents.length);
    ScalarFunction along = ScalarFunction.of(shape, t -> value(outputs, t));
    ScalarFunction rest =
        ScalarFunction.of(shape, t -> value(outputs, t) - claimed(gradient, claims, t));
    return Row.of(
        session, chart(held ? rest : along, new double[tangents.length], units, places), claims);
  }

  private static Chart chart(ScalarFunction function, double[] t, double[] units, int[] places) {
    return new Chart(
        function,
        t,
        units,
        places,
        k -> Optional.empty(),
        Optional.empty(),
        false,
        (by, parts) -> chart(function, beside(t, by, parts), units, places));
  }

  private static double[] beside(double[] t, double by, IntToDoubleFunction parts) {
    double[] moved = t.clone();
    for (int j = 0; j < moved.length; j++) {
      moved[j] += by * parts.applyAsDouble(j);
    }
    return moved;
  }

  private double[] at(double[] t) {
    double[] v = new double[tangents[0].length];
    for (int j = 0; j < t.length; j++) {
      for (int k = 0; t[j] != 0 && k < v.length; k++) {
        v[k] += t[j] * unit * tangents[j][k];
      }
    }
    return point(v);
  }

  private double value(Outputs outputs, double[] t) {
    double[] value = new double[1];
    outputs.take(0, at(t), 1, value);
    return value[0];
  }

  /** By how much more a gradient says that the value changes than its slopes do. */
  private double claimed(double[] gradient, double[] claims, double[] t) {
    double[] y = at(t);
    Arrays.setAll(y, k -> y[k] - x[k]);
    return Euclidean.dot(gradient, y) - unit * Euclidean.dot(claims, t);
  }

  /** Which gradient it is, in a sentence. */
  String said(double[] gradient) {
    String along = "tangent vectors of the manifold at x";
    if (!isByEntries(gradient)) {
      return "The gradient was taken as one number for each of the "
          + dimension()
          + " "
          + along
          + ".";
    }
    double[] across = gradient.clone();
    for (double[] each : orthonormal(velocities)) {
      double part = Euclidean.dot(across, each);
      Arrays.setAll(across, k -> across[k] - part * each[k]);
    }
    boolean tangent = Euclidean.norm(across) <= 1e-6 * Euclidean.norm(gradient);
    return "The gradient was held along "
        + dimension()
        + " "
        + along
        + (tangent
            ? "; it is tangent itself, a Riemannian gradient."
            : "; what it is across the manifold, as an ambient gradient, plays no part.");
  }
}
