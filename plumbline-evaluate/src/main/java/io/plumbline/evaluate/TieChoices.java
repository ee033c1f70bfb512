package io.plumbline.evaluate;

import io.plumbline.core.function.Precision;
import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.differences.Push;
import io.plumbline.evaluate.kernel.Changes;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Intervals;
import io.plumbline.evaluate.kernel.Kinks;
import io.plumbline.evaluate.kernel.Pinned;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.evaluate.result.Allowance;
import io.plumbline.evaluate.result.NearTie;
import io.plumbline.evaluate.rounding.Allowances;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The gradients that a piece has when near-ties go either way, any number of them together and in
 * any mixture, and the loss's derivatives by the scores are off by their common errors. As a set it
 * is too large to list; what is known of it is how far it reaches at each coordinate, and along any
 * direction.
 *
 * <p>The derivatives by every value are carried back as intervals: a tied window's elements get
 * between none and all of what the window has, a unit's argument what its slopes make of it. A
 * direction y is pushed forward: the product of y with the gradient is the sum, over tied units and
 * the scores, of derivatives times pushed changes, each of which is bounded by a line (see {@link
 * Kinks.Line}). Where the ties stand in one layer the lines are exact, and so is the bound; where
 * they are stacked it holds.
 */
public final class TieChoices {
  /** The push stays so small that what is not linear does not matter. */
  private static final double SMALL = 0x1p-48;

  private final Evaluated point;
  private final Pinned<?>[] pins;
  private final List<NearTie> ties;
  private final List<List<NearTie>> byKernel = new ArrayList<>();
  private final Map<NearTie, Integer> places = new HashMap<>();
  private final Push push;
  private final double[][][] bars;
  private final Intervals intervals;

  /**
   * The choices of near-ties on a piece.
   *
   * @param bars the derivatives by every value on the piece
   * @param ties the near-ties
   * @param allowance the common errors
   */
  TieChoices(
      Evaluated point,
      Pinned<?>[] pins,
      double[][][] bars,
      List<NearTie> ties,
      Allowance allowance) {
    this.point = point;
    this.pins = pins;
    this.bars = bars;
    this.push = new Push(point, pins);
    List<NearTie> ordered = new ArrayList<>();
    for (int k = 0; k < pins.length; k++) {
      int kernel = k;
      byKernel.add(ties.stream().filter(tie -> tie.kernel() == kernel).toList());
      ordered.addAll(byKernel.get(k));
    }
    this.ties = List.copyOf(ordered);
    for (int t = 0; t < ordered.size(); t++) {
      places.put(ordered.get(t), t);
    }
    point.prepareKinks();
    this.intervals = new Intervals(point.program.allocate(), point.program.allocate());
    carryBack(allowance);
  }

  private void carryBack(Allowance allowance) {
    Program program = point.program;
    double[] slopes = Rows.flatten(bars[program.output]);
    double[] errors = new double[slopes.length];
    for (Allowance.Direction direction : allowance.directions()) {
      errors[direction.score()] = direction.most();
    }
    Rows.fill(intervals.centers()[program.output], slopes);
    Rows.fill(intervals.radii()[program.output], errors);
    for (int k = pins.length - 1; k >= 0; k--) {
      pins[k].backward(point.values, intervals.centers(), Entries.SIGNED);
      pins[k].backward(point.values, intervals.radii(), Entries.ABSOLUTE);
      if (!byKernel.get(k).isEmpty()) {
        pins[k].widen(byKernel.get(k), intervals);
      }
    }
  }

  /**
   * The near-ties, as their shares are ordered.
   *
   * @return those that were asked for
   */
  public List<NearTie> ties() {
    return ties;
  }

  /**
   * The middle of what each coordinate may be.
   *
   * @return one number for each element of the input
   */
  public double[] middle() {
    return Rows.flatten(intervals.centers()[point.program.input]);
  }

  /**
   * How far each coordinate may be from the middle.
   *
   * @return one number for each element of the input
   */
  public double[] reach() {
    return Rows.flatten(intervals.radii()[point.program.input]);
  }

  /**
   * The gradient that goes furthest along a direction.
   *
   * @param product at least the product of the direction with each gradient of the set
   * @param gradient one of the set, or nearly
   * @param shares how much of each near-tie it takes, from 0 to 1
   */
  public record Furthest(double product, double[] gradient, double[] shares) {}

  /**
   * How far the gradients reach along a direction.
   *
   * @param direction one number for each element of the input
   * @return the furthest, with a bound on all
   */
  public Furthest along(double[] direction) {
    double[] shares = new double[ties.size()];
    double largest = 0;
    for (double each : direction) {
      largest = Math.max(largest, Math.abs(each));
    }
    if (!(largest > 0)) {
      return new Furthest(0, Rows.flatten(bars[point.program.input]), shares);
    }
    Program program = point.program;
    List<List<Kinks.Line>> lines = new ArrayList<>();
    program.kernels.forEach(kernel -> lines.add(new ArrayList<>()));
    Changes changes = program.borrowChanges();
    double factor = SMALL / largest;
    push.pushAll(
        direction,
        factor,
        changes,
        k -> {
          if (!byKernel.get(k).isEmpty()) {
            pins[k].bound(byKernel.get(k), intervals, changes, lines.get(k)::add);
          }
        });
    double product = 0;
    for (List<Kinks.Line> each : lines) {
      product += each.stream().mapToDouble(Kinks.Line::constant).sum();
    }
    double[][][] there = program.allocate();
    double[][] slopes = there[program.output];
    Changes.Change scores = changes.of(program.output);
    for (int q = 0; q < slopes.length; q++) {
      for (int c = 0; c < slopes[q].length; c++) {
        double moves = scores.at(q, c);
        slopes[q][c] =
            moves < 0 ? intervals.low(program.output, q, c) : intervals.high(program.output, q, c);
        product += slopes[q][c] * moves;
      }
    }
    program.giveBack(changes);
    return new Furthest(product / factor, gradient(there, lines, shares), shares);
  }

  /** Carries back what the lines choose. */
  private double[] gradient(double[][][] there, List<List<Kinks.Line>> lines, double[] shares) {
    for (int k = pins.length - 1; k >= 0; k--) {
      pins[k].backward(point.values, there, Entries.SIGNED);
      double[][] out = there[point.program.kernels.get(k).out];
      for (Kinks.Line line : lines.get(k)) {
        double bar = out[line.unit().row()][line.unit().channel()];
        double towards = line.towardsMost(bar);
        take(pins[k], line.most(), towards, bar, there, shares);
        take(pins[k], line.least(), bar - towards, bar, there, shares);
      }
    }
    return Rows.flatten(there[point.program.input]);
  }

  private void take(
      Pinned<?> pin,
      Optional<NearTie> tie,
      double part,
      double bar,
      double[][][] there,
      double[] shares) {
    if (tie.isPresent() && part != 0) {
      pin.flipEffect(tie.get(), part, there);
      shares[Objects.requireNonNull(places.get(tie.get()))] =
          bar == 0 ? 1 : Math.max(0, Math.min(1, part / bar));
    }
  }

  /**
   * Whether another piece is among the choices: each of its units has a side that it has on this
   * piece, or that its near-tie offers.
   *
   * @param other a piece at the same point
   * @return whether its gradient is in the set
   */
  public boolean cover(Piece other) {
    for (int k = 0; k < pins.length; k++) {
      if (!pins[k].covers(byKernel.get(k), other.pin(k))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What rounding may do at each coordinate to whichever of the gradients it is, common errors
   * apart.
   *
   * @param precision of the gradient's computation
   * @return one bound for each element of the input
   */
  public double[] local(Precision precision) {
    return Allowances.local(point, pins, precision, intervals.sizes(), byKernel::get);
  }
}
