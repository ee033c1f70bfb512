package io.plumbline.dataset;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One sample of a data set, as it is stored.
 *
 * @param key what a person finds it by: the name of its file, or its index as text, behind the name
 *     of its part where the data set has several
 * @param values of one sample, without an axis for the batch
 * @param layout where its channels stand, where the format says it
 * @param picture whether it was a picture
 * @param label its class as the data set itself says it
 */
public record DataRecord(
    String key, NpyArray values, Optional<ImageLayout> layout, boolean picture, OptionalInt label) {

  /** An array of which nothing else is known. */
  static DataRecord of(int index, NpyArray values) {
    return new DataRecord(
        Integer.toString(index), values, Optional.empty(), false, OptionalInt.empty());
  }

  /** The same record under another key. */
  DataRecord keyed(String other) {
    return new DataRecord(other, values, layout, picture, label);
  }
}
