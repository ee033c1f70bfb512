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
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A gradient of many entries, held against derivatives along a few random directions, and where
 * they differ, along halves of those, down to single entries.
 *
 * <p>With v a random direction, each of its parts normal with the size of its entry for a standard
 * deviation, a mistake m in the gradient g shows in {@code <m, v>}, which is normal with the
 * deviation {@code |m s|}. It hides from all of K directions that each see more than T with a
 * probability of at most {@code (2 T / (|m s| sqrt(2 pi)))^K}: that is one in 10^9 where {@code |m
 * s|} is {@value #SURE} T for K = 8.
 *
 * <p>What is differenced is {@code r(t) = f(y) - <g, y - x>} with y = x + t v as it rounds: zero
 * slope where g is right, whatever rounding makes of y.
 */
final class Directions {
  /** Gradients of more entries are not differenced entry by entry. */
  static final int MOST_ENTRIES = 1000;

  private static final int COUNT = 8;

  /** sqrt(2 / pi) times 10^(9/8), rounded up. */
  private static final double SURE = 10.7;

  /** So many entries are looked at singly in any case, and so many that the halves lead to. */
  private static final int SAMPLES = 16;

  private final Session session;
  private final Outputs outputs;
  private final double[] x;
  private final double[] g;
  private final double[] size;

  Directions(Session session, Outputs outputs, double[] claim) {
    this.session = session;
    this.outputs = outputs;
    this.x = session.at().flat();
    this.g = claim;
    this.size = new double[x.length];
    double[] sizes = Arrays.stream(x).map(Math::abs).filter(each -> each > 0).sorted().toArray();
    double typical = sizes.length == 0 ? 1 : sizes[sizes.length / 2];
    for (int k = 0; k < size.length; k++) {
      size[k] = Math.max(Math.abs(x[k]), typical * session.scale(k));
    }
  }

  /** What the claim leaves along a direction, whose parts from one to another are moved. */
  private ScalarFunction rest(double[] v, int from, int to) {
    return ScalarFunction.of(
        Shape.of(1),
        t -> {
          double[] y = x.clone();
          double claimed = 0;
          for (int k = from; k < to; k++) {
            y[k] = session.precision().round(x[k] + t[0] * v[k]);
            claimed += g[k] * (y[k] - x[k]);
          }
          double[] value = new double[1];
          outputs.take(0, y, 1, value);
          return value[0] - claimed;
        });
  }

  private Estimate along(double[] v, int from, int to) {
    return FiniteDifferences.gradient(rest(v, from, to), new double[1], session.options()).get(0);
  }

  /** By how much the values vary along a direction, where the claim is of no slope at all. */
  private double variation(double[] v) {
    double unit = session.precision().unitRoundoff();
    double centre = session.outputs()[0];
    return new Probes(rest(v, 0, v.length), new double[1], centre, unit).variation(0);
  }

  /** Whether what the claim leaves along a direction is more than its bound and tolerance. */
  private boolean isOff(Estimate rest, double[] v, int from, int to) {
    return !rest.isBounded() || Math.abs(rest.value()) > allowed(rest, v, from, to);
  }

  private double allowed(Estimate rest, double[] v, int from, int to) {
    double claimed = 0;
    for (int k = from; k < to; k++) {
      claimed += g[k] * v[k] * (g[k] * v[k]);
    }
    return rest.bound() + session.tolerance() * Math.sqrt(claimed);
  }

  void addTo(Report report) {
    SplittableRandom random = new SplittableRandom(session.settings().seed);
    Set<Integer> entries = new TreeSet<>();
    while (entries.size() < SAMPLES) {
      entries.add(random.nextInt(x.length));
    }
    if (!Arrays.stream(g).allMatch(Double::isFinite)) {
      for (int k = 0; k < g.length && entries.size() < 2 * SAMPLES; k++) {
        if (!Double.isFinite(g[k])) {
          entries.add(k);
        }
      }
    } else {
      directions(report, random, entries);
    }
    int[] single = entries.stream().mapToInt(Integer::intValue).toArray();
    double[] claims = Arrays.stream(single).mapToDouble(k -> g[k]).toArray();
    report.add(Row.of(session, outputs, 0, single, claims), session.at()::element);
  }

  private void directions(Report report, SplittableRandom random, Set<Integer> entries) {
    double unseen = 0;
    double varied = 0;
    int constant = 0;
    Optional<Reason> open = Optional.empty();
    double[] sized = new double[g.length];
    Arrays.setAll(sized, k -> g[k] * size[k]);
    double whole = Euclidean.norm(sized);
    boolean searched = false;
    for (int i = 0; i < COUNT; i++) {
      double[] v = direction(random);
      Estimate rest = along(v, 0, v.length);
      if (!rest.isBounded()) {
        open = Optional.of(Row.reason(rest));
        constant += whole == 0 && rest.boundedness() == Boundedness.NOISE_UNKNOWN ? 1 : 0;
        continue;
      }
      varied = whole == 0 ? Math.max(varied, variation(v)) : 0;
      double allowed = allowed(rest, v, 0, v.length);
      double claimed = Euclidean.dot(g, v);
      unseen = Math.max(unseen, 2 * allowed);
      report.add(
          Relation.of(
              "the derivative along a random direction, claimed and by differences",
              claimed,
              claimed + rest.value(),
              Math.max(allowed, Math.ulp(claimed))));
      if (Math.abs(rest.value()) > allowed && !searched) {
        entries.addAll(wrongEntries(v));
        searched = true;
      }
    }
    if (constant == COUNT) {
      // One value everywhere and a gradient of zeros: as for few entries, that is right.
      return;
    }
    // Where the derivative is zero, mistakes are measured by how the values vary around x.
    double reference = whole == 0 ? varied : whole;
    double hidden = reference == 0 ? Double.POSITIVE_INFINITY : SURE * unseen / reference;
    Power power =
        new Power(List.of(new Veil(Reason.NOISY_VALUES, hidden)), hidden, hidden, hidden, hidden);
    report.add(Decision.of(new Grounds(false, open, power), session.settings().mustSee), power);
  }

  /** Normal parts, each in the size of its entry. */
  private double[] direction(SplittableRandom random) {
    double[] v = new double[x.length];
    for (int k = 0; k < v.length; k++) {
      double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
      v[k] = size[k] * radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
    return v;
  }

  /** By halves to the entries that are off; the half that is further off goes first. */
  private List<Integer> wrongEntries(double[] v) {
    List<Integer> found = new ArrayList<>();
    List<int[]> open = new ArrayList<>(List.of(new int[] {0, v.length}));
    while (!open.isEmpty() && found.size() < SAMPLES) {
      int[] range = open.remove(open.size() - 1);
      if (range[1] - range[0] == 1) {
        found.add(range[0]);
        continue;
      }
      int middle = (range[0] + range[1]) >>> 1;
      Estimate left = along(v, range[0], middle);
      Estimate right = along(v, middle, range[1]);
      boolean leftFirst = Math.abs(left.value()) > Math.abs(right.value());
      if (leftFirst && isOff(right, v, middle, range[1])) {
        open.add(new int[] {middle, range[1]});
      }
      if (isOff(left, v, range[0], middle)) {
        open.add(new int[] {range[0], middle});
      }
      if (!leftFirst && isOff(right, v, middle, range[1])) {
        open.add(new int[] {middle, range[1]});
      }
    }
    return found;
  }
}
