package io.plumbline.diagnose.mistakes;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Looks for the mask of a dropout behind a layer from the gradient alone. With the mask m, the rate
 * p and h the layer's values, the gradient is
 *
 * <pre>Jᵀ (m/(1 - p) ∘ ∇rest(m/(1 - p) ∘ h))</pre>
 *
 * where J is the layer's Jacobian and rest what stands behind it. The derivatives by the scores are
 * fitted and the mask is relaxed to [0, 1], in turn, then rounded and improved unit by unit; what
 * counts is the formula alone, evaluated with the mask that was found.
 */
final class MaskSearch {
  private static final int ROUNDS = 40;
  private static final int SWEEPS = 60;
  private static final int ITERATIONS = 400;

  /** So many of the starts that leave least are tried further. */
  private static final int PAIRED = 4;

  /** A coefficient that is nothing beside the others. */
  private static final double UNUSED = 1e-3;

  /** What rounding leaves between derivatives that are the same. */
  private static final double SAME = 1e-9;

  /** Rates that people write; the empirical one besides. */
  private static final double[] RATES = {
    0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8
  };

  private final SparseRows rows;
  private final Evaluator rest;
  private final Loss loss;
  private final Target target;
  private final double[] values;
  private final double[] gradient;
  private final TieRule rule;

  /**
   * A search.
   *
   * @param rows the derivatives of the layer's units, those that have any
   * @param rest from the layer to the output
   * @param values of the layer's units
   * @param gradient that may come out of a dropout
   */
  MaskSearch(
      SparseRows rows,
      Evaluator rest,
      Loss loss,
      Target target,
      double[] values,
      double[] gradient,
      TieRule rule) {
    this.rows = rows;
    this.rest = rest;
    this.loss = loss;
    this.target = target;
    this.values = values;
    this.gradient = gradient;
    this.rule = rule;
  }

  /**
   * A mask and what it makes of the gradient.
   *
   * @param predicted the gradient with it
   * @param rate of the dropout
   * @param units that have a say
   * @param dropped how many of them it drops
   * @param off the square of what it leaves
   */
  record Mask(double[] predicted, double rate, int units, int dropped, double off) {
    /** What naming each unit costs, in nats. */
    double price() {
      double share = (double) dropped / units;
      double kept = 1 - share;
      return share > 0 && kept > 0 ? -units * (share * Math.log(share) + kept * Math.log(kept)) : 0;
    }
  }

  /** The mask that leaves least; empty where none that drops anything was found. */
  Optional<Mask> find() {
    double[][] slopes = slopes(values);
    double[] fitted = fitted(slopes);
    if (!isAffine(slopes)) {
      return best(fitted);
    }
    double[] scores = rest.at(values, loss, target).scores();
    Objective objective = Objective.of(loss, target, rest.kind(), rest.outputs());
    MaskFormula formula =
        new MaskFormula(rows, values, slopes, scores, gradient, objective, rest.kind());
    List<Start> starts = new ArrayList<>();
    for (double rate : RATES) {
      for (double[] mask : List.of(ones(), fitted, unused())) {
        boolean[] kept = formula.best(rate, formula.start(mask));
        starts.add(new Start(rate, kept, formula.left(kept, rate)));
      }
      // Pairs before single flips: of two units that nearly cancel, neither leaves less alone.
      boolean[] kept = formula.paired(rate, formula.start(unused()));
      starts.add(new Start(rate, kept, formula.left(kept, rate)));
    }
    return starts.stream()
        .sorted(Comparator.comparingDouble(Start::off))
        .limit(PAIRED)
        .map(start -> mask(formula, start.rate, formula.paired(start.rate, start.kept)))
        .filter(mask -> mask.dropped > 0 && mask.dropped < mask.units)
        .min(Comparator.comparingDouble(Mask::off));
  }

  private record Start(double rate, boolean[] kept, double off) {}

  private double[] ones() {
    double[] ones = new double[rows.count()];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * The units that the nearest combination of rows has no use for are left out. Where there are
   * several, two of them show the direction in which they differ, and the one with most zeros along
   * it is taken: behind a layer normalization the rows are dependent by one.
   */
  private double[] unused() {
    double[] near = rows.fit(gradient, ITERATIONS, 0, true).coefficients();
    double[] other = rows.fit(gradient, ITERATIONS, 0, false).coefficients();
    double[] best = used(near);
    for (int j = 0; j < near.length; j++) {
      double along = near[j] - other[j];
      if (Math.abs(along) > UNUSED * Math.abs(near[j])) {
        double[] moved = new double[near.length];
        for (int k = 0; k < moved.length; k++) {
          moved[k] = near[k] - near[j] / along * (near[k] - other[k]);
        }
        double[] used = used(moved);
        best = Arrays.stream(used).sum() < Arrays.stream(best).sum() ? used : best;
      }
    }
    return best;
  }

  private static double[] used(double[] coefficients) {
    double[] sizes = Arrays.stream(coefficients).map(Math::abs).sorted().toArray();
    double typical = sizes[sizes.length * 9 / 10];
    return Arrays.stream(coefficients)
        .map(size -> Math.abs(size) < UNUSED * typical ? 0 : 1)
        .toArray();
  }

  private Mask mask(MaskFormula formula, double rate, boolean[] kept) {
    return mask(formula.predicted(kept, rate), rate, kept.length, formula.dropped(kept));
  }

  /** Whether the scores' derivatives by the units are the same with every other unit left out. */
  private boolean isAffine(double[][] slopes) {
    double[] half = values.clone();
    for (int u = 0; u < half.length; u += 2) {
      half[u] = 0;
    }
    double[][] others = slopes(half);
    double off = 0;
    double size = 0;
    for (int k = 0; k < slopes.length; k++) {
      for (int u = 0; u < half.length; u++) {
        off = Math.max(off, Math.abs(slopes[k][u] - others[k][u]));
        size = Math.max(size, Math.abs(slopes[k][u]));
      }
    }
    return off <= SAME * size;
  }

  private double[] fitted(double[][] slopes) {
    double[] mask = ones();
    for (int round = 0; round < ROUNDS; round++) {
      double[] back = back(slopes, mask);
      if (!relax(mask, back)) {
        break;
      }
    }
    double[] rounded = rounded(mask);
    for (int round = 0; round < ROUNDS && flip(rounded, back(slopes, rounded)); round++) {}
    return rounded;
  }

  private static double[] rounded(double[] mask) {
    return Arrays.stream(mask).map(m -> m > 0.5 ? 1 : 0).toArray();
  }

  /** The derivatives of each score by each unit, at some values of those. */
  private double[][] slopes(double[] at) {
    Piece piece = rest.at(at, loss, target).piece(rule);
    double[][] slopes = new double[rest.outputs()][];
    for (int k = 0; k < slopes.length; k++) {
      slopes[k] = piece.scoreGradient(k);
    }
    return slopes;
  }

  /** What comes back to each unit, with the scores' derivatives that fit best. */
  private double[] back(double[][] slopes, double[] mask) {
    double[][] each = new double[slopes.length][gradient.length];
    for (int k = 0; k < slopes.length; k++) {
      for (int j = 0; j < mask.length; j++) {
        if (mask[j] != 0) {
          rows.add(j, mask[j] * slopes[k][rows.origin(j)], each[k]);
        }
      }
    }
    double[] fitted = LeastSquares.plain(each, gradient);
    double[] back = new double[mask.length];
    for (int k = 0; k < slopes.length; k++) {
      for (int j = 0; j < back.length; j++) {
        back[j] += fitted[k] * slopes[k][rows.origin(j)];
      }
    }
    return back;
  }

  private double[] left(double[] mask, double[] back) {
    double[] left = gradient.clone();
    for (int j = 0; j < mask.length; j++) {
      rows.add(j, -mask[j] * back[j], left);
    }
    return left;
  }

  /** Coordinate descent within [0, 1]; whether anything moved. */
  private boolean relax(double[] mask, double[] back) {
    double[] left = left(mask, back);
    double moved = 0;
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      double most = 0;
      for (int j = 0; j < mask.length; j++) {
        double square = back[j] * back[j] * rows.square(j);
        if (square > 0) {
          double next = mask[j] + back[j] * rows.product(j, left) / square;
          double step = Math.max(0, Math.min(1, next)) - mask[j];
          rows.add(j, -step * back[j], left);
          mask[j] += step;
          most = Math.max(most, Math.abs(step));
        }
      }
      moved = Math.max(moved, most);
      if (most < 1e-4) {
        break;
      }
    }
    return moved > 1e-3;
  }

  /** Flips each unit that leaves less when flipped; whether there was one. */
  private boolean flip(double[] mask, double[] back) {
    double[] left = left(mask, back);
    boolean any = false;
    boolean flipped = true;
    for (int sweep = 0; sweep < SWEEPS && flipped; sweep++) {
      flipped = false;
      for (int j = 0; j < mask.length; j++) {
        double step = (1 - 2 * mask[j]) * back[j];
        double change = step * step * rows.square(j) - 2 * step * rows.product(j, left);
        if (change < 0) {
          rows.add(j, -step, left);
          mask[j] = 1 - mask[j];
          flipped = true;
          any = true;
        }
      }
    }
    return any;
  }

  /** By the formula, with the rate that leaves least. */
  private Optional<Mask> best(double[] mask) {
    int dropped = (int) Arrays.stream(mask).filter(m -> m == 0).count();
    if (dropped == 0 || dropped == mask.length) {
      return Optional.empty();
    }
    return Arrays.stream(RATES)
        .mapToObj(rate -> with(mask, dropped, rate))
        .min(Comparator.comparingDouble(Mask::off));
  }

  private Mask with(double[] mask, int dropped, double rate) {
    double[] kept = values.clone();
    for (int j = 0; j < kept.length; j++) {
      kept[j] = Precision.FLOAT32.round(kept[j] / (1 - rate));
    }
    for (int j = 0; j < mask.length; j++) {
      kept[rows.origin(j)] *= mask[j];
    }
    double[] back = rest.at(kept, loss, target).gradient(rule);
    double[] predicted = new double[gradient.length];
    for (int j = 0; j < mask.length; j++) {
      rows.add(j, mask[j] * back[rows.origin(j)] / (1 - rate), predicted);
    }
    return mask(predicted, rate, mask.length, dropped);
  }

  private Mask mask(double[] predicted, double rate, int units, int dropped) {
    double off = 0;
    for (int k = 0; k < predicted.length; k++) {
      off += (gradient[k] - predicted[k]) * (gradient[k] - predicted[k]);
    }
    return new Mask(predicted, rate, units, dropped, off);
  }
}
