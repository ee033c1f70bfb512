package io.plumbline.graph.loss;

import io.plumbline.core.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A sum of cross-entropies, one at each position. */
final class PositionsObjective extends Objective {
  /** One position: its loss, and where its scores stand. */
  private record Part(Objective objective, int[] places) {
    double[] of(double[] outputs) {
      return Arrays.stream(places).mapToDouble(place -> outputs[place]).toArray();
    }

    void put(double[] own, double[] outputs) {
      for (int c = 0; c < own.length; c++) {
        outputs[places[c]] = own[c];
      }
    }
  }

  /** Writes what a part has for each of its own scores. */
  private interface Filling {
    void of(Part part, double[] own);
  }

  private final List<Part> parts = new ArrayList<>();

  PositionsObjective(double[] weights, Positions positions) {
    if (weights.length != positions.count() * positions.classes()) {
      throw new InvalidInputException(
          "label weights (" + weights.length + ") must be as many as outputs");
    }
    for (int k = 0; k < positions.count(); k++) {
      int[] places = new int[positions.classes()];
      double[] own = new double[places.length];
      boolean counts = false;
      for (int c = 0; c < places.length; c++) {
        places[c] = positions.at(k, c);
        own[c] = weights[places[c]];
        counts |= own[c] != 0;
      }
      if (counts) {
        parts.add(new Part(new CrossEntropyObjective(own, false, false), places));
      }
    }
  }

  private void fill(double[] bar, Filling filling) {
    Arrays.fill(bar, 0);
    for (Part part : parts) {
      double[] own = new double[part.places.length];
      filling.of(part, own);
      part.put(own, bar);
    }
  }

  @Override
  public double value(double[] scores) {
    return parts.stream().mapToDouble(part -> part.objective.value(part.of(scores))).sum();
  }

  @Override
  public void gradient(double[] scores, double[] bar) {
    fill(bar, (part, own) -> part.objective.gradient(part.of(scores), own));
  }

  @Override
  public double difference(double[] scores, double[] change) {
    return from(scores).of(change);
  }

  @Override
  public Differencer from(double[] scores) {
    List<Differencer> each =
        parts.stream().map(part -> part.objective.from(part.of(scores))).toList();
    return change -> {
      double sum = 0;
      for (int k = 0; k < parts.size(); k++) {
        sum += each.get(k).of(parts.get(k).of(change));
      }
      return sum;
    };
  }

  @Override
  public void gradientError(double[] scores, double[] scoreErrors, double u, double[] bar) {
    fill(
        bar,
        (part, own) -> part.objective.gradientError(part.of(scores), part.of(scoreErrors), u, own));
  }

  @Override
  public void formulaError(double[] scores, double u, double[] bar) {
    // The weight of each position is rounded too, and multiplied or divided by.
    fill(
        bar,
        (part, own) -> {
          part.objective.formulaError(part.of(scores), u, own);
          double[] gradient = new double[own.length];
          part.objective.gradient(part.of(scores), gradient);
          for (int c = 0; c < own.length; c++) {
            own[c] += 2 * u * Math.abs(gradient[c]);
          }
        });
  }

  @Override
  public void looseFormulaError(double[] scores, double u, double[] bar) {
    fill(bar, (part, own) -> part.objective.looseFormulaError(part.of(scores), u, own));
  }

  @Override
  public double thirdDerivative(double range) {
    return parts.stream().mapToDouble(part -> part.objective.thirdDerivative(range)).sum();
  }
}
