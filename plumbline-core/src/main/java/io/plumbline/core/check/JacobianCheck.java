package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
      @Nullable UnaryOperator<double[]> entries,
      @Nullable BinaryOperator<double[]> vjp,
      @Nullable BinaryOperator<double[]> jvp) {
    static final Claims NONE = new Claims(null, null, null, null);
  }

  private JacobianCheck(Differentiated target, Settings settings, Claims claims) {
    super(target, settings);
    this.claims = claims;
  }

  static JacobianCheck of(Differentiated target) {
    return new JacobianCheck(target, new Settings(), Claims.NONE);
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
    return with(new Claims(jacobian, claims.entries, claims.vjp, claims.jvp));
  }

  /**
   * The Jacobian to check, by the entries of its {@link #sparsity} pattern alone.
   *
   * @param entries at a point: one number for each entry of the pattern, row by row, columns
   *     ascending
   * @return the check of it
   */
  public JacobianCheck jacobianEntries(UnaryOperator<double[]> entries) {
    return with(new Claims(claims.jacobian, entries, claims.vjp, claims.jvp));
  }

  /**
   * The reverse product to check.
   *
   * @param product of the transposed Jacobian at the first array, of n numbers, with the second, of
   *     m; n numbers
   * @return the check of it
   */
  public JacobianCheck vjp(BinaryOperator<double[]> product) {
    return with(new Claims(claims.jacobian, claims.entries, product, claims.jvp));
  }

  /**
   * The forward product to check.
   *
   * @param product of the Jacobian at the first array, of n numbers, with the second, of n; m
   *     numbers
   * @return the check of it
   */
  public JacobianCheck jvp(BinaryOperator<double[]> product) {
    return with(new Claims(claims.jacobian, claims.entries, claims.vjp, product));
  }

  @Override
  CheckResult run(Session session) {
    if (claims.equals(Claims.NONE)) {
      throw new InvalidInputException("jacobian (none) must be given, or a product with it");
    }
    session.begin();
    int n = session.at().size();
    int m = session.guard().outputs();
    FoundRows report = new FoundRows(session);
    Products products =
        new Products(
            session, report, session.guard()::outputs, m, i -> m == 1 ? "y" : "y[" + i + "]");
    products.whole("Jacobian", claims.jacobian);
    products.entries("Jacobian's entries", claims.entries);
    products.byRows("vjp", "vjp: ", claims.vjp);
    products.byColumns("jvp", "jvp: ", claims.jvp);
    products.linear("vjp", m, n, claims.vjp);
    products.linear("jvp", n, m, claims.jvp);
    if (claims.vjp != null && claims.jvp != null) {
      products.transposes(claims.vjp, claims.jvp);
    }
    session.end();
    return report.result();
  }
}
