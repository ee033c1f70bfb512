package io.plumbline.core.check;

import io.plumbline.core.function.Precision;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * A straight line through x, as it rounds: all outputs of the function along it, each asked once.
 */
final class Line {
  private final Outputs.Source source;
  private final Precision precision;
  private final double[] x;
  private final double[] v;
  private final int from;
  private final int to;
  private final Map<Double, double[]> known = new ConcurrentHashMap<>();
  private final Map<Double, double[]> images = new ConcurrentHashMap<>();

  /**
   * A line.
   *
   * @param v its direction, of which the parts from one to another are moved
   */
  Line(Outputs.Source source, Session session, double[] v, int from, int to) {
    this.source = source;
    this.precision = session.precision();
    this.x = session.at().flat();
    this.v = v;
    this.from = from;
    this.to = to;
  }

  /** The direction, zero where nothing is moved. */
  double[] direction() {
    double[] part = new double[v.length];
    System.arraycopy(v, from, part, from, to - from);
    return part;
  }

  /** What rounding makes of a step: from x to the point itself. */
  double[] move(double t) {
    double[] move = new double[x.length];
    for (int k = from; k < to; k++) {
      move[k] = precision.round(x[k] + t * v[k]) - x[k];
    }
    return move;
  }

  double[] outputs(double t) {
    return known.computeIfAbsent(t, each -> source.outputs(point(each), 1));
  }

  /** What a product makes of the move of a step. */
  double[] image(double t, UnaryOperator<double[]> product) {
    return images.computeIfAbsent(t, each -> product.apply(move(each)));
  }

  private double[] point(double t) {
    double[] y = x.clone();
    for (int k = from; k < to; k++) {
      y[k] = precision.round(x[k] + t * v[k]);
    }
    return y;
  }
}
