package io.plumbline.testing.functions;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Functions that people write gradients for: losses, likelihoods, layers, physics, and traps. */
public final class FunctionExamples {
  private final List<FunctionExample> all = new ArrayList<>();

  private FunctionExamples() {}

  /** All examples, in a fixed order. */
  public static List<FunctionExample> all() {
    FunctionExamples examples = new FunctionExamples();
    examples.elementary();
    examples.polynomials();
    examples.losses();
    examples.likelihoods();
    examples.layers();
    examples.physics();
    examples.scales();
    examples.kinks();
    examples.undecidable();
    return List.copyOf(examples.all);
  }

  private void add(String name, Formula formula, double... x) {
    addBeside(Double.POSITIVE_INFINITY, name, formula, x);
  }

  /** One that is smooth only so far from x. */
  private void addBeside(double smooth, String name, Formula formula, double... x) {
    all.add(new FunctionExample(name, formula, x, smooth));
  }

  /** One term for each entry, each with a weight of its own. */
  private static Num sum(Num[] x, Term term) {
    Num sum = x[0].of(0);
    for (int k = 0; k < x.length; k++) {
      sum = sum.plus(term.of(x[k], k));
    }
    return sum;
  }

  private interface Term {
    Num of(Num x, int k);
  }

  private static double weight(int k) {
    return 0.5 + 0.3 * ((7 * k) % 5);
  }

  private static double[] points(int count, double from, double to) {
    SplittableRandom random = new SplittableRandom(count);
    return Arrays.stream(new double[count]).map(zero -> random.nextDouble(from, to)).toArray();
  }

  private void elementary() {
    add("exp", x -> sum(x, (t, k) -> t.times(weight(k)).exp()), points(3, -1, 1));
    add("log", x -> sum(x, (t, k) -> t.log().times(weight(k))), points(4, 0.2, 3));
    add("sin", x -> sum(x, (t, k) -> t.times(weight(k)).sin()), points(3, -2, 2));
    add("cos", x -> sum(x, (t, k) -> t.cos().times(weight(k))), points(2, 0.3, 2));
    add("sqrt", x -> sum(x, (t, k) -> t.sqrt().times(weight(k))), points(5, 0.1, 4));
    add("tanh", x -> sum(x, (t, k) -> t.tanh().times(weight(k))), points(3, -1.5, 1.5));
    add("erf", x -> sum(x, (t, k) -> t.erf().times(weight(k))), points(2, -1, 1));
    add("atan", x -> sum(x, (t, k) -> t.times(weight(k)).atan()), points(4, -3, 3));
    add("power 2.7", x -> sum(x, (t, k) -> t.pow(2.7).times(weight(k))), points(3, 0.3, 2));
    add("power -1.5", x -> sum(x, (t, k) -> t.pow(-1.5).times(weight(k))), points(3, 0.3, 2));
    add("reciprocal", x -> sum(x, (t, k) -> t.of(weight(k)).over(t)), points(3, 0.4, 3));
    add("sigmoid", x -> sum(x, (t, k) -> t.times(weight(k)).sigmoid()), points(4, -2, 2));
    add("softplus", x -> sum(x, (t, k) -> t.times(weight(k)).softplus()), points(4, 0.2, 2));
    add("gelu", x -> sum(x, (t, k) -> gelu(t).times(weight(k))), points(4, -2, 2));
    add("silu", x -> sum(x, (t, k) -> t.times(t.sigmoid()).times(weight(k))), points(4, -2, 2));
    add("wave of frequency 40", x -> x[0].times(40).sin().plus(x[1].times(40).cos()), 0.3, 0.7);
    add("product", x -> x[0].times(x[1]).times(x[2]).times(x[3]), 1.3, -0.4, 2.2, 0.7);
    add("quotient", x -> x[0].plus(x[1]).over(x[2].square().plus(1)), 0.7, -1.9, 1.2);
    add("x to the y", x -> x[0].log().times(x[1]).exp(), 1.7, 2.3);
    add("arc length", x -> x[0].square().plus(x[1].square()).plus(1).sqrt(), 2, -0.5);
  }

  private static Num gelu(Num t) {
    return t.times(t.over(Math.sqrt(2)).erf().plus(1)).times(0.5);
  }

  private void polynomials() {
    add("linear", x -> sum(x, (t, k) -> t.times(weight(k))), points(6, -2, 2));
    add("square", x -> sum(x, (t, k) -> t.square().times(weight(k))), points(5, 0.3, 2));
    add("cubic", x -> sum(x, (t, k) -> t.square().times(t).times(weight(k))), points(3, 0.5, 2));
    add("rosenbrock", FunctionExamples::rosenbrock, -1.2, 1, 0.7);
    add(
        "himmelblau",
        x ->
            x[0].square()
                .plus(x[1])
                .minus(11)
                .square()
                .plus(x[0].plus(x[1].square()).minus(7).square()),
        1.1,
        2.3);
    add("quadratic form", x -> form(x), points(6, -1, 1));
    add("determinant", x -> x[0].times(x[3]).minus(x[1].times(x[2])), 2, 0.3, -0.7, 1.1);
    add("legendre 6", x -> legendre(x[0]).times(x[1]), 0.37, 1.6);
    add("stationary in one entry", x -> x[0].square().plus(x[1].times(3)), 0, 1);
    add("stationary", x -> x[0].minus(1).square().plus(x[1].plus(2).square()), 1, -2);
    add("an input that plays no part", x -> x[0].sin().times(x[2]), 0.4, 1, 2.5);
    add("cube at zero", x -> x[0].square().times(x[0]).plus(x[1].sin()), 0, 0.4);
    add("beale", x -> beale(x), 1.2, 0.4);
    add("constant", x -> x[0].of(3), 1, 2);
  }

  private static Num rosenbrock(Num[] x) {
    Num sum = x[0].of(0);
    for (int k = 0; k + 1 < x.length; k++) {
      sum =
          sum.plus(x[k + 1].minus(x[k].square()).square().times(100)).plus(x[k].minus(1).square());
    }
    return sum;
  }

  private static Num beale(Num[] x) {
    Num a = x[0].of(1.5).minus(x[0]).plus(x[0].times(x[1]));
    Num b = x[0].of(2.25).minus(x[0]).plus(x[0].times(x[1].square()));
    return a.square().plus(b.square());
  }

  private static Num form(Num[] x) {
    Num sum = x[0].of(0);
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x.length; j++) {
        sum = sum.plus(x[i].times(x[j]).times((i == j ? 3 : 0.2 * ((i + 2 * j) % 5)) - 0.1));
      }
    }
    return sum;
  }

  private static Num legendre(Num t) {
    Num before = t.of(1);
    Num now = t;
    for (int n = 1; n < 6; n++) {
      Num next = t.times(now).times(2 * n + 1).minus(before.times(n)).over(n + 1);
      before = now;
      now = next;
    }
    return now;
  }

  private void losses() {
    add("softmax cross-entropy", x -> logSumExp(x).minus(x[1]), 0.3, 1.2, -0.7, 0.1);
    add(
        "softmax cross-entropy, smoothed",
        x -> logSumExp(x).minus(x[0].times(0.9)).minus(x[1].times(0.05)).minus(x[2].times(0.05)),
        0.4,
        -1,
        0.2);
    add("log-sum-exp", FunctionExamples::logSumExp, points(8, -2, 2));
    add(
        "binary cross-entropy",
        x -> sum(x, (t, k) -> k % 2 == 0 ? t.softplus() : t.softplus().minus(t)),
        0.4,
        1.1,
        0.8,
        0.2);
    add("focal loss", x -> focal(x[0]).plus(focal(x[1])), 0.4, -0.8);
    add(
        "mean squared error",
        x -> sum(x, (t, k) -> t.minus(weight(k)).square().over(6)),
        points(6, -1, 1));
    add("cosine similarity", FunctionExamples::cosine, 1, 2, -0.5, 0.4, -1, 0.3);
    add(
        "triplet, squared",
        x -> x[0].minus(x[1]).square().minus(x[0].minus(x[2]).square()).plus(9).relu(),
        1,
        2,
        0.4);
    add("kullback-leibler", x -> kl(x), 0.3, 1.4, -0.5);
    add(
        "log cosh",
        x -> sum(x, (t, k) -> t.softplus().plus(t.negate().softplus()).times(weight(k))),
        0.6,
        1.3,
        2);
    add("poisson loss", x -> sum(x, (t, k) -> t.exp().minus(t.times(weight(k)))), points(4, -1, 1));
    add(
        "contrastive",
        x -> x[0].minus(x[1]).square().plus(1e-4).sqrt().negate().plus(2).relu().square(),
        0.3,
        1.1);
    add("huber beside its kink", x -> huber(x[0]).plus(huber(x[1])), 0.4, 2.2);
    add("hinge away from its kink", x -> x[0].times(x[1]).negate().plus(1).relu(), 0.4, 0.9);
  }

  private static Num logSumExp(Num[] x) {
    return sum(x, (t, k) -> t.exp()).log();
  }

  private static Num focal(Num t) {
    Num p = t.sigmoid();
    return p.negate().plus(1).square().times(p.log()).negate();
  }

  private static Num cosine(Num[] x) {
    Num dot = x[0].of(0);
    Num a = x[0].of(0);
    Num b = x[0].of(0);
    for (int k = 0; k < x.length / 2; k++) {
      dot = dot.plus(x[k].times(x[k + x.length / 2]));
      a = a.plus(x[k].square());
      b = b.plus(x[k + x.length / 2].square());
    }
    return dot.over(a.sqrt().times(b.sqrt()));
  }

  private static Num kl(Num[] x) {
    Num sum = x[0].of(0);
    for (int k = 0; k < x.length; k++) {
      Num p = x[k].exp().over(sum(x, (t, j) -> t.exp()));
      sum = sum.plus(p.times(p.log().minus(Math.log(weight(k) / 3))));
    }
    return sum;
  }

  private static Num huber(Num t) {
    Num inside = t.square().times(0.5);
    return Math.abs(t.value()) <= 1 ? inside : t.abs().minus(0.5);
  }

  private void likelihoods() {
    add(
        "normal",
        x ->
            sum(Arrays.copyOf(x, 1), (t, k) -> t.minus(0.7).over(x[1]).square().times(0.5))
                .plus(x[1].log()),
        0.2,
        1.4);
    add(
        "student t",
        x ->
            x[0].minus(0.3)
                .square()
                .over(x[1].square().times(4))
                .plus(1)
                .log()
                .times(2.5)
                .plus(x[1].log()),
        1,
        0.8);
    add("logistic regression", x -> regression(x), 0.2, -0.5, 0.3);
    add(
        "gamma",
        x -> x[0].log().times(2.3).minus(x[0].times(x[1])).plus(x[1].log().times(3.3)),
        1.2,
        0.9);
    add("beta", x -> x[0].log().times(1.4).plus(x[0].negate().plus(1).log().times(2.6)), 0.3);
    add(
        "weibull",
        x -> x[0].over(x[1]).pow(1.7).negate().plus(x[0].over(x[1]).log().times(0.7)),
        1.3,
        2);
    add(
        "mixture of two",
        x ->
            x[0].square()
                .times(-0.5)
                .exp()
                .times(0.3)
                .plus(x[0].minus(x[1]).square().times(-0.5).exp().times(0.7))
                .log(),
        0.4,
        1.8);
    add("log-determinant, 2 x 2", x -> x[0].times(x[2]).minus(x[1].square()).log(), 2, 0.4, 1.5);
    add(
        "cholesky log-determinant",
        x -> x[0].sqrt().log().plus(x[2].minus(x[1].square().over(x[0])).sqrt().log()).times(2),
        2,
        0.4,
        1.5);
    add(
        "variational bound",
        x -> x[0].square().plus(x[1].times(2).exp()).minus(x[1].times(2)).minus(1).times(0.5),
        0.6,
        -0.3);
    add("student, far out", x -> x[0].square().over(3).plus(1).log(), 40);
    add("von mises", x -> x[0].minus(0.4).cos().times(x[1]), 1.3, 2.2);
  }

  private static Num regression(Num[] w) {
    double[][] rows = {{1, 0.5, -1}, {1, -1.2, 0.3}, {1, 2, 1.7}, {1, 0.1, -0.4}};
    Num sum = w[0].of(0);
    for (int i = 0; i < rows.length; i++) {
      Num score = w[0].of(0);
      for (int k = 0; k < w.length; k++) {
        score = score.plus(w[k].times(rows[i][k]));
      }
      sum = sum.plus(i % 2 == 0 ? score.softplus() : score.softplus().minus(score));
    }
    return sum;
  }

  private void layers() {
    add("layer norm", x -> norm(x), 0.3, 1.2, -0.7, 0.9);
    add("attention", x -> attention(x), 0.3, -0.6, 1.1, 0.8, 0.2, -0.9);
    add("gru cell", x -> gru(x), 0.4, -0.3, 0.8);
    add("dense tanh", x -> dense(x, false), points(6, -1, 1));
    add("dense relu", x -> dense(x, true), points(7, -1, 1));
    add("maximum of three", x -> x[0].max(x[1]).max(x[2]).times(x[1]), 0.3, 1.9, -0.4);
    add("two layers", x -> dense(x, false).times(2).tanh().plus(x[0].square()), points(5, -1, 1));
    add("convolution", x -> convolution(x), points(9, -1, 1));
    add(
        "softmax, weighted",
        x -> x[0].exp().times(2).plus(x[1].exp().times(-1)).over(sum(x, (t, k) -> t.exp())),
        0.4,
        0.9,
        -0.3);
    add("l2 normalisation", x -> x[0].over(sum(x, (t, k) -> t.square()).sqrt()), 0.4, 0.9, -0.3);
  }

  private static Num norm(Num[] x) {
    Num mean = sum(x, (t, k) -> t).over(x.length);
    Num variance = sum(x, (t, k) -> t.minus(mean).square()).over(x.length);
    return sum(x, (t, k) -> t.minus(mean).over(variance.plus(1e-5).sqrt()).times(weight(k)));
  }

  private static Num attention(Num[] x) {
    Num a = x[0].times(x[2]).over(Math.sqrt(2)).exp();
    Num b = x[1].times(x[3]).over(Math.sqrt(2)).exp();
    return a.times(x[4]).plus(b.times(x[5])).over(a.plus(b));
  }

  private static Num gru(Num[] x) {
    Num z = x[0].times(0.7).plus(x[1].times(-0.4)).sigmoid();
    Num r = x[0].times(-0.2).plus(x[2].times(0.9)).sigmoid();
    Num n = x[0].plus(r.times(x[1]).times(0.6)).tanh();
    return z.negate().plus(1).times(n).plus(z.times(x[1]));
  }

  private static Num dense(Num[] x, boolean relu) {
    Num sum = x[0].of(0);
    for (int i = 0; i < 4; i++) {
      Num unit = x[0].of(0.1 * i);
      for (int k = 0; k < x.length; k++) {
        unit = unit.plus(x[k].times(Math.sin(3 * i + 2 * k + 1)));
      }
      sum = sum.plus((relu ? unit.relu() : unit.tanh()).times(weight(i)));
    }
    return sum;
  }

  private static Num convolution(Num[] x) {
    Num sum = x[0].of(0);
    for (int k = 0; k + 2 < x.length; k++) {
      sum =
          sum.plus(
              x[k].times(0.5)
                  .plus(x[k + 1].times(-1.2))
                  .plus(x[k + 2].times(0.3))
                  .tanh()
                  .times(weight(k)));
    }
    return sum;
  }

  private void physics() {
    add("pendulum", x -> x[1].square().times(0.5).minus(x[0].cos()), 0.9, 1.4);
    add(
        "kepler",
        x ->
            x[2].square()
                .plus(x[3].square())
                .times(0.5)
                .minus(x[0].of(1).over(x[0].square().plus(x[1].square()).sqrt())),
        1.1,
        0.4,
        -0.3,
        0.8);
    add("lennard-jones", x -> x[0].pow(-12).minus(x[0].pow(-6)).times(4), 1.2);
    add("euler steps of an ode", x -> ode(x), 0.8, 1.3);
    add("quaternion rotation", x -> rotation(x), 0.9, 0.3, -0.2, 0.1);
    add(
        "soft contact",
        x -> x[0].negate().times(20).softplus().over(20).square().plus(x[0].times(x[1])),
        0.1,
        0.4);
    add("ideal gas", x -> x[0].times(8.314).times(x[1]).over(x[2]), 2, 300, 0.05);
    add(
        "sinkhorn step",
        x ->
            x[0].negate()
                .exp()
                .plus(x[1].negate().exp())
                .log()
                .minus(x[2].negate().exp().plus(x[3].negate().exp()).log()),
        0.3,
        0.8,
        1.1,
        0.2);
    add("cubic spline", x -> spline(x), 1.37, 0.4);
    add("newton's root", x -> root(x[0]).times(x[1]), 2.3, 1.4);
  }

  private static Num ode(Num[] x) {
    Num y = x[0];
    for (int step = 0; step < 20; step++) {
      y = y.plus(x[1].times(y).times(y.negate().plus(2)).times(0.05));
    }
    return y.square();
  }

  private static Num rotation(Num[] q) {
    Num size = sum(q, (t, k) -> t.square());
    Num first = q[0].square().plus(q[1].square()).minus(q[2].square()).minus(q[3].square());
    Num second = q[1].times(q[2]).minus(q[0].times(q[3])).times(2);
    return first.times(0.7).plus(second.times(-0.4)).over(size);
  }

  private static Num spline(Num[] x) {
    Num t = x[0].minus(Math.floor(x[0].value()));
    double cell = Math.floor(x[0].value());
    Num value = t.square().times(t).times(0.3 + cell).minus(t.square().times(0.7)).plus(t);
    return value.times(x[1]);
  }

  private static Num root(Num a) {
    Num y = a;
    for (int step = 0; step < 8; step++) {
      y = y.plus(a.over(y)).times(0.5);
    }
    return y;
  }

  private void scales() {
    add(
        "entries of 1e-6 to 1e6",
        x -> x[0].times(1e6).sin().plus(x[1].times(1e-6).square()),
        0.4e-6,
        1.3e6);
    add("values of 1e30", x -> x[0].sin().times(1e30).plus(x[1].times(1e30)), 0.4, 1.3);
    add("values of 1e-30", x -> x[0].sin().times(1e-30).plus(x[1].times(1e-30)), 0.4, 1.3);
    add("points of 1e-9", x -> x[0].times(1e9).sin(), 0.7e-9);
    add("points of 1e8", x -> x[0].times(1e-8).exp(), 0.7e8);
    add("slopes 1000 apart", x -> x[0].times(1000).plus(x[1].sin()), 0.4, 0.7);
    add("a constant of 1000 beside", x -> x[0].sin().plus(x[1].square()).plus(1000), 0.4, 0.7);
    add("slopes 1e6 apart", x -> x[0].times(1e6).plus(x[1].sin()), 0.4, 0.7);
    add("a constant of 1e6 beside", x -> x[0].sin().plus(x[1].square()).plus(1e6), 0.4, 0.7);
  }

  private void kinks() {
    addBeside(0.01, "kink 0.01 beside", x -> x[0].minus(0.41).abs().plus(x[1].square()), 0.4, 0.7);
    addBeside(
        1e-5, "kink 1e-5 beside", x -> x[0].minus(0.40001).abs().plus(x[1].square()), 0.4, 0.7);
    add("dead unit", x -> x[0].minus(2).relu().plus(x[1].sin()), 0.4, 0.7);
    add("clamped", x -> x[0].max(x[0].of(0)).min(x[0].of(1)).plus(x[1].sin()), 1.4, 0.7);
    add("absolute values", x -> sum(x, (t, k) -> t.abs().times(weight(k))), 0.4, -0.7, 1.1);
  }

  private void undecidable() {
    addBeside(0, "relu on its kink", x -> x[0].relu().plus(x[1].sin()), 0, 0.7);
    addBeside(0, "a tie of a maximum", x -> x[0].max(x[1]).plus(x[0].sin()), 0.7, 0.7);
    addBeside(0, "absolute value at zero", x -> x[0].abs().plus(x[1]), 0, 0.7);
    add("saturated sigmoid", x -> x[0].sigmoid(), 40);
    add("slopes 1e15 apart", x -> x[0].times(1e15).plus(x[1].sin()), 0.4, 0.7);
    add("a constant of 1e14 beside", x -> x[0].sin().plus(1e14), 0.4);
  }
}
