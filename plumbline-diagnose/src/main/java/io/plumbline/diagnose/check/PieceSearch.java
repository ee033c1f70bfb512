package io.plumbline.diagnose.check;

import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Freedom;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Solution;
import io.plumbline.core.verdict.Solver;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.TieChoices;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.graph.TieRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the piece that a gradient is the derivative of: one consistent rule for exact ties, and one
 * whole choice of near-ties; or the proof that there is none.
 *
 * <p>For each rule the near-ties are relaxed to shares from none to all. Where the {@link Solver}
 * proves that no shares explain the gradient, no choice does, and the rule is out; so are the rules
 * whose pieces differ from it at near-ties only. Where shares do, the largest are rounded to whole
 * choices, and the rest is solved for anew on the piece that they lead to. A search that ends
 * without either proves nothing: there are as many pieces as choices.
 */
final class PieceSearch {
  private static final int ROUNDS = 12;

  /** A share from here on is a whole choice; each is tried. */
  private static final double[] WHOLE = {0.5, 0.9};

  /** So many of the largest shares are tried each for itself. */
  private static final int ONE_BY_ONE = 8;

  /** A round that leaves more than this part of the misfit leads nowhere. */
  private static final double PROGRESS = 0.9;

  private final Point point;
  private final Judge judge;
  private final Precision precision;
  private final double[] gradient;

  PieceSearch(Point point, Judge judge, Precision precision, double[] gradient) {
    this.point = point;
    this.judge = judge;
    this.precision = precision;
    this.gradient = gradient;
  }

  /**
   * A piece and how well the gradient fits it.
   *
   * @param references the derivatives by each rule, the best rule's first
   * @param refuted whether no piece explains the gradient: proved
   */
  record Found(
      Piece piece,
      TieRule rule,
      List<NearTie> flips,
      double[] derivative,
      Allowance allowance,
      Judgement judgement,
      List<double[]> references,
      boolean refuted) {
    boolean fits() {
      return !judgement.wrong();
    }

    private double misfit() {
      return judgement.excess();
    }

    private Found with(List<double[]> derivatives) {
      return new Found(piece, rule, flips, derivative, allowance, judgement, derivatives, refuted);
    }

    private Found refuted(boolean proved) {
      return new Found(piece, rule, flips, derivative, allowance, judgement, references, proved);
    }
  }

  Found search(Optional<TieRule.Among> only) {
    List<Found> found = new ArrayList<>();
    for (TieRule rule : TieRules.at(point, only)) {
      found.add(judged(point.piece(rule), rule, List.of()));
      if (found.get(found.size() - 1).fits()) {
        break;
      }
    }
    found.sort(Comparator.comparingDouble(Found::misfit));
    List<double[]> references = found.stream().map(Found::derivative).toList();
    Found best = found.get(0);
    if (best.fits()) {
      return best.with(references);
    }
    Found settled = settled(found);
    boolean anyRule = only.isEmpty() && !point.tiedWindows().isEmpty();
    return (settled.fits() || !anyRule ? settled : ordered(settled)).with(references);
  }

  /** The piece that one order of each pool's places leads to, where that explains the gradient. */
  private Found ordered(Found settled) {
    Relaxation free = new Relaxation(settled, settled.piece.windowTies());
    if (free.outOfReach() || free.solve() instanceof Solution.Beyond) {
      return settled;
    }
    WindowOrders orders = new WindowOrders(point, gradient, settled.rule);
    TieRule rule = orders.nearest();
    Found nearest = judged(point.piece(rule), rule, List.of());
    Found there = nearest.fits() ? nearest : settled(List.of(nearest));
    if (!there.fits()) {
      return settled;
    }
    double[] allowed = judge.allowed(gradient, there.allowance.total());
    return orders.enough(nearest.piece, allowed) ? there : settled.refuted(false);
  }

  private Found judged(Piece piece, TieRule rule, List<NearTie> flips) {
    double[] derivative = piece.gradient();
    Allowance allowance = piece.allowance(precision);
    Evidence evidence = evidence(derivative, new double[derivative.length], allowance);
    Judgement judgement = judge.glance(gradient, evidence);
    return new Found(piece, rule, flips, derivative, allowance, judgement, List.of(), false);
  }

  static Evidence evidence(double[] derivative, double[] bounds, Allowance allowance) {
    List<Freedom> freedoms =
        allowance.directions().stream()
            .map(
                d ->
                    new Freedom(
                        "derivative by score " + d.score(),
                        d.gradient(),
                        -d.bound(),
                        d.bound(),
                        d.doubt()))
            .toList();
    return new Evidence(derivative, bounds, allowance.local(), freedoms);
  }

  /** The piece that near-ties lead to from some rule, or whether they leave open what is off. */
  private Found settled(List<Found> rules) {
    List<Relaxation> refuted = new ArrayList<>();
    List<Relaxation> left = new ArrayList<>();
    for (Found rule : rules) {
      Relaxation relaxation = new Relaxation(rule);
      (relaxation.outOfReach() ? refuted : left).add(relaxation);
    }
    List<Relaxation> open = new ArrayList<>();
    for (Relaxation each : left) {
      if (covered(each, refuted) || covered(each, open)) {
        continue;
      }
      Solution fit = each.solve();
      if (fit instanceof Solution.Beyond) {
        refuted.add(each);
        continue;
      }
      Found whole = whole(each, fit);
      if (whole.fits() && likely(whole.flips)) {
        return whole;
      }
      open.add(each);
    }
    open.removeIf(each -> covered(each, refuted));
    return rules.get(0).refuted(open.isEmpty());
  }

  private static boolean covered(Relaxation each, List<Relaxation> others) {
    return others.stream().anyMatch(other -> other.covers(each));
  }

  /** The piece that shares lead to, where that explains the gradient; else where it began. */
  private Found whole(Relaxation from, Solution fit) {
    Relaxation at = from;
    double[] shares = fit.factors();
    Map<Unit, NearTie> flips = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      @Nullable Found best = null;
      List<NearTie> taken = List.of();
      for (List<NearTie> chosen : at.rounded(shares)) {
        Map<Unit, NearTie> all = new LinkedHashMap<>(flips);
        chosen.forEach(tie -> all.put(Unit.of(tie), tie));
        Found next = judged(at.rule.piece.flip(chosen), from.rule.rule, List.copyOf(all.values()));
        if (next.fits()) {
          return next;
        }
        if (best == null || next.misfit() < best.misfit()) {
          best = next;
          taken = chosen;
        }
      }
      if (best == null || !(best.misfit() <= PROGRESS * at.rule.misfit())) {
        return from.rule;
      }
      taken.forEach(tie -> flips.put(Unit.of(tie), tie));
      at = new Relaxation(best);
      shares = at.solve().factors();
    }
    return from.rule;
  }

  /** What a near-tie is of: the last choice made for it counts. */
  private record Unit(int kernel, int row, int channel) {
    static Unit of(NearTie tie) {
      return new Unit(tie.kernel(), tie.row(), tie.channel());
    }
  }

  /** Which place of which unit a near-tie is about. */
  private record Place(Unit unit, int place) {
    static Place of(NearTie tie) {
      return new Place(Unit.of(tie), tie.place());
    }
  }

  /**
   * Whether rounding decides so many near-ties otherwise: together they need errors of that many
   * standard deviations in as many directions. One alone may need all that makes it a near-tie.
   */
  private static boolean likely(List<NearTie> flips) {
    double needed = 0;
    for (NearTie tie : flips) {
      double deviations = Allowance.DEVIATIONS * tie.distance() / tie.allowance();
      needed += deviations * deviations;
    }
    double most = Math.sqrt(flips.size()) + Allowance.DEVIATIONS;
    return needed <= most * most;
  }

  /** A rule's piece with near-ties relaxed to shares. */
  private final class Relaxation {
    private final Found rule;
    private final TieChoices choices;
    private final double[] off;
    private final double[] allowed;

    Relaxation(Found rule) {
      this(rule, List.of());
    }

    /** Also with exact ties whose values do not round. */
    Relaxation(Found rule, List<NearTie> exact) {
      this.rule = rule;
      // A model stored in float32 defines its function to float32 only: an exporter that folded a
      // normalization into a convolution rounded once more than the framework did.
      Precision stored = precision == Precision.FLOAT64 ? Precision.FLOAT32 : precision;
      Map<Place, NearTie> all = new LinkedHashMap<>();
      rule.piece.nearTies(stored).forEach(tie -> all.put(Place.of(tie), tie));
      exact.forEach(tie -> all.putIfAbsent(Place.of(tie), tie));
      this.choices = rule.piece.choices(List.copyOf(all.values()), rule.allowance);
      this.off = gradient.clone();
      double[] bounds = choices.local(precision);
      double[] own = rule.piece.differenceRounding();
      for (int k = 0; k < off.length; k++) {
        off[k] -= rule.derivative[k];
        bounds[k] += own[k];
      }
      this.allowed = judge.allowed(gradient, bounds);
    }

    /** Whether some coordinate is beyond what all choices together reach. */
    boolean outOfReach() {
      double[] middle = choices.middle();
      double[] reach = choices.reach();
      for (int k = 0; k < off.length; k++) {
        boolean within = Math.abs(gradient[k] - middle[k]) <= allowed[k] + reach[k];
        if (!within || Double.isInfinite(gradient[k])) {
          return true;
        }
      }
      return false;
    }

    boolean covers(Relaxation other) {
      return choices.cover(other.rule.piece);
    }

    Solution solve() {
      return Solver.solve(off, allowed, new TieFreedoms(choices, rule.derivative));
    }

    private Solution nearest() {
      double[] own = judge.allowed(gradient, rule.allowance.local());
      return Solver.nearest(off, own, new TieFreedoms(choices, rule.derivative));
    }

    /**
     * What shares may be rounded to: all that are large enough; and one by one the largest, and
     * those near-ties whose effects go along with what is off. Where the room that all pieces have
     * needs no shares, they are those that come nearest to what this piece alone allows.
     */
    private Set<List<NearTie>> rounded(double[] found) {
      boolean none = Arrays.stream(found).allMatch(share -> share == 0);
      double[] shares = none ? nearest().factors() : found;
      List<NearTie> ties = choices.ties();
      Set<List<NearTie>> rounded = new LinkedHashSet<>();
      for (double whole : WHOLE) {
        rounded.add(
            IntStream.range(0, shares.length)
                .filter(t -> shares[t] >= whole)
                .mapToObj(ties::get)
                .toList());
      }
      IntStream.range(0, shares.length)
          .filter(t -> shares[t] > 0)
          .boxed()
          .sorted(Comparator.comparingDouble(t -> -shares[t]))
          .limit(ONE_BY_ONE)
          .forEach(t -> rounded.add(List.of(ties.get(t))));
      rule.piece.suspects(ties, off, ONE_BY_ONE).forEach(tie -> rounded.add(List.of(tie)));
      rounded.remove(List.of());
      return rounded;
    }
  }
}
