package io.plumbline.jobs.input;

import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Samples and their labels, before there is a gradient.
 *
 * @param shape of the input's array, with a batch axis where it has one
 * @param image the data set's image that this is, or -1
 * @param samples one flat array each
 * @param targets as many
 * @param turn what was done to the input's array to have its channels where the model has them
 */
public record LabelledSamples(
    int[] shape, int image, List<double[]> samples, List<Target> targets, Optional<Turn> turn) {
  /**
   * Whether a gradient's array has the input's shape.
   *
   * @param other the array's; an image, and what was turned, has none of its own, and takes a
   *     leading axis of one too; that of a single sample may lack it
   * @return whether it fits
   */
  public boolean hasShape(int[] other) {
    return Arrays.equals(shape, other)
        || (image >= 0 || turn.isPresent()) && SampleArrays.isOfOne(other, shape)
        || samples.size() == 1 && SampleArrays.isOfOne(shape, other);
  }

  /** The same, of a data set in which it has a number. */
  LabelledSamples numbered(int number) {
    return new LabelledSamples(shape, number, samples, targets, turn);
  }

  /** What was done to the input, where it can be done to another array too. */
  Optional<Turn> turnOf(int[] other) {
    return turn.filter(it -> !it.isNone() && it.takes(other));
  }

  /**
   * The index of a sample, for people.
   *
   * @param k its place in the batch
   * @return the same, or the image's index
   */
  public int index(int k) {
    return image >= 0 ? image : k;
  }
}
