package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether a Jacobian, or products with it, are those of a vector valued function F of m outputs and
 * n inputs. Each entry is held against differences of F; where both products are given, {@code <u,
 * J v>} is held against {@code <J'u, v>} too.
 */
public final class JacobianCheck extends FunctionCheck<JacobianCheck> {
  private final Claims claims;

  private record Claims(
      @Nullable Function<double[], double[][]> jacobian,
      @Nullable BinaryOperator<double[]> vjp,
      @Nullable BinaryOperator<double[]> jvp) {}

  private JacobianCheck(Target target, Settings settings, Claims claims) {
    super(target, settings);
    this.claims = claims;
  }

  static JacobianCheck of(Target target) {
    return new JacobianCheck(target, new Settings(), new Claims(null, null, null));
  }

  @Override
  JacobianCheck with(Settings changed) {
    return new JacobianCheck(target, changed, claims);
  }

  private JacobianCheck with(Claims changed) {
    return new JacobianCheck(target, settings, changed);
  }

  /**
   * The Jacobian to check.
   *
   * @param jacobian at a point: one row of n numbers for each of the m outputs
   * @return the check of it
   */
  public JacobianCheck jacobian(Function<double[], double[][]> jacobian) {
    return with(new Claims(jacobian, claims.vjp, claims.jvp));
  }

  /**
   * The reverse product to check.
   *
   * @param product of the transposed Jacobian at the first array, of n numbers, with the second, of
   *     m; n numbers
   * @return the check of it
   */
  public JacobianCheck vjp(BinaryOperator<double[]> product) {
    return with(new Claims(claims.jacobian, product, claims.jvp));
  }

  /**
   * The forward product to check.
   *
   * @param product of the Jacobian at the first array, of n numbers, with the second, of n; m
   *     numbers
   * @return the check of it
   */
  public JacobianCheck jvp(BinaryOperator<double[]> product) {
    return with(new Claims(claims.jacobian, claims.vjp, product));
  }

  @Override
  CheckResult run(Session session) {
    if (claims.jacobian == null && claims.vjp == null && claims.jvp == null) {
      throw new InvalidInputException("jacobian (none) must be given, or a product with it");
    }
    session.begin();
    int n = session.at().size();
    int m = session.guard().outputs();
    Report report = new Report(session);
    Outputs outputs = new Outputs(session.guard()::outputs, n, m);
    IntFunction<String> name = i -> m == 1 ? "y" : "y[" + i + "]";
    Products.rows(session, "Jacobian", m, claims.jacobian)
        .ifPresent(rows -> Products.judge(session, report, outputs, rows, name));
    Products.byRows(session, "vjp", m, claims.vjp)
        .ifPresent(
            rows -> Products.judge(session, report, outputs, rows, i -> "vjp: " + name.apply(i)));
    Products.byColumns(session, "jvp", m, claims.jvp)
        .ifPresent(
            rows -> Products.judge(session, report, outputs, rows, i -> "jvp: " + name.apply(i)));
    Products.linear(session, report, "vjp", m, n, claims.vjp);
    Products.linear(session, report, "jvp", n, m, claims.jvp);
    if (claims.vjp != null && claims.jvp != null) {
      Products.transposes(session, report, m, claims.vjp, claims.jvp);
    }
    session.end();
    return report.result();
  }
}
