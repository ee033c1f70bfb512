package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/** Tells the kind of a data set by what is in it, and opens it. */
final class Formats {
  private static final int HEAD_BYTES = 12;

  private Formats() {}

  /** How many data sets a file may have. */
  private enum Inside {
    /** One. */
    ONE,
    /** Any number, of which one is to be named. */
    NAMED
  }

  /** The kinds of files, by their first bytes. */
  private enum Kind {
    NPY("934e554d5059", Inside.ONE),
    ZIP("504b0304", Inside.NAMED),
    IMAGES("00000803", Inside.ONE),
    LABELS("00000801", Inside.ONE),
    GZIP("1f8b", Inside.ONE);

    private final byte[] magic;
    private final Inside inside;

    Kind(String magic, Inside inside) {
      this.magic = HexFormat.of().parseHex(magic);
      this.inside = inside;
    }

    private boolean begins(byte[] head) {
      return head.length >= magic.length
          && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
    }
  }

  /**
   * Opens what is specified.
   *
   * @throws InvalidInputException if it is of no known kind, or not sound
   */
  static SampleSource open(DataSpec spec) {
    return Files.isDirectory(spec.path()) ? folder(spec) : file(spec);
  }

  private static SampleSource folder(DataSpec spec) {
    PictureFolder pictures = PictureFolder.of(spec.path());
    if (pictures.names().isEmpty()) {
      throw Samples.invalid(
          spec.text(), "must be a folder of pictures, PNG or JPEG, or of subfolders of them");
    }
    return new PictureSamples(spec.text(), pictures);
  }

  private static SampleSource file(DataSpec spec) {
    Path path = spec.path();
    if (!Files.isRegularFile(path)) {
      throw Samples.invalid(spec.text(), "must be a regular file, or a folder");
    }
    byte[] head = Source.of(path).read(in -> in.readNBytes(HEAD_BYTES));
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.begins(head))
            .findFirst()
            .orElseThrow(
                () ->
                    Samples.invalid(
                        spec.text(), "must be a .npy, .npz or IDX file, or a folder of pictures"));
    requireFitting(spec, kind.inside);
    return switch (kind) {
      case NPY, ZIP -> ArraySamples.open(spec);
      case IMAGES, LABELS, GZIP -> IdxSamples.open(spec);
    };
  }

  private static void requireFitting(DataSpec spec, Inside inside) {
    boolean named = spec.within().isPresent();
    if (inside == Inside.NAMED && !named) {
      throw Samples.invalid(
          spec.text(), "must be with the name of one of its arrays, as " + spec.path() + ":x");
    }
    if (inside == Inside.ONE && named) {
      throw Samples.invalid(
          spec.text(), "must be " + spec.path() + " alone: there is nothing to choose in it");
    }
  }
}
