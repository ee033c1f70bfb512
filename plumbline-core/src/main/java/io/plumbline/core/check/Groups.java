package io.plumbline.core.check;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The rows of a sparse matrix of derivatives, for which columns that share no row are moved
 * together: what was computed for a group of columns serves all rows.
 *
 * <p>An entry's column moves by t s, with s the size of the entry, as it rounds; what it has moved
 * too little is put right by what is claimed: it changes nothing where the claim is right.
 */
final class Groups {
  /** So many numbers are kept at most; beyond that the function is asked again. */
  private static final long MOST_KEPT = 1L << 24;

  private final Session session;
  private final Outputs.Source source;
  private final Outputs outputs;
  private final Sparsity pattern;
  private final Precision precision;
  private final double[] x;
  private final int[] groupOf;
  private final double[] move;
  private final boolean[] isOneSided;
  private final Map<PointKey, double[]> kept = new ConcurrentHashMap<>();

  Groups(Session session, Outputs.Source source, Outputs outputs, Sparsity pattern) {
    this.session = session;
    this.source = source;
    this.outputs = outputs;
    this.pattern = pattern;
    this.precision = session.precision();
    this.x = session.at().flat();
    this.groupOf = pattern.groups();
    this.move = session.sizes();
    this.isOneSided = new boolean[count()];
    for (int k = 0; k < x.length; k++) {
      Optional<Boolean> right = session.onlyToTheRight(k);
      isOneSided[groupOf[k]] |= right.isPresent();
      move[k] *= right.orElse(true) ? 1 : -1;
    }
  }

  /** How many groups there are. */
  int count() {
    return 1 + Arrays.stream(groupOf).max().orElse(0);
  }

  /** Which columns are in a group, as a vector of ones there. */
  double[] ones(int group) {
    return Arrays.stream(groupOf).mapToDouble(each -> each == group ? 1 : 0).toArray();
  }

  int groupOf(int column) {
    return groupOf[column];
  }

  /** Holds what is claimed of a row's entries, in the order of the pattern. */
  Row row(int row, double[] claims) {
    // In the order of the groups: rows that have the same groups ask for the same points.
    int[] order =
        IntStream.range(0, claims.length)
            .boxed()
            .sorted(Comparator.comparing(a -> groupOf[pattern.row(row)[a]]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] columns = Arrays.stream(order).map(a -> pattern.row(row)[a]).toArray();
    double[] own = Arrays.stream(order).mapToDouble(a -> claims[a]).toArray();
    Chart chart =
        new Chart(
            function(row, columns, own),
            new double[columns.length],
            Arrays.stream(columns).mapToDouble(k -> move[k]).toArray(),
            columns,
            a -> isOneSided[groupOf[columns[a]]] ? Optional.of(true) : Optional.empty(),
            Optional.of(session.chart(outputs, row, columns)),
            false,
            session.chart(outputs, row, columns).nearby());
    return Row.of(session, chart, own);
  }

  private ScalarFunction function(int row, int[] columns, double[] claims) {
    return ScalarFunction.of(
        Shape.of(columns.length),
        t -> {
          double value = outputs(columns, t)[row];
          for (int a = 0; a < columns.length; a++) {
            double whole = t[a] * move[columns[a]];
            double left = whole - (moved(columns[a], t[a]) - x[columns[a]]);
            value += left == 0 || !Double.isFinite(claims[a]) ? 0 : claims[a] * left;
          }
          return value;
        });
  }

  private double moved(int column, double t) {
    return t == 0 ? x[column] : precision.round(x[column] + t * move[column]);
  }

  /** All outputs with the groups of some columns moved. */
  private double[] outputs(int[] columns, double[] t) {
    double[] key = new double[2 * t.length];
    int used = 0;
    for (int a = 0; a < t.length; a++) {
      if (t[a] != 0) {
        key[used++] = groupOf[columns[a]];
        key[used++] = t[a];
      }
    }
    PointKey point = new PointKey(Arrays.copyOf(key, used));
    double[] known = kept.get(point);
    if (known == null) {
      known = source.outputs(moved(point.x()), 1);
      if ((long) kept.size() * known.length < MOST_KEPT) {
        kept.put(point, known);
      }
    }
    return known;
  }

  private double[] moved(double[] key) {
    double[] stepOf = new double[count()];
    for (int a = 0; a < key.length; a += 2) {
      stepOf[(int) key[a]] = key[a + 1];
    }
    double[] y = new double[x.length];
    Arrays.setAll(y, k -> moved(k, stepOf[groupOf[k]]));
    return y;
  }
}
