package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.VectorFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a gradient, or a Hessian, is that of a scalar function.
 *
 * <pre>{@code
 * CheckResult result = GradientCheck.of(f).gradient(g).at(1, 2, 3).check();
 * }</pre>
 *
 * <p>An entry agrees where it is within the bound of its finite difference and a relative tolerance
 * of it; the verdict is that of {@link io.plumbline.core.verdict.Decision}. The arrays handed in
 * are never written to, and the function gets arrays of its own.
 */
public final class GradientCheck extends FunctionCheck<GradientCheck> {
  private final Claims claims;

  /** What was claimed; empty where nothing was. */
  private record Claims(
      @Nullable Claim gradient,
      @Nullable Function<double[], ValueAndGradient> both,
      @Nullable BinaryOperator<double[]> hessianVector,
      @Nullable Function<double[], double[][]> hessian,
      @Nullable UnaryOperator<double[]> hessianEntries) {
    static final Claims NONE = new Claims(null, null, null, null, null);

    boolean isOfSecondOrder() {
      return hessianVector != null || hessian != null || hessianEntries != null;
    }
  }

  /** A gradient in terms of the inputs' names. */
  private interface Claim {
    double[] at(double[] x, Inputs names);

    /** Whether it is known at other points than that of the check. */
    default boolean isAsked() {
      return true;
    }

    static Claim ofNumbers(double[] gradient) {
      return new Claim() {
        @Override
        public double[] at(double[] x, Inputs names) {
          return gradient;
        }

        @Override
        public boolean isAsked() {
          return false;
        }
      };
    }
  }

  private GradientCheck(Differentiated target, Settings settings, Claims claims) {
    super(target, settings);
    this.claims = claims;
  }

  @Override
  GradientCheck with(Settings changed) {
    return new GradientCheck(target, changed, claims);
  }

  private GradientCheck with(Claims changed) {
    return new GradientCheck(target, settings, changed);
  }

  private static GradientCheck of(Differentiated target) {
    return new GradientCheck(target, new Settings(), Claims.NONE);
  }

  /**
   * A check of a function of one array.
   *
   * @param function its value at a point, flat in row-major order
   * @return a check that lacks a gradient and a point
   */
  public static GradientCheck of(ToDoubleFunction<double[]> function) {
    return of((x, names) -> new double[] {function.applyAsDouble(x)});
  }

  /**
   * A check of a function of one array in float32.
   *
   * @param function its value at a point, flat in row-major order
   * @return a check that lacks a gradient and a point
   */
  public static GradientCheck ofFloats(ToDoubleFunction<float[]> function) {
    return of(Differentiated.ofFloats(x -> new float[] {(float) function.applyAsDouble(x)}));
  }

  /**
   * A check of a function with a shape and an arithmetic, which may take batches.
   *
   * @param function any
   * @return a check that lacks a gradient and a point
   */
  public static GradientCheck of(ScalarFunction function) {
    return of(Differentiated.of(function));
  }

  /**
   * A check of a function of several named arrays.
   *
   * @param function its value at a point
   * @return a check that lacks a gradient and a point
   */
  public static GradientCheck ofInputs(ToDoubleFunction<Inputs> function) {
    return of((x, names) -> new double[] {function.applyAsDouble(names.with(x))});
  }

  /**
   * A check of a function of an array whose value is an array.
   *
   * @param function its value at a point, both flat in row-major order
   * @return a check that lacks a Jacobian, or products with it, and a point
   */
  public static JacobianCheck ofVector(UnaryOperator<double[]> function) {
    return JacobianCheck.of((x, names) -> function.apply(x));
  }

  /**
   * A check of a function whose value is an array, with shapes and an arithmetic, which may take
   * batches.
   *
   * @param function any
   * @return a check that lacks a Jacobian, or products with it, and a point
   */
  public static JacobianCheck ofVector(VectorFunction function) {
    return JacobianCheck.of(Differentiated.of(function));
  }

  /**
   * The gradient to check.
   *
   * @param gradient at a point, one number for each entry
   * @return the check of it
   */
  public GradientCheck gradient(UnaryOperator<double[]> gradient) {
    return claiming((x, names) -> gradient.apply(x));
  }

  /**
   * The gradient to check, as numbers.
   *
   * @param gradient one number for each entry; copied
   * @return the check of it
   */
  public GradientCheck gradient(double... gradient) {
    return claiming(Claim.ofNumbers(gradient.clone()));
  }

  /**
   * The gradient to check, in float32.
   *
   * @param gradient at a point, one number for each entry
   * @return the check of it
   */
  public GradientCheck gradientOfFloats(UnaryOperator<float[]> gradient) {
    return claiming((x, names) -> Floats.widened(gradient.apply(Floats.narrowed(x))));
  }

  /**
   * The gradient to check, by the name of each input.
   *
   * @param gradient at a point, an array for each input
   * @return the check of it
   */
  public GradientCheck gradientOfInputs(Function<Inputs, Map<String, double[]>> gradient) {
    return claiming((x, names) -> names.joined(gradient.apply(names.with(x))));
  }

  private GradientCheck claiming(Claim gradient) {
    return with(
        new Claims(
            gradient, claims.both, claims.hessianVector, claims.hessian, claims.hessianEntries));
  }

  /**
   * A value and a gradient that come together: the value is held against the function too.
   *
   * @param both at a point
   * @return the check of them
   */
  public GradientCheck valueAndGradient(Function<double[], ValueAndGradient> both) {
    Claim gradient = (x, names) -> both.apply(x).gradient();
    return with(
        new Claims(gradient, both, claims.hessianVector, claims.hessian, claims.hessianEntries));
  }

  /**
   * The product of the Hessian and a vector, held against differences of the gradient.
   *
   * @param product of the Hessian at the first array with the second
   * @return the check of it, beside that of the gradient
   */
  public GradientCheck hessianVector(BinaryOperator<double[]> product) {
    return with(
        new Claims(claims.gradient, claims.both, product, claims.hessian, claims.hessianEntries));
  }

  /**
   * The Hessian, held against differences of the gradient.
   *
   * @param hessian at a point, one row for each entry
   * @return the check of it, beside that of the gradient
   */
  public GradientCheck hessian(Function<double[], double[][]> hessian) {
    return with(
        new Claims(
            claims.gradient, claims.both, claims.hessianVector, hessian, claims.hessianEntries));
  }

  /**
   * The Hessian by the entries of its {@link #sparsity} pattern alone.
   *
   * @param entries at a point: one number for each entry of the pattern, row by row, columns
   *     ascending
   * @return the check of it, beside that of the gradient
   */
  public GradientCheck hessianEntries(UnaryOperator<double[]> entries) {
    return with(
        new Claims(claims.gradient, claims.both, claims.hessianVector, claims.hessian, entries));
  }

  /**
   * The manifold that the argument lies on, such as rotations or a sphere: the function is asked
   * for points of it alone, and the gradient is held along the vectors tangent to it. A gradient of
   * one number for each entry of x may be the ambient or the Riemannian one in the metric of the
   * surrounding space; one of one number for each tangent vector is by those. The tangent vectors
   * are found where none are given; then the retraction takes any vector as long as x to the
   * manifold, as one that projects does.
   *
   * @param retraction from a point and a vector to a point: the point itself for the vector of
   *     zeros
   * @param tangents vectors that the retraction takes, such as the units of a chart around x
   * @return the check along it
   * @throws InvalidInputException if the tangent vectors are not of one length
   */
  public GradientCheck retract(BinaryOperator<double[]> retraction, double[]... tangents) {
    List<double[]> own = Arrays.stream(tangents).map(double[]::clone).toList();
    for (double[] each : own) {
      boolean fits = each.length > 0 && each.length == own.get(0).length;
      Settings.require(fits, "tangent vector", each.length + " numbers", "as long as the first");
    }
    return changed(settings -> settings.retraction = Optional.of(new Retraction(retraction, own)));
  }

  /**
   * Holds the gradient by all of its entries together, for a function with kinks at or beside every
   * point and values of few digits, such as a network in float32 with max-pools: each entry alone
   * proves little there. It is differenced not at x but beside it, where ties fall at random; a
   * mistake of a percent of the norm shows where every single entry drowns, and a kink that nothing
   * shows leaves an entry undecided. The step is the same part of the largest entry for all of
   * them, so {@link #scale} must say where entries are in other units. This is how models are
   * checked that are evaluated and not read.
   *
   * @return the check by a survey
   */
  public GradientCheck surveyed() {
    return changed(settings -> settings.isSurveyed = true);
  }

  @Override
  CheckResult run(Session session) {
    Claim gradient = claims.gradient;
    if (gradient == null) {
      throw new InvalidInputException("gradient (none) must be given");
    }
    boolean second = claims.isOfSecondOrder();
    boolean onManifold = settings.retraction.isPresent();
    Settings.require(!second || !onManifold, "hessian", "given", "left out on a manifold");
    boolean isPlain = !second && !onManifold && settings.solverTolerance == 0;
    Settings.require(
        isPlain || !settings.isSurveyed,
        "survey",
        "asked for",
        "without a Hessian, a manifold and a solver's tolerance");
    boolean isPattern = settings.sparsity.isPresent();
    Settings.require(second || !isPattern, "sparsity", "given", "that of a Hessian");
    session.begin();
    Guard guard = session.guard();
    double[] x = session.at().flat();
    Optional<Manifold> manifold = settings.retraction.map(each -> new Manifold(session, each));
    UnaryOperator<double[]> claim = point -> gradient.at(point, session.at());
    int other = manifold.map(Manifold::dimension).orElse(x.length);
    double[] given = guard.claimed("gradient", x, x.length, other, claim);
    if (guard.outputs() != 1) {
      throw new InvalidInputException("outputs (" + guard.outputs() + ") must be one");
    }
    FoundRows report = new FoundRows(session);
    Function<double[], ValueAndGradient> both = claims.both;
    if (both != null) {
      double beside = guard.claimed("value", x, 1, p -> new double[] {both.apply(p).value()})[0];
      report.add(session.sameValue("the value that comes with the gradient", beside));
    }
    Outputs values = new Outputs(guard::outputs, x.length, 1);
    manifold.ifPresent(each -> report.say(each.said(given)));
    if (settings.isSurveyed) {
      SurveyedRow.of(session, values, given).addTo(report);
    } else if (manifold.isEmpty() && Directions.areNeeded(1, x.length)) {
      Claimed row = Claimed.of(SparseMatrix.full(x.length, new double[][] {given}));
      new Directions(session, guard::outputs, row)
          .addTo(report, values, (i, k) -> session.at().element(k));
    } else {
      Supplier<Row> held =
          () ->
              manifold
                  .map(each -> each.row(values, given))
                  .orElseGet(() -> Row.of(session, values, 0, given));
      Row row = held.get();
      report.add(row, k -> manifold.isEmpty() ? session.at().element(k) : "tangent[" + k + "]");
      if (guard.reseeding().isNeeded() && row.isExplicable()) {
        new OtherDraws(session, held, claim, given).find(row).ifPresent(report::add);
      }
      if (manifold.isEmpty() && gradient.isAsked() && row.isExplicable()) {
        new OtherBranch(session, values, claim).find(row.worst()).ifPresent(report::add);
      }
    }
    double[] beside =
        manifold.map(each -> each.beside(Repeats.BESIDE)).orElseGet(() -> Repeats.beside(session));
    new Repeats(session, claim, given, beside).addTo(report);
    if (claims.isOfSecondOrder()) {
      second(session, report, claim);
    }
    session.end();
    return report.result();
  }

  /** The Hessian: the Jacobian of the gradient. */
  private void second(Session session, FoundRows report, UnaryOperator<double[]> claim) {
    int n = session.at().size();
    Products products =
        new Products(
            session,
            report,
            Products.source(session, n, claim),
            n,
            i -> "d/d" + session.at().element(i));
    products.whole("Hessian", claims.hessian);
    products.entries("Hessian's entries", claims.hessianEntries);
    BinaryOperator<double[]> product = claims.hessianVector;
    if (product != null) {
      products.byColumns("product H v", "H v: ", product);
      products.linear("product H v", n, n, product);
      products.transposes(product, product);
    }
  }
}
