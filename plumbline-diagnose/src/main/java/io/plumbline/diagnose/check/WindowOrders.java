package io.plumbline.diagnose.check;

import io.plumbline.core.Euclidean;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.result.WholeGradient;
import io.plumbline.graph.TieRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Infers in which order a framework looks through the windows of its pools, where that is neither
 * from first to last nor back: of each layer one order of the window's places, so that the first
 * place that holds the maximum has the gradient. Of n places there are n! orders, and each window
 * says something of few of them; so orders are improved place by place, whatever brings the
 * derivative nearest to the gradient, from several orders in turn until one is found.
 *
 * <p>That an order exists says little where few windows tie: winners drawn by lot follow one too,
 * by chance. So it is known how many windows there are whose winner makes a difference.
 */
final class WindowOrders {
  /** Orders are accepted where lots would follow them with a probability below 2 to minus this. */
  private static final double BITS = 20;

  /** All pools are gone through so often: what one has changes what another is seen to do. */
  private static final int SWEEPS = 4;

  /** Passes are made for so many multiply-adds in all. */
  private static final double MOST_WORK = 5e10;

  /**
   * Where the first sweep leaves more than this part of what was off, orders are not the reason.
   */
  private static final double PROMISING = 0.5;

  /** Where less than this part of the gradient is left, an order is found. */
  private static final double FOUND = 1e-5;

  /** Where no order is found from the first place on or back, so many others are begun with. */
  private static final int SHUFFLED = 6;

  private static final long SEED = 8;

  private final Point point;
  private final double[] gradient;
  private final TieRule from;
  private final Map<String, Integer> pools;
  private Map<String, List<Integer>> orders = new LinkedHashMap<>();
  private double misfit;
  private double left;

  /**
   * A search.
   *
   * @param point where there are windows with several maxima
   * @param from whatever else is decided by a rule
   */
  WindowOrders(Point point, double[] gradient, TieRule from) {
    this.point = point;
    this.gradient = gradient;
    this.from = from;
    this.pools = point.tiedWindows();
  }

  /** The rule that leads nearest to the gradient. */
  TieRule nearest() {
    Random random = new Random(SEED);
    List<Map<String, List<Integer>>> starts =
        new ArrayList<>(List.of(scanned(false), scanned(true)));
    for (int k = 0; k < SHUFFLED; k++) {
      starts.add(shuffled(random));
    }
    Map<String, List<Integer>> best = starts.get(0);
    double least = Double.POSITIVE_INFINITY;
    left = MOST_WORK / point.piece(from).passWork();
    for (Map<String, List<Integer>> start : starts) {
      if (least <= FOUND * Euclidean.norm(gradient)) {
        break;
      }
      orders = start;
      misfit = misfit(start);
      improve();
      if (misfit < least) {
        least = misfit;
        best = orders;
      }
    }
    return from.with(best);
  }

  private Map<String, List<Integer>> scanned(boolean backwards) {
    Map<String, List<Integer>> all = new LinkedHashMap<>();
    pools.forEach(
        (name, places) ->
            all.put(
                name,
                IntStream.range(0, places)
                    .map(k -> backwards ? places - 1 - k : k)
                    .boxed()
                    .toList()));
    return all;
  }

  private Map<String, List<Integer>> shuffled(Random random) {
    Map<String, List<Integer>> all = scanned(false);
    all.replaceAll(
        (name, order) -> {
          List<Integer> mixed = new ArrayList<>(order);
          Collections.shuffle(mixed, random);
          return List.copyOf(mixed);
        });
    return all;
  }

  private void improve() {
    List<String> names = new ArrayList<>(pools.keySet());
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double before = misfit;
      for (int k = names.size() - 1; k >= 0; k--) {
        improve(names.get(k));
      }
      if (!(misfit < (sweep == 0 ? PROMISING : 1) * before)) {
        return;
      }
    }
  }

  /** Rank by rank the place that fits best there; then again, until none fits better. */
  private void improve(String pool) {
    double before;
    do {
      before = misfit;
      for (int rank = 0; rank < order(pool).size() - 1 && left > 0; rank++) {
        place(pool, rank);
      }
    } while (misfit < before && left > 0);
  }

  private List<Integer> order(String pool) {
    return Objects.requireNonNull(orders.get(pool));
  }

  private void place(String pool, int rank) {
    List<Integer> start = order(pool);
    for (int place : start) {
      if (start.indexOf(place) != rank) {
        List<Integer> moved = new ArrayList<>(start);
        moved.remove((Integer) place);
        moved.add(rank, place);
        Map<String, List<Integer>> tried = new LinkedHashMap<>(orders);
        tried.put(pool, List.copyOf(moved));
        double there = misfit(tried);
        if (there < misfit) {
          misfit = there;
          orders = tried;
        }
      }
    }
  }

  private double misfit(Map<String, List<Integer>> tried) {
    left--;
    double[] difference = point.piece(from.with(tried)).gradient();
    Arrays.setAll(difference, k -> gradient[k] - difference[k]);
    return Euclidean.norm(difference);
  }

  /**
   * Whether the windows say more than lots would.
   *
   * @param ordered the piece that orders lead to
   * @param allowed what rounding may do to the gradient, coordinate by coordinate
   */
  boolean enough(Piece ordered, double[] allowed) {
    List<NearTie> ties = ordered.windowTies();
    double[] products =
        ordered.effectProducts(ties, WholeGradient.direction(gradient.length, SEED, 0));
    double felt = Euclidean.norm(allowed);
    Map<List<Integer>, Integer> choices = new LinkedHashMap<>();
    for (int t = 0; t < products.length; t++) {
      NearTie tie = ties.get(t);
      if (Math.abs(products[t]) > felt) {
        choices.merge(List.of(tie.kernel(), tie.row(), tie.channel()), 1, Integer::sum);
      }
    }
    double bits = choices.values().stream().mapToDouble(others -> log2(1 + others)).sum();
    for (int places : pools.values()) {
      bits -= IntStream.rangeClosed(1, places).mapToDouble(WindowOrders::log2).sum();
    }
    return bits >= BITS;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
