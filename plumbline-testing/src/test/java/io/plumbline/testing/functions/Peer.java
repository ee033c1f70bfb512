package io.plumbline.testing.functions;

import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.verdict.Verdict;
import java.util.List;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.FiniteDifferencesDifferentiator;

/**
 * A way to check a gradient.
 *
 * @param name as the page calls it
 * @param rule what it says of a gradient
 */
record Peer(String name, Rule rule) {
  static final Peer PLUMBLINE =
      new Peer("Plumbline", (f, x, g) -> GradientCheck.of(f).gradient(g).at(x).check().verdict());

  /** At their defaults; Hipparchus has none, and is held to 1e-6. */
  static final List<Peer> ALL =
      List.of(
          PLUMBLINE,
          new Peer("hand loop, h = 1e-5, rel 1e-4", Peer::handLoop),
          new Peer("DL4J's rule", Peer::dl4j),
          new Peer("Hipparchus, 5 points of 1e-3", (f, x, g) -> hipparchus(5, 1e-3, f, x, g)),
          new Peer("Hipparchus, 3 points of 1e-5", (f, x, g) -> hipparchus(3, 1e-5, f, x, g)));

  /** A verdict on a gradient; peers know no third one. */
  @FunctionalInterface
  interface Rule {
    Verdict judge(ScalarFunction f, double[] x, double[] g);
  }

  private static Verdict verdict(boolean accepted) {
    return accepted ? Verdict.PASS : Verdict.FAIL;
  }

  private static double central(ScalarFunction f, double[] x, int k, double h) {
    double[] right = x.clone();
    double[] left = x.clone();
    right[k] += h;
    left[k] -= h;
    return (f.evaluate(right) - f.evaluate(left)) / (2 * h);
  }

  private static Verdict handLoop(ScalarFunction f, double[] x, double[] g) {
    boolean accepted = true;
    for (int k = 0; k < x.length; k++) {
      double d = central(f, x, k, 1e-5);
      accepted &= Math.abs(g[k] - d) <= 1e-4 * Math.max(Math.abs(g[k]), Math.abs(d));
    }
    return verdict(accepted);
  }

  /** GradientCheckUtil: epsilon 1e-6, maxRelError 1e-3, minAbsoluteError 1e-8. */
  private static Verdict dl4j(ScalarFunction f, double[] x, double[] g) {
    boolean accepted = true;
    for (int k = 0; k < x.length; k++) {
      double d = central(f, x, k, 1e-6);
      double sum = Math.abs(g[k]) + Math.abs(d);
      double relative = sum == 0 ? 0 : Math.abs(g[k] - d) / sum;
      accepted &= relative <= 1e-3 || Math.abs(g[k] - d) < 1e-8;
    }
    return verdict(accepted);
  }

  private static Verdict hipparchus(
      int points, double h, ScalarFunction f, double[] x, double[] g) {
    FiniteDifferencesDifferentiator differentiator = new FiniteDifferencesDifferentiator(points, h);
    DSFactory factory = new DSFactory(1, 1);
    boolean accepted = true;
    for (int k = 0; k < x.length; k++) {
      int moved = k;
      UnivariateFunction along =
          t -> {
            double[] point = x.clone();
            point[moved] = t;
            return f.evaluate(point);
          };
      double d =
          differentiator
              .differentiate(along)
              .value(factory.variable(0, x[k]))
              .getPartialDerivative(1);
      accepted &= Math.abs(g[k] - d) <= 1e-6 * Math.max(Math.abs(g[k]), Math.abs(d));
    }
    return verdict(accepted);
  }
}
