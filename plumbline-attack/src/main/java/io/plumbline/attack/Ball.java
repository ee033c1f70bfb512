package io.plumbline.attack;

import java.util.SplittableRandom;

/**
 * The inputs that a threat allows around one clean input: a ball cut by the bounds. What {@link
 * #project} leaves lies inside exactly: its distance computed in float64 is at most epsilon.
 */
final class Ball {
  /** What rounding to float32 may add to a length, with room to spare. */
  private static final double SHRINK = 1 - 0x1p-22;

  private final float[] center;
  private final Norm norm;
  private final double epsilon;
  private final Bounds bounds;
  private final float[] low;
  private final float[] high;

  Ball(float[] center, Threat threat) {
    this.center = center;
    this.norm = threat.norm();
    this.epsilon = threat.epsilon();
    this.bounds = threat.bounds();
    this.low = new float[norm == Norm.LINF ? center.length : 0];
    this.high = new float[low.length];
    box();
  }

  /** The interval of each element, its ends rounded inwards; there are none but in LINF. */
  private void box() {
    for (int i = 0; i < low.length; i++) {
      double c = center[i];
      float down = (float) (c - epsilon);
      float up = (float) (c + epsilon);
      low[i] = Math.max(bounds.lower(i), c - down > epsilon ? Math.nextUp(down) : down);
      high[i] = Math.min(bounds.upper(i), up - c > epsilon ? Math.nextDown(up) : up);
    }
  }

  float[] center() {
    return center;
  }

  /** Moves a point by a length along a direction, by its signs in LINF, and projects it. */
  void step(float[] x, float[] direction, double length) {
    if (norm == Norm.LINF) {
      float move = (float) length;
      for (int i = 0; i < x.length; i++) {
        float d = direction[i];
        // A NaN is no direction.
        float moved = d > 0 ? x[i] + move : d < 0 ? x[i] - move : x[i];
        x[i] = Math.min(high[i], Math.max(low[i], moved));
      }
      return;
    }
    double size = length(direction);
    if (size > 0 && size < Double.POSITIVE_INFINITY) {
      double factor = length / size;
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (x[i] + factor * direction[i]);
      }
      project(x);
    }
  }

  /** Moves a point to the nearest that is allowed, or very near to that. */
  void project(float[] x) {
    if (norm == Norm.LINF) {
      for (int i = 0; i < x.length; i++) {
        x[i] = Math.min(high[i], Math.max(low[i], x[i]));
      }
      return;
    }
    clip(x);
    double distance = norm.distance(x, center);
    if (distance <= epsilon) {
      return;
    }
    float[] far = x.clone();
    double factor = epsilon / distance;
    do {
      for (int i = 0; i < x.length; i++) {
        double c = center[i];
        x[i] = (float) (c + factor * (far[i] - c));
      }
      factor *= SHRINK;
    } while (norm.distance(x, center) > epsilon);
  }

  private void clip(float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = bounds.clip(i, x[i]);
    }
  }

  /** Uniform in the ball, then clipped to the bounds. */
  float[] random(SplittableRandom random) {
    float[] x = center.clone();
    if (norm == Norm.LINF) {
      for (int i = 0; i < x.length; i++) {
        x[i] += (float) ((2 * random.nextDouble() - 1) * epsilon);
      }
    } else {
      double[] direction = new double[x.length];
      double squares = 0;
      for (int i = 0; i < x.length; i++) {
        direction[i] = Gaussian.next(random);
        squares += direction[i] * direction[i];
      }
      double factor = epsilon * Math.pow(random.nextDouble(), 1.0 / x.length) / Math.sqrt(squares);
      for (int i = 0; i < x.length; i++) {
        x[i] += (float) (factor * direction[i]);
      }
    }
    project(x);
    return x;
  }

  private static double length(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
