package io.plumbline.testing.generated;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import java.util.Random;

/**
 * Parameters drawn from one seed. Dyadic ones have few bits, so that sums of them are exact in any
 * arithmetic and in any order: what ties in one evaluator then ties in every other.
 */
public final class RandomWeights {
  public final Random random;
  private final boolean dyadic;
  private int count;

  public RandomWeights(Random random, boolean dyadic) {
    this.random = random;
    this.dyadic = dyadic;
  }

  public boolean dyadic() {
    return dyadic;
  }

  /** From first to last, both included. */
  public int between(int first, int last) {
    return first + random.nextInt(last - first + 1);
  }

  public boolean chance(double share) {
    return random.nextDouble() < share;
  }

  @SafeVarargs
  public final <T> T pick(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  public double number(double scale) {
    if (dyadic) {
      return between(-8, 8) / 8.0;
    }
    return scale * random.nextGaussian();
  }

  public double[] numbers(int size, double scale) {
    double[] values = new double[size];
    for (int k = 0; k < size; k++) {
      values[k] = number(scale);
    }
    return values;
  }

  public Parameter weight(double scale, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    return Parameter.trainable("p" + count++, new Tensor(shape, numbers(shape.size(), scale)));
  }

  /** A parameter whose values lie from 0.5 to 2. */
  public Parameter positive(boolean trainable, int... extents) {
    Shape shape = Tensor.shapeOf(extents);
    double[] values = new double[shape.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = dyadic ? pick(0.5, 1.0, 2.0) : 0.5 + 1.5 * random.nextDouble();
    }
    return new Parameter("p" + count++, new Tensor(shape, values), trainable);
  }

  public Parameter fixed(double scale, int... extents) {
    Parameter drawn = weight(scale, extents);
    return Parameter.fixed(drawn.name(), drawn.tensor());
  }
}
