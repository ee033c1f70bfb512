package io.plumbline.network.eval;

import io.plumbline.network.graph.Parameter;
import io.plumbline.network.graph.Shape;
import io.plumbline.network.graph.Tensor;
import java.util.Random;

/**
 * Parameters drawn from one seed. Dyadic ones have few bits, so that sums of them are exact in any
 * arithmetic and in any order: what ties in one evaluator then ties in every other.
 */
final class RandomWeights {
  final Random random;
  private final boolean dyadic;
  private int count;

  RandomWeights(Random random, boolean dyadic) {
    this.random = random;
    this.dyadic = dyadic;
  }

  boolean dyadic() {
    return dyadic;
  }

  /** From first to last, both included. */
  int between(int first, int last) {
    return first + random.nextInt(last - first + 1);
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  @SafeVarargs
  final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  double number(double scale) {
    if (dyadic) {
      return between(-8, 8) / 8.0;
    }
    return scale * random.nextGaussian();
  }

  double[] numbers(int size, double scale) {
    double[] values = new double[size];
    for (int k = 0; k < size; k++) {
      values[k] = number(scale);
    }
    return values;
  }

  Parameter weight(double scale, int... extents) {
    Shape shape = Shape.of(extents);
    return Parameter.trainable("p" + count++, new Tensor(shape, numbers(shape.size(), scale)));
  }

  /** A parameter whose values lie from 0.5 to 2. */
  Parameter positive(boolean trainable, int... extents) {
    Shape shape = Shape.of(extents);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = dyadic ? pick(0.5, 1.0, 2.0) : 0.5 + 1.5 * random.nextDouble();
    }
    return new Parameter("p" + count++, new Tensor(shape, values), trainable);
  }

  Parameter fixed(double scale, int... extents) {
    Parameter drawn = weight(scale, extents);
    return Parameter.fixed(drawn.name(), drawn.tensor());
  }
}
