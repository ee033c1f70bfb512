package io.plumbline.evaluate;

import io.plumbline.graph.TieRule;
import io.plumbline.testing.generated.RandomGraphs;
import io.plumbline.testing.oracle.ActivationPattern;
import io.plumbline.testing.oracle.Dd;
import io.plumbline.testing.oracle.Reference;

/**
 * Derivatives of a pinned network in extended precision: central differences of fourth order of the
 * {@link Reference}, whose winners and sides are held as they are at the input.
 */
public final class Oracle {
  private static final double STEP = 0x1p-19;

  private final RandomGraphs.Case drawn;
  private final Reference reference;
  private final ActivationPattern noted = ActivationPattern.noted();
  private final Dd[] x;

  Oracle(RandomGraphs.Case drawn, TieRule rule) {
    this.drawn = drawn;
    this.reference = new Reference(drawn.graph(), rule);
    this.x = Dd.of(drawn.x());
    drawn.loss(reference, x, noted);
  }

  /** The network as the product evaluates it. */
  static Point point(RandomGraphs.Case drawn) {
    return Evaluator.of(drawn.graph()).at(drawn.x(), drawn.loss(), drawn.target());
  }

  /** Whether a unit is so near a kink that float64 may not see on which side it is. */
  boolean ambiguous() {
    return noted.nearest < 1e-12;
  }

  double ofInput(Dd[] along) {
    return derivative(h -> loss(along, h, noted.hold()));
  }

  double ofParameter(double[] parameter, int index) {
    double derivative =
        derivative(
            h -> {
              reference.perturb(parameter, index, Dd.of(h));
              return loss(null, 0, noted.hold());
            });
    reference.perturb(null, 0, Dd.ZERO);
    return derivative;
  }

  private interface Line {
    Dd at(double h);
  }

  /** (8(f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h, off by f⁽⁵⁾h⁴/30. */
  private static double derivative(Line line) {
    Dd near = line.at(STEP).minus(line.at(-STEP));
    Dd far = line.at(2 * STEP).minus(line.at(-2 * STEP));
    return near.times(8).minus(far).over(12 * STEP).value();
  }

  private Dd loss(Dd[] along, double h, ActivationPattern choices) {
    return drawn.loss(reference, moved(along, h), choices);
  }

  private Dd[] moved(Dd[] along, double h) {
    if (along == null) {
      return x;
    }
    Dd[] moved = x.clone();
    for (int k = 0; k < moved.length; k++) {
      moved[k] = moved[k].plus(along[k].times(h));
    }
    return moved;
  }

  /**
   * How far the network as it is departs from its pinned piece somewhere between x - h and x + h: 0
   * where that interval is smooth. A unit that switches without any effect is no kink.
   */
  double departure(Dd[] along, double h) {
    double most = 0;
    for (double share : new double[] {-1, -0.6, -0.01, 0.01, 0.6, 1}) {
      ActivationPattern there = ActivationPattern.noted();
      Dd free = loss(along, share * h, there);
      if (noted.switched(there) > 0) {
        Dd held = loss(along, share * h, noted.hold());
        most = Math.max(most, free.minus(held).abs().value());
      }
    }
    return most;
  }
}
