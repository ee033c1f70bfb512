package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Reason;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of several outputs as they are claimed, as a matrix or by what it does to
 * vectors, held against the outputs: row by row; along random directions where they are many; in
 * groups of columns where a pattern is claimed.
 */
final class Products {
  private final Session session;
  private final FoundRows report;
  private final Outputs.Source source;
  private final Outputs outputs;
  private final int m;
  private final int n;
  private final IntFunction<String> name;
  private int beside;

  /**
   * The derivatives of a function.
   *
   * @param source of its outputs
   * @param m how many there are
   * @param name of each
   */
  Products(
      Session session, FoundRows report, Outputs.Source source, int m, IntFunction<String> name) {
    this.session = session;
    this.report = report;
    this.source = source;
    this.m = m;
    this.n = session.at().size();
    this.outputs = new Outputs(source, n, m);
    this.name = name;
    session
        .settings()
        .sparsity
        .ifPresent(
            each ->
                Settings.require(
                    each.rows() == m && each.columns() == n,
                    "sparsity",
                    each.rows() + " x " + each.columns(),
                    m + " x " + n));
  }

  private Optional<Sparsity> pattern() {
    return session.settings().sparsity;
  }

  /** A matrix given whole. */
  void whole(String what, @Nullable Function<double[], double[][]> matrix) {
    if (matrix == null) {
      return;
    }
    double[][] rows = rows(what, matrix);
    if (pattern().isPresent()) {
      sparse("", picked(what, rows, pattern().get()));
    } else {
      hold("", Claimed.of(SparseMatrix.full(n, rows)));
    }
  }

  /** The entries of a pattern alone, row by row. */
  void entries(String what, @Nullable UnaryOperator<double[]> values) {
    if (values == null) {
      return;
    }
    Sparsity pattern =
        pattern()
            .orElseThrow(
                () -> new InvalidInputException("sparsity (none) must say whose entries they are"));
    double[] flat = session.guard().claimed(what, session.at().flat(), pattern.entries(), values);
    double[][] rows = new double[m][];
    int from = 0;
    for (int i = 0; i < m; i++) {
      rows[i] = Arrays.copyOfRange(flat, from, from + pattern.row(i).length);
      from += rows[i].length;
    }
    sparse("", new SparseMatrix(n, pattern::row, rows));
  }

  /** A matrix by what its transpose does. */
  void byRows(String what, String prefix, @Nullable BinaryOperator<double[]> product) {
    if (product == null) {
      return;
    }
    Claimed claimed = Claimed.byRows(m, u -> apply(session, what, n, product, u));
    if (pattern().isPresent()) {
      double[][] rows = new double[m][];
      int[] all = IntStream.range(0, n).toArray();
      Arrays.setAll(rows, i -> claimed.entries(i, all));
      sparse(prefix, picked(what, rows, pattern().get()));
    } else {
      hold(prefix, claimed);
    }
  }

  /** A matrix by what it does. */
  void byColumns(String what, String prefix, @Nullable BinaryOperator<double[]> product) {
    if (product == null) {
      return;
    }
    UnaryOperator<double[]> image = v -> apply(session, what, m, product, v);
    if (pattern().isPresent()) {
      sparse(prefix, ofGroups(what, image, pattern().get()));
    } else if (Directions.areNeeded(m, n)) {
      hold(prefix, Claimed.byColumns(m, n, image));
    } else {
      double[][] rows = new double[m][n];
      for (int j = 0; j < n; j++) {
        double[] column = image.apply(unit(n, j));
        for (int i = 0; i < m; i++) {
          rows[i][j] = column[i];
        }
      }
      hold(prefix, Claimed.of(SparseMatrix.full(n, rows)));
    }
  }

  private String place(String prefix, int row, int column) {
    return prefix + name.apply(row) + " by " + session.at().element(column);
  }

  /** Entry by entry, or along random directions where there are many. */
  private void hold(String prefix, Claimed claimed) {
    if (Directions.areNeeded(m, n)) {
      new Directions(session, source, claimed)
          .addTo(report, outputs, (i, k) -> place(prefix, i, k));
      return;
    }
    int[] all = IntStream.range(0, n).toArray();
    for (int i = 0; i < m; i++) {
      int row = i;
      double[] own = claimed.entries(i, all);
      report.add(Row.of(session, outputs, i, own), k -> place(prefix, row, k));
    }
  }

  private double[][] rows(String what, Function<double[], double[][]> matrix) {
    double[][] given = session.guard().asked(what, session.at().flat(), matrix).clone();
    long entries = 0;
    for (int i = 0; i < given.length; i++) {
      if (given[i].length != n) {
        throw new Fault(
            Reason.NO_GRADIENT,
            "The " + what + " has a row of " + given[i].length + ", and must have " + n + ".");
      }
      given[i] = given[i].clone();
      entries += n;
    }
    if (given.length != m) {
      throw new Fault(
          Reason.NO_GRADIENT,
          "The " + what + " has " + entries + " entries, and must have " + (long) m * n + ".");
    }
    return given;
  }

  /** The entries of a pattern, and what is claimed beside it. */
  private SparseMatrix picked(String what, double[][] rows, Sparsity pattern) {
    double[][] own = new double[m][];
    for (int i = 0; i < m; i++) {
      double[] row = rows[i];
      own[i] = Arrays.stream(pattern.row(i)).mapToDouble(k -> row[k]).toArray();
      for (int k = 0; k < n; k++) {
        if (row[k] != 0 && !pattern.holds(i, k)) {
          outside(what, place("", i, k), row[k]);
        }
      }
    }
    return new SparseMatrix(n, pattern::row, own);
  }

  /** The same by the product with the sum of each group's unit vectors. */
  private SparseMatrix ofGroups(String what, UnaryOperator<double[]> image, Sparsity pattern) {
    Groups groups = new Groups(session, source, outputs, pattern);
    double[][] own = new double[m][];
    Arrays.setAll(own, i -> new double[pattern.row(i).length]);
    for (int group = 0; group < groups.count(); group++) {
      double[] column = image.apply(groups.ones(group));
      for (int i = 0; i < m; i++) {
        boolean isOther = column[i] != 0;
        for (int a = 0; a < own[i].length; a++) {
          if (groups.groupOf(pattern.row(i)[a]) == group) {
            own[i][a] = column[i];
            isOther = false;
          }
        }
        if (isOther) {
          outside(what, name.apply(i), column[i]);
        }
      }
    }
    return new SparseMatrix(n, pattern::row, own);
  }

  private void outside(String what, String where, double claimed) {
    if (beside++ < Directions.SAMPLES) {
      report.add(
          Relation.of(
              "the " + what + " outside its pattern, " + where + ", and zero", claimed, 0, 0));
    }
  }

  /**
   * The entries of a pattern in groups of columns, and along random directions that there are no
   * others. Rows where something is off are looked at singly: what is not in the pattern shows in
   * entries of its group.
   */
  private void sparse(String prefix, SparseMatrix matrix) {
    Sparsity pattern = pattern().orElseThrow();
    Groups groups = new Groups(session, source, outputs, pattern);
    Map<Integer, Set<Integer>> off = new TreeMap<>();
    for (int[] each : new Directions(session, source, Claimed.of(matrix)).hold(report)) {
      off.computeIfAbsent(each[0], i -> new TreeSet<>()).add(each[1]);
    }
    int singly = off.size();
    for (int i = 0; i < m; i++) {
      int row = i;
      int[] columns = pattern.row(i);
      Row found = columns.length == 0 ? null : groups.row(i, matrix.values()[i]);
      Set<Integer> others = off.getOrDefault(i, Set.of());
      boolean again = found != null && found.isWrong() && singly++ < Directions.SAMPLES;
      if (again || !others.isEmpty()) {
        int[] all =
            IntStream.concat(Arrays.stream(columns), others.stream().mapToInt(Integer::intValue))
                .distinct()
                .sorted()
                .toArray();
        double[] claims = Arrays.stream(all).mapToDouble(k -> matrix.at(row, k)).toArray();
        found = Row.of(session, outputs, i, all, claims);
      }
      if (found != null) {
        report.add(
            found,
            k -> place(prefix, row, k) + (pattern.holds(row, k) ? "" : ", outside the pattern"));
      }
    }
    report.say(
        ShownNumbers.count(pattern.entries(), "entry", "entries")
            + " of the pattern by "
            + ShownNumbers.count(groups.count(), "group", "groups")
            + " of columns; along random directions that all others are zero.");
  }

  private static double[] apply(
      Session session, String name, int size, BinaryOperator<double[]> product, double[] vector) {
    return session
        .guard()
        .claimed(name, session.at().flat(), size, x -> product.apply(x, vector.clone()));
  }

  static double[] unit(int size, int place) {
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

  /** Whether a product is linear in its vector, as one with a matrix is. */
  void linear(String what, int from, int to, @Nullable BinaryOperator<double[]> product) {
    if (product == null) {
      return;
    }
    SplittableRandom random = new SplittableRandom(session.settings().seed);
    double[] one = vector(random, from);
    double[] other = vector(random, from);
    double[] sum = new double[from];
    Arrays.setAll(sum, k -> one[k] + other[k]);
    double[] whole = apply(session, what, to, product, sum);
    double[] first = apply(session, what, to, product, one);
    double[] second = apply(session, what, to, product, other);
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
            "the " + what + " of a sum, and the sum of its " + what + "s",
            most,
            most + off,
            session.tolerance() * size));
  }

  /** Whether two products are with a matrix and its transpose: {@code <u, J v> = <J'u, v>}. */
  void transposes(BinaryOperator<double[]> reverse, BinaryOperator<double[]> forward) {
    SplittableRandom random = new SplittableRandom(~session.settings().seed);
    double[] u = vector(random, m);
    double[] v = vector(random, n);
    double[] image = apply(session, "forward product", m, forward, v);
    double[] back = apply(session, "reverse product", n, reverse, u);
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
