package io.plumbline.core.check;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;

/**
 * How a function's argument moves on the manifold that it lies on.
 *
 * @param map from a point and a tangent vector to a point
 * @param tangents that are stepped along; none where they are to be found
 */
record Retraction(BinaryOperator<double[]> map, List<double[]> tangents) {
  /** A point a little beside x. */
  double[] beside(double[] x, double by, SplittableRandom random) {
    double size = Manifold.size(x);
    double[] v = random.doubles(x.length, -by * size, by * size).toArray();
    if (!tangents.isEmpty()) {
      v = new double[tangents.get(0).length];
      for (double[] tangent : tangents) {
        double part = by * (2 * random.nextDouble() - 1);
        for (int k = 0; k < v.length; k++) {
          v[k] += part * tangent[k];
        }
      }
    }
    return map.apply(x.clone(), v);
  }
}
