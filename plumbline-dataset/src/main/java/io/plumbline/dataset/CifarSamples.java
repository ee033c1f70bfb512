package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.Source;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file of CIFAR's binary version (A. Krizhevsky, "Learning multiple layers of features from tiny
 * images", 2009, and the page of its data): a byte of the class, in CIFAR-100 one of the coarse
 * class before it, then 32 x 32 pixels of red, of green and of blue, row by row; and again.
 */
final class CifarSamples extends SampleSet {
  private static final int SIDE = 32;
  private static final int PIXELS = 3 * SIDE * SIDE;

  /** The two data sets. */
  private enum Version {
    TEN(1, 10),
    HUNDRED(2, 100);

    /** How many bytes of labels are before the pixels; the last is the class. */
    private final int labels;

    private final int classes;

    Version(int labels, int classes) {
      this.labels = labels;
      this.classes = classes;
    }

    private int bytes() {
      return labels + PIXELS;
    }
  }

  private final Path file;
  private final Source source;
  private final Version version;

  private CifarSamples(DataSpec spec, Source source, Version version, long size) {
    super(spec.text(), size);
    this.file = spec.path();
    this.source = source;
    this.version = version;
  }

  static CifarSamples open(DataSpec spec) {
    Source source = Source.of(spec.path());
    long bytes = source.size().orElse(0);
    Version version =
        Arrays.stream(Version.values())
            .filter(each -> bytes % each.bytes() == 0)
            .findFirst()
            .orElseThrow(
                () ->
                    invalid(
                        spec.text(),
                        "size ("
                            + bytes
                            + " bytes) must be a multiple of "
                            + Version.TEN.bytes()
                            + " for CIFAR-10, or of "
                            + Version.HUNDRED.bytes()
                            + " for CIFAR-100"));
    return new CifarSamples(spec, source, version, bytes / version.bytes());
  }

  @Override
  DataRecord sample(int index) {
    byte[] bytes = source.part((long) index * version.bytes(), version.bytes());
    int label = bytes[version.labels - 1] & 0xff;
    if (label >= version.classes) {
      throw new InvalidInputException("label (" + label + ") must be below " + version.classes);
    }
    byte[] pixels = Arrays.copyOfRange(bytes, version.labels, bytes.length);
    return new DataRecord(
        Integer.toString(index),
        NpyArray.ofBytes(NpyType.UINT8, pixels, 3, SIDE, SIDE),
        Optional.of(ImageLayout.CHW),
        false,
        OptionalInt.of(label));
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }
}
