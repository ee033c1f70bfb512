package io.plumbline.assertions;

import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Gradients as people write them, each right and with a mistake; {@code docs/gallery.md} shows
 * them.
 */
final class Gallery {
  private Gallery() {}

  /**
   * One of them.
   *
   * @param mistake what was done wrong, for the page
   * @param right the check of the right gradient
   * @param wrong the check of the wrong one
   */
  record Piece(String mistake, GradientCheck right, GradientCheck wrong) {}

  private static double sum(int count, IntToDoubleFunction term) {
    return IntStream.range(0, count).mapToDouble(term).sum();
  }

  private static double[] each(int count, IntToDoubleFunction entry) {
    return IntStream.range(0, count).mapToDouble(entry).toArray();
  }

  private static double dot(double[] a, double[] b) {
    return sum(a.length, i -> a[i] * b[i]);
  }

  private static double[] softmax(double[] x) {
    double all = sum(x.length, i -> Math.exp(x[i]));
    return each(x.length, i -> Math.exp(x[i]) / all);
  }

  private static double sigmoid(double t) {
    return 1 / (1 + Math.exp(-t));
  }

  static Piece softmaxCrossEntropy() {
    GradientCheck f = GradientCheck.of(x -> -Math.log(softmax(x)[1])).at(0.3, 1.2, -0.7);
    return new Piece(
        "the label's one is not subtracted",
        f.gradient(x -> each(3, i -> softmax(x)[i] - (i == 1 ? 1 : 0))),
        f.gradient(x -> softmax(x)));
  }

  static Piece logSumExp() {
    GradientCheck f =
        GradientCheck.of(x -> Math.log(sum(4, i -> Math.exp(x[i])))).at(0.1, -1, 2, 0.5);
    return new Piece(
        "the exponentials are not divided by their sum",
        f.gradient(x -> softmax(x)),
        f.gradient(x -> each(4, i -> Math.exp(x[i]))));
  }

  static Piece binaryCrossEntropy() {
    GradientCheck f = GradientCheck.of(x -> Math.log1p(Math.exp(x[0])) - x[0] * 0.8).at(0.4);
    return new Piece(
        "the sigmoid's slope once more, though the loss is of the logit",
        f.gradient(x -> new double[] {sigmoid(x[0]) - 0.8}),
        f.gradient(
            x -> {
              double p = sigmoid(x[0]);
              return new double[] {(p - 0.8) * p * (1 - p)};
            }));
  }

  static Piece meanSquaredError() {
    double[] target = {1, -0.5, 2, 0.3};
    GradientCheck f =
        GradientCheck.of(x -> sum(4, i -> Math.pow(x[i] - target[i], 2)) / 4).at(0.2, 0.9, 1.4, -1);
    return new Piece(
        "the sum's gradient for the mean",
        f.gradient(x -> each(4, i -> 2 * (x[i] - target[i]) / 4)),
        f.gradient(x -> each(4, i -> 2 * (x[i] - target[i]))));
  }

  static Piece huberLoss() {
    GradientCheck f =
        GradientCheck.of(
                r -> sum(3, i -> Math.abs(r[i]) < 1 ? r[i] * r[i] / 2 : Math.abs(r[i]) - 0.5))
            .at(0.4, 2.5, -1.7);
    return new Piece(
        "residuals are not cut off at the threshold",
        f.gradient(r -> each(3, i -> Math.max(-1, Math.min(1, r[i])))),
        f.gradient(r -> r));
  }

  static Piece layerNorm() {
    double[] w = {0.5, -1.2, 0.8, 2};
    GradientCheck f = GradientCheck.of(x -> dot(w, normalised(x))).at(0.3, 1.2, -0.7, 0.9);
    return new Piece(
        "the term through the variance is missing",
        f.gradient(
            x -> {
              double[] y = normalised(x);
              return each(
                  4, i -> (w[i] - sum(4, j -> w[j]) / 4 - y[i] * dot(w, y) / 4) / deviation(x));
            }),
        f.gradient(x -> each(4, i -> (w[i] - sum(4, j -> w[j]) / 4) / deviation(x))));
  }

  private static double deviation(double[] x) {
    double mean = sum(x.length, i -> x[i]) / x.length;
    return Math.sqrt(sum(x.length, i -> (x[i] - mean) * (x[i] - mean)) / x.length);
  }

  private static double[] normalised(double[] x) {
    double mean = sum(x.length, i -> x[i]) / x.length;
    return each(x.length, i -> (x[i] - mean) / deviation(x));
  }

  static Piece attentionWeights() {
    double[] v = {1.5, -0.4, 0.7};
    GradientCheck f = GradientCheck.of(s -> dot(softmax(s), v)).at(0.2, 1.1, -0.6);
    return new Piece(
        "only the softmax's diagonal",
        f.gradient(s -> each(3, i -> softmax(s)[i] * (v[i] - dot(softmax(s), v)))),
        f.gradient(s -> each(3, i -> softmax(s)[i] * (1 - softmax(s)[i]) * v[i])));
  }

  static Piece convolution() {
    double[] w = {0.5, -1.2, 0.3};
    GradientCheck f =
        GradientCheck.of(x -> sum(4, i -> Math.pow(slide(x, w, i), 2) / 2))
            .at(0.2, -1, 0.7, 1.3, 0.4, -0.6);
    return new Piece(
        "the kernel is not turned round on the way back",
        f.gradient(
            x -> each(6, j -> sum(4, i -> j >= i && j < i + 3 ? slide(x, w, i) * w[j - i] : 0))),
        f.gradient(
            x ->
                each(
                    6, j -> sum(4, i -> j >= i && j < i + 3 ? slide(x, w, i) * w[2 - j + i] : 0))));
  }

  private static double slide(double[] x, double[] w, int from) {
    return sum(w.length, k -> w[k] * x[from + k]);
  }

  static Piece gruCell() {
    GradientCheck f =
        GradientCheck.of(x -> (1 - sigmoid(x[0])) * Math.tanh(x[1]) + sigmoid(x[0]) * x[2])
            .at(0.4, -0.3, 0.8);
    return new Piece(
        "the slope of tanh is missing",
        f.gradient(x -> gru(x, 1 - Math.pow(Math.tanh(x[1]), 2))),
        f.gradient(x -> gru(x, 1)));
  }

  private static double[] gru(double[] x, double slope) {
    double z = sigmoid(x[0]);
    return new double[] {z * (1 - z) * (x[2] - Math.tanh(x[1])), (1 - z) * slope, z};
  }

  static Piece cosineSimilarity() {
    double[] a = {0.6, 0.8, 0};
    GradientCheck f = GradientCheck.of(x -> dot(a, x) / Math.sqrt(dot(x, x))).at(1, -0.5, 2);
    return new Piece(
        "the length is taken for a constant",
        f.gradient(x -> each(3, i -> (a[i] - dot(a, x) / dot(x, x) * x[i]) / Math.sqrt(dot(x, x)))),
        f.gradient(x -> each(3, i -> a[i] / Math.sqrt(dot(x, x)))));
  }

  static Piece logDeterminant() {
    GradientCheck f =
        GradientCheck.ofInputs(in -> Math.log(determinant(in.get("A"))))
            .at(Inputs.of("A", Shape.of(2, 2), 2, 0.3, -0.7, 1.1));
    return new Piece(
        "the inverse in place of its transpose",
        f.gradientOfInputs(in -> Map.of("A", cofactors(in.get("A"), 1, 2))),
        f.gradientOfInputs(in -> Map.of("A", cofactors(in.get("A"), 2, 1))));
  }

  private static double determinant(double[] a) {
    return a[0] * a[3] - a[1] * a[2];
  }

  private static double[] cofactors(double[] a, int upper, int lower) {
    double d = determinant(a);
    double[] off = {0, -a[2] / d, -a[1] / d};
    return new double[] {a[3] / d, off[upper], off[lower], a[0] / d};
  }

  static Piece choleskyLogDeterminant() {
    // Of a symmetric matrix [a, b; b, c], by its three numbers.
    GradientCheck f = GradientCheck.of(m -> Math.log(m[0] * m[2] - m[1] * m[1])).at(2, 0.4, 1.5);
    return new Piece(
        "the entry that stands twice is counted once",
        f.gradient(m -> symmetric(m, 2)),
        f.gradient(m -> symmetric(m, 1)));
  }

  private static double[] symmetric(double[] m, double times) {
    double d = m[0] * m[2] - m[1] * m[1];
    return new double[] {m[2] / d, -times * m[1] / d, m[0] / d};
  }

  static Piece quaternionRotation() {
    GradientCheck f =
        GradientCheck.of(q -> q[0] * q[0] + q[1] * q[1] - q[2] * q[2] - q[3] * q[3])
            .at(0.9, 0.3, -0.2, 0.1);
    return new Piece(
        "a sign",
        f.gradient(q -> new double[] {2 * q[0], 2 * q[1], -2 * q[2], -2 * q[3]}),
        f.gradient(q -> new double[] {2 * q[0], 2 * q[1], 2 * q[2], -2 * q[3]}));
  }

  static Piece odeAdjoint() {
    // Ten steps of y' = k y by Euler, by the first value and by k.
    GradientCheck f = GradientCheck.of(x -> x[0] * Math.pow(1 + 0.1 * x[1], 10)).at(1.4, 0.7);
    return new Piece(
        "the adjoint of the equation, not of the steps",
        f.gradient(
            x -> new double[] {Math.pow(1 + 0.1 * x[1], 10), x[0] * Math.pow(1 + 0.1 * x[1], 9)}),
        f.gradient(x -> new double[] {Math.exp(x[1]), x[0] * Math.exp(x[1])}));
  }

  static Piece contactForce() {
    GradientCheck f =
        GradientCheck.of(x -> 50 * Math.pow(Math.max(0, -x[0]), 2) + 9.8 * x[0]).at(0.02);
    return new Piece(
        "the contact pulls where it should have let go",
        f.gradient(x -> new double[] {100 * Math.min(0, x[0]) + 9.8}),
        f.gradient(x -> new double[] {100 * x[0] + 9.8}));
  }

  static Piece cubicSpline() {
    // One piece over a cell of width 0.5.
    GradientCheck f =
        GradientCheck.of(
                x -> {
                  double t = (x[0] - 1) / 0.5;
                  return t * t * (3 - 2 * t) * x[1];
                })
            .at(1.37, 0.4);
    return new Piece(
        "the width of the cell is missing",
        f.gradient(x -> spline(x, 0.5)),
        f.gradient(x -> spline(x, 1)));
  }

  private static double[] spline(double[] x, double width) {
    double t = (x[0] - 1) / 0.5;
    return new double[] {6 * t * (1 - t) * x[1] / width, t * t * (3 - 2 * t)};
  }

  static Piece optimalTransport() {
    // A soft minimum over costs, as Sinkhorn's steps take it.
    GradientCheck f =
        GradientCheck.of(c -> -0.1 * Math.log(sum(3, i -> Math.exp(-c[i] / 0.1))))
            .at(0.3, 0.25, 0.4);
    return new Piece(
        "the temperature divides once too often",
        f.gradient(c -> softmax(each(3, i -> -c[i] / 0.1))),
        f.gradient(c -> each(3, i -> softmax(each(3, j -> -c[j] / 0.1))[i] / 0.1)));
  }

  static Piece gaussianLikelihood() {
    // By the mean and the logarithm of the deviation.
    GradientCheck f =
        GradientCheck.of(p -> Math.pow((0.9 - p[0]) / Math.exp(p[1]), 2) / 2 + p[1]).at(0.2, -0.6);
    return new Piece(
        "by the deviation, not by its logarithm",
        f.gradient(p -> gaussian(p, 1)),
        f.gradient(p -> gaussian(p, Math.exp(p[1]))));
  }

  private static double[] gaussian(double[] p, double unit) {
    double z = (0.9 - p[0]) / Math.exp(p[1]);
    return new double[] {-z / Math.exp(p[1]), (1 - z * z) / unit};
  }

  static Piece poissonRegression() {
    GradientCheck f =
        GradientCheck.of(w -> sum(3, i -> Math.exp(dot(w, ROWS[i])) - COUNTS[i] * dot(w, ROWS[i])))
            .at(0.3, -0.2);
    return new Piece(
        "the last sample is left out",
        f.gradient(w -> regression(w, 3)),
        f.gradient(w -> regression(w, 2)));
  }

  private static final double[][] ROWS = {{1, 0.5}, {1, -1.2}, {1, 2}};
  private static final double[] COUNTS = {2, 0, 1};

  private static double[] regression(double[] w, int samples) {
    return each(2, k -> sum(samples, i -> (Math.exp(dot(w, ROWS[i])) - COUNTS[i]) * ROWS[i][k]));
  }

  static Piece ridge() {
    GradientCheck f =
        GradientCheck.of(w -> Math.pow(dot(w, ROWS[0]) - 1, 2) + 0.05 * dot(w, w)).at(0.3, -0.8);
    return new Piece(
        "the penalty is in the loss and not in its gradient",
        f.gradient(w -> each(2, k -> 2 * (dot(w, ROWS[0]) - 1) * ROWS[0][k] + 0.1 * w[k])),
        f.gradient(w -> each(2, k -> 2 * (dot(w, ROWS[0]) - 1) * ROWS[0][k])));
  }

  static Piece bilinearForm() {
    Inputs at = Inputs.of("x", Shape.of(2), 0.4, -1.2).and("y", Shape.of(2), 0.7, 1.5);
    GradientCheck f =
        GradientCheck.ofInputs(in -> dot(in.get("x"), times(in.get("y"), 1, 2))).at(at);
    return new Piece(
        "by y it is the transposed matrix that belongs there",
        f.gradientOfInputs(
            in -> Map.of("x", times(in.get("y"), 1, 2), "y", times(in.get("x"), 2, 1))),
        f.gradientOfInputs(
            in -> Map.of("x", times(in.get("y"), 1, 2), "y", times(in.get("x"), 1, 2))));
  }

  private static double[] times(double[] v, int upper, int lower) {
    double[] off = {0, 0.3, -0.9};
    return new double[] {2 * v[0] + off[upper] * v[1], off[lower] * v[0] + 1.1 * v[1]};
  }

  static Piece sharedBuffer() {
    double[] buffer = new double[2];
    GradientCheck f = GradientCheck.of(x -> x[0] * x[0] * x[1]).at(1.2, 0.7);
    return new Piece(
        "a buffer is added to and never cleared",
        f.gradient(x -> new double[] {2 * x[0] * x[1], x[0] * x[0]}),
        f.gradient(
            x -> {
              buffer[0] += 2 * x[0] * x[1];
              buffer[1] += x[0] * x[0];
              return Arrays.copyOf(buffer, 2);
            }));
  }
}
