package io.plumbline.core.verdict;

/**
 * Answers one question: is there an admissible error e with |r - e| &lt;= allowed, coordinate by
 * coordinate?
 *
 * <p>It looks for the admissible e nearest to the box of what is allowed around r, in a weighted
 * norm, as Frank and Wolfe do with all corners found so far corrected together (Jaggi 2013,
 * Revisiting Frank-Wolfe, algorithm 4). With w the weights and y = w (r - e), taken beyond the box,
 * the next corner is the furthest error along y. Between two corners what is minimised is quadratic
 * in the shares as long as the same coordinates are beyond the box, so that Newton's step is a
 * nearest point by those alone. The same corner is the proof: where
 *
 * <pre>y · r - max y · e - sum |y_k| allowed_k &gt; 0</pre>
 *
 * no admissible e leaves as little as is allowed, whatever the steps that led to y (Farkas). So an
 * answer is feasible with its point, infeasible with its certificate, or open.
 */
public final class Solver {
  private static final int STEPS = 400;

  /** Newton's steps after each corner, at most. */
  private static final int TURNS = 12;

  /** A step that gains less than this part of what is minimised ends them. */
  private static final double SLOW = 1e-4;

  /** Steps of Newton's that do not gain are halved so often, then replaced by a safe one. */
  private static final int HALVES = 4;

  /** About as many multiply-adds are spent on one question as take some seconds. */
  private static final double MOST_WORK = 2e9;

  /** A corner that leads on by less than this part of what is beyond the box leads nowhere. */
  private static final double STILL = 1e-6;

  /** Weights do not tell allowances apart below this part of the differences' mean square root. */
  private static final double FLOOR = 0.01;

  /** The fit aims a little inside what is allowed, so as to arrive. */
  private static final double INSIDE = 1 - 0x1p-10;

  /** A certificate counts beyond this part of all that is added up for it. */
  private static final double ROUNDING = 0x1p-20;

  private final double[] off;
  private final double[] allowed;
  private final Freedoms freedoms;
  private final boolean untilProved;
  private final double[] weights;

  private Solver(double[] off, double[] allowed, Freedoms freedoms, boolean untilProved) {
    this.off = off;
    this.allowed = allowed;
    this.freedoms = freedoms;
    this.untilProved = untilProved;
    this.weights = new double[off.length];
    double sum = 0;
    int count = 0;
    for (double each : off) {
      if (Double.isFinite(each)) {
        sum += each * each;
        count++;
      }
    }
    double floor = Math.max(FLOOR * Math.sqrt(sum / Math.max(1, count)), Double.MIN_NORMAL);
    for (int k = 0; k < weights.length; k++) {
      double relative = floor / Math.max(allowed[k], floor);
      weights[k] = Double.isFinite(off[k]) ? relative * relative : 0;
    }
  }

  /**
   * Looks for factors or for the proof that there are none, whichever comes first.
   *
   * @param off the differences that are to be explained
   * @param allowed what may be left of each, infinite where all of it may
   * @param freedoms the legitimate errors
   * @return what was found
   */
  public static Solution solve(double[] off, double[] allowed, Freedoms freedoms) {
    return new Solver(off, allowed, freedoms, true).solve();
  }

  /**
   * The same, but goes on to the factors that leave least where none leave as little as is allowed.
   *
   * @param off the differences that are to be explained
   * @param allowed what may be left of each, infinite where all of it may
   * @param freedoms the legitimate errors
   * @return what was found; that there are none is not proved
   */
  public static Solution nearest(double[] off, double[] allowed, Freedoms freedoms) {
    return new Solver(off, allowed, freedoms, false).solve();
  }

  /**
   * Whether a vector proves that no admissible error leaves as little as is allowed: anyone can
   * check it with one product.
   *
   * @param dual one number for each coordinate
   * @param most at least the product of {@code dual} with each admissible error
   * @param off the differences that are to be explained
   * @param allowed what may be left of each
   * @return whether the product with what is off exceeds all else by more than rounding
   */
  public static boolean proves(double[] dual, double most, double[] off, double[] allowed) {
    double gap = -most;
    double gross = Math.abs(most);
    for (int k = 0; k < dual.length; k++) {
      if (dual[k] != 0) {
        double term = dual[k] * off[k];
        double slack = Math.abs(dual[k]) * allowed[k];
        gap += term - slack;
        gross += Math.abs(term) + slack;
      }
    }
    return gap > ROUNDING * gross;
  }

  private Solution solve() {
    Mixture mixture = new Mixture(off.length, freedoms.count());
    double[] left = off.clone();
    double work = 0;
    for (int step = 0; step < STEPS && work < MOST_WORK && !within(left); step++) {
      double[] dual = beyond(left);
      Freedoms.Extreme corner = freedoms.extreme(dual);
      if (untilProved && proves(dual, corner.product(), off, allowed)) {
        return new Solution.Beyond(mixture.factors(), left, dual);
      }
      if (!leadsOn(dual, corner, left)) {
        break;
      }
      mixture.add(corner);
      for (int turn = 0; turn < TURNS && !within(left); turn++) {
        double before = misfit(left);
        work += (double) mixture.corners() * mixture.corners() * off.length;
        left = nearer(mixture, left);
        if (!(misfit(left) < (1 - SLOW) * before)) {
          break;
        }
      }
    }
    return within(left)
        ? new Solution.Within(mixture.factors(), left)
        : new Solution.Open(mixture.factors(), left);
  }

  /** What a step towards the box leaves: Newton's where that gains, else one that always does. */
  private double[] nearer(Mixture mixture, double[] left) {
    double[] target = minus(off, inside(left));
    double[] active = weights.clone();
    for (int k = 0; k < active.length; k++) {
      active[k] = Math.abs(left[k]) > INSIDE * allowed[k] ? active[k] : 0;
    }
    double[] from = mixture.shares();
    double[] to = mixture.nearest(target, active);
    double before = misfit(left);
    for (int half = 0; half < HALVES; half++) {
      double[] there = minus(off, mixture.error(to));
      if (misfit(there) < (1 - SLOW) * before) {
        mixture.take(to);
        return there;
      }
      for (int k = 0; k < to.length; k++) {
        to[k] = (to[k] + from[k]) / 2;
      }
    }
    double[] safe = mixture.nearest(target, weights);
    double[] there = minus(off, mixture.error(safe));
    mixture.take(safe);
    return there;
  }

  /** What is minimised: the weighted square of the distance to the box. */
  private double misfit(double[] left) {
    double sum = 0;
    for (int k = 0; k < left.length; k++) {
      double excess = Math.abs(left[k]) - INSIDE * allowed[k];
      sum += weights[k] == 0 || !(excess > 0) ? 0 : weights[k] * excess * excess;
    }
    return sum;
  }

  private boolean leadsOn(double[] dual, Freedoms.Extreme corner, double[] left) {
    double gain = 0;
    double size = 0;
    for (int k = 0; k < dual.length; k++) {
      if (dual[k] != 0) {
        gain += dual[k] * (corner.error()[k] - (off[k] - left[k]));
        size += Math.abs(dual[k] * left[k]);
      }
    }
    return gain > STILL * size;
  }

  private boolean within(double[] left) {
    for (int k = 0; k < left.length; k++) {
      if (!(Math.abs(left[k]) <= allowed[k])) {
        return false;
      }
    }
    return true;
  }

  /** The part of each difference that is allowed. */
  private double[] inside(double[] left) {
    double[] inside = new double[left.length];
    for (int k = 0; k < left.length; k++) {
      double most = INSIDE * allowed[k];
      inside[k] = Double.isFinite(left[k]) ? Math.max(-most, Math.min(most, left[k])) : 0;
    }
    return inside;
  }

  /** The weighted rest. */
  private double[] beyond(double[] left) {
    double[] beyond = inside(left);
    for (int k = 0; k < left.length; k++) {
      beyond[k] = weights[k] == 0 ? 0 : weights[k] * (left[k] - beyond[k]);
    }
    return beyond;
  }

  private static double[] minus(double[] one, double[] other) {
    double[] difference = one.clone();
    for (int k = 0; k < difference.length; k++) {
      difference[k] -= other[k];
    }
    return difference;
  }
}
