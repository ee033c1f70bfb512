package io.plumbline.diagnose.mistakes;

import java.util.OptionalInt;

/**
 * Another sample than the one that is looked at.
 *
 * @param place in the batch; empty outside of it
 * @param name as people would call it
 * @param example the sample
 */
public record OtherSample(OptionalInt place, String name, Example example) {
  /**
   * A sample of the batch.
   *
   * @param place from 0
   * @param example the sample
   * @return under the name of its place
   */
  public static OtherSample ofBatch(int place, Example example) {
    return new OtherSample(OptionalInt.of(place), "sample " + place + " of the batch", example);
  }

  /**
   * A sample from elsewhere.
   *
   * @param neighbour from the data set
   * @return under its own name
   */
  public static OtherSample outside(DataSet.Neighbour neighbour) {
    Example example = new Example(neighbour.x(), neighbour.target());
    return new OtherSample(OptionalInt.empty(), neighbour.name(), example);
  }
}
