package io.plumbline.core.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.estimate.Boundedness;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.FiniteDifferences;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Veil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A matrix of many derivatives, such as a gradient, its one row, held against derivatives along a
 * few random directions, and where they differ, along halves of those, down to single entries.
 *
 * <p>With v a random direction, each of its parts normal with the size of its entry for a standard
 * deviation, a mistake m in the slopes g of one output shows in {@code <m, v>}, which is normal
 * with the deviation {@code |m s|}. It hides from all of K directions that each see more than T
 * with a probability of at most {@code (2 T / (|m s| sqrt(2 pi)))^K}: that is one in 10^9 where
 * {@code |m s|} is {@value #SURE} T for K = 8.
 *
 * <p>Of several outputs, mixtures are taken by K random vectors u, each of its parts normal with
 * one over the size of its output. Of a mistake M in the matrix, {@code |M'u|} is at most c |M|
 * with a probability below {@code c sqrt(e)}, whatever M: with singular values s and normal z it is
 * the root of {@code sum s^2 z^2}, and {@code E exp(-a sum s^2 z^2) <= (1 + 2 a sum s^2)^(-1/2)}.
 * For one in 10^9 in all of K = 8, c is one part in {@value #MIXED}.
 *
 * <p>What is differenced is {@code r(t) = <u, F(y)> - <u, J (y - x)>} with y = x + t v as it
 * rounds: zero slope where J is right, whatever rounding makes of y.
 */
final class Directions {
  /** Gradients of more entries are not differenced entry by entry. */
  static final int MOST_ENTRIES = 1000;

  /** Nor are matrices of more. */
  private static final int MOST_OF_MATRIX = 10_000;

  /** So many entries are looked at singly in any case, and so many that the halves lead to. */
  static final int SAMPLES = 16;

  private static final int COUNT = 8;

  /** sqrt(2 / pi) times 10^(9/8), rounded up. */
  private static final double SURE = 10.7;

  /** sqrt(e) times 10^(9/8), rounded up. */
  private static final double MIXED = 22;

  /** How far the size of an output is looked for, in sizes of the entries. */
  private static final double FAR = 0.25;

  private final Session session;
  private final Outputs.Source source;
  private final Claimed claimed;
  private final SplittableRandom random;
  private final double[] size;
  private final double[] sizeOfOutput;

  /**
   * A matrix of derivatives at the point of a check.
   *
   * @param source of outputs, as many as the matrix has rows
   */
  Directions(Session session, Outputs.Source source, Claimed claimed) {
    this.session = session;
    this.source = source;
    this.claimed = claimed;
    this.random = new SplittableRandom(session.settings().seed);
    this.size = session.sizes();
    this.sizeOfOutput = new double[claimed.rows()];
    Arrays.fill(sizeOfOutput, 1);
    if (claimed.rows() > 1) {
      measureOutputs();
    }
  }

  /** Whether a matrix is too large to be differenced entry by entry. */
  static boolean areNeeded(int rows, int columns) {
    return (long) rows * columns > (rows == 1 ? MOST_ENTRIES : MOST_OF_MATRIX);
  }

  /** How an entry is called. */
  @FunctionalInterface
  interface Place {
    String of(int row, int column);
  }

  /** How the values vary around x, or how large they are where they do not. */
  private void measureOutputs() {
    Line line = line(direction());
    double[] centre = line.outputs(0);
    double[] right = line.outputs(FAR);
    double[] left = line.outputs(-FAR);
    for (int i = 0; i < centre.length; i++) {
      double far = Math.max(Math.abs(right[i] - centre[i]), Math.abs(left[i] - centre[i])) / FAR;
      double own = far > 0 && far < Double.POSITIVE_INFINITY ? far : Math.abs(centre[i]);
      sizeOfOutput[i] = own > 0 ? own : 1;
    }
  }

  private Line line(double[] v) {
    return new Line(source, session, v, 0, v.length);
  }

  /** One mixture of outputs, as claimed and as it is. */
  private final class Mixture {
    private final double[] u;
    private final Claimed.Slope slope;

    Mixture(double[] u) {
      this.u = u;
      this.slope = claimed.of(u);
    }

    /** What the claim leaves along a line. */
    ScalarFunction rest(Line line) {
      return ScalarFunction.of(
          Shape.of(1), t -> Euclidean.dot(u, line.outputs(t[0])) - slope.over(line, t[0]));
    }

    Estimate along(Line line) {
      return FiniteDifferences.gradient(rest(line), new double[1], session.options()).get(0);
    }

    double allowed(Estimate rest, Line line) {
      return rest.bound() + session.tolerance() * slope.size(line);
    }

    /** By how much what is left is more than its bound and tolerance; 0 where it is not. */
    double off(Line line) {
      Estimate rest = along(line);
      if (!rest.isBounded()) {
        return Double.MIN_VALUE;
      }
      double off = Math.abs(rest.value());
      return off > allowed(rest, line) ? off : 0;
    }

    /** By how much the values vary along a line, where the claim is of no slope at all. */
    double variation(Line line) {
      double unit = session.precision().unitRoundoff();
      double centre = Euclidean.dot(u, session.outputs());
      return new Probes(rest(line), new double[1], centre, unit).variation(0);
    }
  }

  private Mixture part(Mixture of, int from, int to) {
    double[] part = new double[of.u.length];
    System.arraycopy(of.u, from, part, from, to - from);
    return new Mixture(part);
  }

  /**
   * Holds the matrix along all directions, and looks at some entries singly: a sample, and those
   * that are off.
   */
  void addTo(FoundRows report, Outputs outputs, Place place) {
    Map<Integer, Set<Integer>> singly = new TreeMap<>();
    for (int count = 0; count < SAMPLES; ) {
      int row = random.nextInt(claimed.rows());
      boolean isNew =
          singly.computeIfAbsent(row, i -> new TreeSet<>()).add(random.nextInt(size.length));
      count += isNew ? 1 : 0;
    }
    for (int[] each : hold(report)) {
      singly.computeIfAbsent(each[0], i -> new TreeSet<>()).add(each[1]);
    }
    long others = (long) claimed.rows() * size.length;
    for (Map.Entry<Integer, Set<Integer>> each : singly.entrySet()) {
      int row = each.getKey();
      int[] columns = each.getValue().stream().mapToInt(Integer::intValue).toArray();
      double[] claims = claimed.entries(row, columns);
      report.add(Row.of(session, outputs, row, columns, claims), k -> place.of(row, k));
      others -= columns.length;
    }
    report.addUnseen(others);
  }

  /**
   * Holds the matrix along all directions.
   *
   * @return places of entries that are off, row and column, as far as they were looked for
   */
  List<int[]> hold(FoundRows report) {
    List<int[]> notFinite = claimed.notFinite(SAMPLES);
    if (!notFinite.isEmpty()) {
      return notFinite;
    }
    List<Mixture> mixtures = new ArrayList<>();
    for (int k = 0; k < (claimed.rows() == 1 ? 1 : COUNT); k++) {
      mixtures.add(new Mixture(mixture()));
    }
    List<int[]> off = List.of();
    double unseen = 0;
    double varied = 0;
    double norm = Double.POSITIVE_INFINITY;
    int constant = 0;
    Optional<Reason> open = Optional.empty();
    for (int i = 0; i < COUNT; i++) {
      Line line = line(direction());
      for (Mixture mixture : mixtures) {
        double whole = mixture.slope.norm(line, size);
        norm = Math.min(norm, whole);
        Estimate rest = mixture.along(line);
        double change = mixture.slope.over(line, 1);
        double allowed = mixture.allowed(rest, line);
        if (!rest.isBounded() && Double.isFinite(change)) {
          open = Optional.of(Row.reason(rest));
          constant += whole == 0 && rest.boundedness() == Boundedness.NOISE_UNKNOWN ? 1 : 0;
          continue;
        }
        varied = whole == 0 ? Math.max(varied, mixture.variation(line)) : varied;
        unseen = Math.max(unseen, 2 * allowed);
        Relation relation = relation(change, rest.value(), allowed);
        report.add(relation);
        if (relation.disagrees() && off.isEmpty() && Double.isFinite(change)) {
          off = places(mixture, line);
        }
      }
    }
    if (constant == COUNT * mixtures.size()) {
      // One value everywhere and a matrix of zeros: as for few entries, that is right.
      return off;
    }
    // Where the derivative is zero, mistakes are measured by how the values vary around x.
    double reference = norm == 0 ? varied : norm;
    double times = claimed.rows() == 1 ? SURE : SURE * MIXED;
    double hidden = reference == 0 ? Double.POSITIVE_INFINITY : times * unseen / reference;
    Power power =
        new Power(List.of(new Veil(Reason.NOISY_VALUES, hidden)), hidden, hidden, hidden, hidden);
    report.add(Decision.of(new Grounds(false, open, power), session.settings().mustSee), power);
    return off;
  }

  private static Relation relation(double claimed, double rest, double allowed) {
    return Relation.of(
        "the derivative along a random direction, claimed and by differences",
        claimed,
        claimed + rest,
        Math.max(allowed, Math.ulp(claimed)));
  }

  private double normal() {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  /** Normal parts, each in the size of its entry. */
  private double[] direction() {
    double[] v = new double[size.length];
    for (int k = 0; k < v.length; k++) {
      v[k] = size[k] * normal();
    }
    return v;
  }

  /** Normal parts, each in one over the size of its output; the one output itself. */
  private double[] mixture() {
    double[] u = {1};
    if (claimed.rows() > 1) {
      u = new double[claimed.rows()];
      for (int i = 0; i < u.length; i++) {
        u[i] = normal() / sizeOfOutput[i];
      }
    }
    return u;
  }

  /** By halves of the outputs and then of the entries to places that are off. */
  private List<int[]> places(Mixture mixture, Line line) {
    List<int[]> found = new ArrayList<>();
    List<Integer> rows =
        Halves.find(claimed.rows(), SAMPLES, (a, b) -> part(mixture, a, b).off(line));
    for (int row : rows) {
      Mixture one = part(mixture, row, row + 1);
      double[] v = line.direction();
      int most = SAMPLES - found.size();
      Halves.find(size.length, most, (a, b) -> one.off(new Line(source, session, v, a, b)))
          .forEach(column -> found.add(new int[] {row, column}));
    }
    return found;
  }
}
