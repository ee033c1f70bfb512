package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.data.picture.Picture;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which features of an example are its values and its label, and of what shape they are.
 *
 * @param values the name of the feature that the values are in
 */
record ExampleFeatures(String values) {
  /**
   * Chooses by a first example.
   *
   * @param named by the user, if so
   * @throws InvalidInputException if it is not there, or there is more than one that may be meant
   */
  static ExampleFeatures of(TfExample example, Optional<String> named) {
    return new ExampleFeatures(UsualNames.values("feature", example.features().keySet(), named));
  }

  /** What an example is as a sample. */
  DataRecord sample(String key, TfExample example) {
    TfExample.Feature feature = example.get(values);
    if (feature.strings().isEmpty()) {
      return shaped(key, example, feature.numbers());
    }
    if (feature.strings().size() != 1) {
      throw new InvalidInputException(
          "feature (" + feature.strings().size() + " byte strings) must be one");
    }
    byte[] bytes = feature.strings().get(0);
    return Picture.isBegunBy(bytes)
        ? PictureSamples.pictured(key, Picture.decode("picture", bytes), label(example))
        : shaped(key, example, raw(example, bytes));
  }

  /** Bytes, or floats where the shape says that there are as many. */
  private NpyArray raw(TfExample example, byte[] bytes) {
    long elements = image(example).map(shape -> product(shape)).orElse(0L);
    return elements * Float.BYTES == bytes.length && elements > 0
        ? NpyArray.ofBytes(NpyType.FLOAT32, bytes, bytes.length / Float.BYTES)
        : NpyArray.ofBytes(NpyType.UINT8, bytes, bytes.length);
  }

  private static long product(int[] shape) {
    long product = 1;
    for (int extent : shape) {
      product *= extent;
    }
    return product;
  }

  private DataRecord shaped(String key, TfExample example, NpyArray numbers) {
    Optional<int[]> image = image(example).filter(shape -> product(shape) == numbers.size());
    return new DataRecord(
        key,
        image.map(numbers::reshaped).orElse(numbers),
        image.map(shape -> ImageLayout.HWC),
        false,
        label(example));
  }

  /** Rows, columns and channels as features beside the values say them. */
  private Optional<int[]> image(TfExample example) {
    String folder = values.substring(0, values.lastIndexOf('/') + 1);
    OptionalLong rows = example.integer(folder + "height");
    OptionalLong columns = example.integer(folder + "width");
    OptionalLong channels =
        Stream.of("depth", "channels")
            .map(name -> example.integer(folder + name))
            .filter(OptionalLong::isPresent)
            .findFirst()
            .orElse(OptionalLong.of(1));
    boolean known =
        Stream.of(rows, columns, channels)
            .allMatch(each -> each.orElse(0) > 0 && each.orElse(0) < 1 << 20);
    return known
        ? Optional.of(
            new int[] {
              (int) rows.getAsLong(), (int) columns.getAsLong(), (int) channels.getAsLong()
            })
        : Optional.empty();
  }

  private static OptionalInt label(TfExample example) {
    OptionalLong label =
        UsualNames.LABELS.stream()
            .map(example::integer)
            .filter(OptionalLong::isPresent)
            .findFirst()
            .orElse(OptionalLong.empty());
    if (label.isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(NumberLabels.label(label.getAsLong()));
  }
}
