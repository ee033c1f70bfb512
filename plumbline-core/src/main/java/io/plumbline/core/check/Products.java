package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Reason;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Matrices of derivatives, given whole or by what they do to vectors, row by row. */
final class Products {
  private Products() {}

  /** A matrix given whole, of so many rows. */
  static Optional<double[][]> rows(
      Session session, String name, int count, @Nullable Function<double[], double[][]> matrix) {
    if (matrix == null) {
      return Optional.empty();
    }
    int n = session.at().size();
    double[] flat =
        session
            .guard()
            .claimed(name, session.at().flat(), count * n, x -> flat(name, matrix.apply(x), n));
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(flat, i * n, (i + 1) * n));
    return Optional.of(rows);
  }

  private static double[] flat(String name, double[][] rows, int columns) {
    for (double[] row : rows) {
      if (row.length != columns) {
        throw new Fault(
            Reason.NO_GRADIENT,
            "The " + name + " has a row of " + row.length + ", and must have " + columns + ".");
      }
    }
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /** A matrix by what its transpose does to each unit vector. */
  static Optional<double[][]> byRows(
      Session session, String name, int count, @Nullable BinaryOperator<double[]> product) {
    if (product == null) {
      return Optional.empty();
    }
    double[][] rows = new double[count][];
    Arrays.setAll(rows, i -> apply(session, name, session.at().size(), product, unit(count, i)));
    return Optional.of(rows);
  }

  /** A matrix by what it does to each unit vector. */
  static Optional<double[][]> byColumns(
      Session session, String name, int count, @Nullable BinaryOperator<double[]> product) {
    if (product == null) {
      return Optional.empty();
    }
    int n = session.at().size();
    double[][] rows = new double[count][n];
    for (int j = 0; j < n; j++) {
      double[] column = apply(session, name, count, product, unit(n, j));
      for (int i = 0; i < count; i++) {
        rows[i][j] = column[i];
      }
    }
    return Optional.of(rows);
  }

  private static double[] apply(
      Session session, String name, int size, BinaryOperator<double[]> product, double[] vector) {
    return session
        .guard()
        .claimed(name, session.at().flat(), size, x -> product.apply(x, vector.clone()));
  }

  private static double[] unit(int size, int place) {
    double[] unit = new double[size];
    unit[place] = 1;
    return unit;
  }

  /** A gradient as a function whose own derivatives are asked for. */
  static Outputs.Source source(Session session, int n, UnaryOperator<double[]> claim) {
    return (points, count) -> {
      double[] all = new double[Math.multiplyExact(count, n)];
      for (int i = 0; i < count; i++) {
        double[] point = Arrays.copyOfRange(points, i * n, (i + 1) * n);
        double[] own = session.guard().claimedBeside("gradient", point, n, claim);
        System.arraycopy(own, 0, all, i * n, n);
      }
      return all;
    };
  }

  /** Holds each row against differences of one output. */
  static void judge(
      Session session, Report report, Outputs outputs, double[][] rows, IntFunction<String> name) {
    for (int i = 0; i < rows.length; i++) {
      String own = name.apply(i);
      report.add(Row.of(session, outputs, i, rows[i]), k -> own + " by " + session.at().element(k));
    }
  }

  /** Whether a product is linear in its vector, as one with a matrix is. */
  static void linear(
      Session session,
      Report report,
      String name,
      int from,
      int to,
      @Nullable BinaryOperator<double[]> product) {
    if (product == null) {
      return;
    }
    SplittableRandom random = new SplittableRandom(session.settings().seed);
    double[] one = vector(random, from);
    double[] other = vector(random, from);
    double[] sum = new double[from];
    Arrays.setAll(sum, k -> one[k] + other[k]);
    double[] whole = apply(session, name, to, product, sum);
    double[] first = apply(session, name, to, product, one);
    double[] second = apply(session, name, to, product, other);
    double size = Euclidean.norm(first) + Euclidean.norm(second);
    double off = 0;
    double most = 0;
    for (int i = 0; i < to; i++) {
      double apart = Math.abs(whole[i] - first[i] - second[i]);
      most = Math.max(most, Math.abs(whole[i]));
      off = apart <= off ? off : apart;
    }
    report.add(
        Relation.of(
            "the " + name + " of a sum, and the sum of its " + name + "s",
            most,
            most + off,
            session.tolerance() * size));
  }

  /** Whether two products are with a matrix and its transpose: {@code <u, J v> = <J'u, v>}. */
  static void transposes(
      Session session,
      Report report,
      int outputs,
      BinaryOperator<double[]> reverse,
      BinaryOperator<double[]> forward) {
    SplittableRandom random = new SplittableRandom(~session.settings().seed);
    double[] u = vector(random, outputs);
    double[] v = vector(random, session.at().size());
    double[] image = apply(session, "forward product", outputs, forward, v);
    double[] back = apply(session, "reverse product", v.length, reverse, u);
    double gross =
        Euclidean.norm(u) * Euclidean.norm(image) + Euclidean.norm(back) * Euclidean.norm(v);
    report.add(
        Relation.of(
            "<u, J v> and <J'u, v>",
            Euclidean.dot(u, image),
            Euclidean.dot(back, v),
            session.tolerance() * gross));
  }

  private static double[] vector(SplittableRandom random, int size) {
    return random.doubles(size, -1, 1).toArray();
  }
}
