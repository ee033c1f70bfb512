package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import io.plumbline.graph.Node;
import java.util.SplittableRandom;

/**
 * Dropout drawn from a seed, the step and the piece of the batch, so that neither threads nor a
 * resumption change it.
 */
final class DropoutMasks implements TorchProgram.Masks {
  private static final int BITS = 16;

  private final SplittableRandom random;

  DropoutMasks(long seed, long step, int piece) {
    SplittableRandom root = new SplittableRandom(seed);
    random = new SplittableRandom(root.nextLong() ^ step * 0x9E3779B97F4A7C15L + piece);
  }

  /** Rates are met to 2^-16: four elements for each number drawn. */
  @Override
  public NDArray mask(Node node, double rate, NDArray like) {
    float[] mask = new float[Math.toIntExact(like.size())];
    int threshold = (int) Math.round(rate * (1 << BITS));
    float kept = (float) (1 / (1 - rate));
    long bits = 0;
    for (int k = 0; k < mask.length; k++) {
      bits = k % (Long.SIZE / BITS) == 0 ? random.nextLong() : bits >>> BITS;
      mask[k] = (bits & ((1 << BITS) - 1)) < threshold ? 0 : kept;
    }
    return like.getManager().create(mask, like.getShape());
  }
}
