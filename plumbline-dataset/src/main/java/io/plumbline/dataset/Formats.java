package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Gzip;
import io.plumbline.data.Source;
import io.plumbline.data.hdf5.Hdf5;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Tells the kind of a data set by what is in it, and opens it. */
final class Formats {
  private Formats() {}

  /** How many data sets a file may have. */
  private enum Inside {
    /** One. */
    ONE,
    /** Any number; which one is meant may be plain, or is named. */
    SOME,
    /** Any number, of which one is to be named. */
    NAMED
  }

  /** A file's name, how it begins, and how what it holds begins where it is packed by gzip. */
  private record Head(String name, byte[] bytes, byte[] unpacked) {
    static Head of(Path file) {
      Source source = Source.of(file);
      byte[] bytes = source.read(Head::first);
      return new Head(
          file.getFileName().toString().toLowerCase(Locale.ROOT),
          bytes,
          Gzip.isPacked(bytes) ? unpacked(source) : bytes);
    }

    private static byte[] unpacked(Source source) {
      try {
        return Gzip.read(source, Head::first);
      } catch (InvalidInputException damaged) {
        // Whoever opens the file says what is wrong with it.
        return new byte[0];
      }
    }

    private static byte[] first(InputStream in) throws IOException {
      return in.readNBytes(TfRecordFile.HEADER_BYTES);
    }

    /** The first bytes, in hexadecimal digits. */
    static Predicate<Head> begins(String magic) {
      byte[] wanted = HexFormat.of().parseHex(magic);
      return head ->
          head.bytes.length >= wanted.length
              && Arrays.equals(head.bytes, 0, wanted.length, wanted, 0, wanted.length);
    }
  }

  /** The kinds of files: those that have no first bytes of their own are known by their names. */
  private enum Kind {
    NPY(Head.begins("934e554d5059"), Inside.ONE, ArraySamples::open),
    ZIP(Head.begins("504b0304"), Inside.NAMED, ArraySamples::open),
    HDF5(Head.begins("894844460d0a1a0a"), Inside.NAMED, Hdf5Samples::open),
    PARQUET(Head.begins("50415231"), Inside.SOME, ColumnSamples::open),
    TFRECORD(
        head -> head.name.contains(".tfrecord") || TfRecordFile.isBegunBy(head.unpacked),
        Inside.SOME,
        TfRecordSamples::open),
    IMAGES(Head.begins("00000803"), Inside.ONE, IdxSamples::open),
    LABELS(Head.begins("00000801"), Inside.ONE, IdxSamples::open),
    GZIP(head -> Gzip.isPacked(head.bytes), Inside.ONE, IdxSamples::open),
    CIFAR(head -> head.name.endsWith(".bin"), Inside.ONE, CifarSamples::open);

    /** Of which a data set may have several files. */
    private static final List<Kind> PARTS = List.of(PARQUET, TFRECORD, CIFAR);

    private final Predicate<Head> fits;
    private final Inside inside;
    private final Function<DataSpec, SampleSource> opener;

    Kind(Predicate<Head> fits, Inside inside, Function<DataSpec, SampleSource> opener) {
      this.fits = fits;
      this.inside = inside;
      this.opener = opener;
    }

    static Optional<Kind> of(Path file) {
      Head head = Head.of(file);
      return Arrays.stream(values()).filter(each -> each.fits.test(head)).findFirst();
    }
  }

  /**
   * Opens what is specified.
   *
   * @throws InvalidInputException if it is of no known kind, or not sound, or has no sample
   */
  static SampleSource open(DataSpec spec) {
    SampleSource source =
        spec.isPattern()
            ? pattern(spec)
            : Files.isDirectory(spec.path()) ? folder(spec) : file(spec);
    if (source.size() == 0) {
      source.close();
      throw SampleSet.invalid(spec.text(), "must have at least one sample");
    }
    return source;
  }

  private static SampleSource pattern(DataSpec spec) {
    List<Path> files = files(spec.folder(), fitting(spec));
    if (files.isEmpty()) {
      throw SampleSet.invalid(spec.text(), "must be a pattern that fits a file's name");
    }
    return shards(spec, files);
  }

  private static Predicate<Path> fitting(DataSpec spec) {
    try {
      PathMatcher names =
          FileSystems.getDefault().getPathMatcher("glob:" + spec.path().getFileName());
      return file -> names.matches(file.getFileName());
    } catch (PatternSyntaxException e) {
      throw new InvalidInputException(
          Source.printable(spec.text()) + ": must be a pattern: " + e.getDescription(), e);
    }
  }

  private static SampleSource folder(DataSpec spec) {
    PictureFolder pictures = PictureFolder.of(spec.path());
    if (!pictures.names().isEmpty()) {
      requireFitting(spec, Inside.ONE);
      return new PictureSamples(spec.text(), pictures);
    }
    List<Path> parts =
        files(spec.path(), file -> Kind.of(file).filter(Kind.PARTS::contains).isPresent());
    if (parts.isEmpty()) {
      throw SampleSet.invalid(
          spec.text(),
          "must have PNG or JPEG pictures in it, in subfolders or not, or CIFAR, Parquet or TFRecord files");
    }
    return shards(spec, parts);
  }

  private static List<Path> files(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(Files::isRegularFile)
          .filter(wanted)
          .sorted(
              Comparator.comparing(
                  (Path file) -> file.getFileName().toString(), PictureFolder.BY_NAME))
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw PictureFolder.unreadable(folder, e);
    }
  }

  private static SampleSource shards(DataSpec spec, List<Path> files) {
    List<SampleSource> parts = new ArrayList<>();
    try {
      for (Path file : files) {
        DataSpec part = new DataSpec(file.getFileName().toString(), file, spec.within());
        parts.add(file(part));
      }
      return new Shards(spec.text(), parts);
    } catch (RuntimeException e) {
      parts.forEach(SampleSource::close);
      throw e;
    }
  }

  private static SampleSource file(DataSpec spec) {
    if (!Files.isRegularFile(spec.path())) {
      throw SampleSet.invalid(spec.text(), "must be a regular file, or a folder");
    }
    Kind kind =
        Kind.of(spec.path())
            .orElseThrow(
                () ->
                    SampleSet.invalid(
                        spec.text(),
                        "must be a .npy, .npz, IDX, CIFAR, HDF5, Parquet or TFRecord file, or a folder"));
    requireFitting(spec, kind.inside);
    return kind.opener.apply(spec);
  }

  private static void requireFitting(DataSpec spec, Inside inside) {
    boolean named = spec.within().isPresent();
    if (inside == Inside.NAMED && !named) {
      // Of what is no HDF5 there are no names.
      String name =
          Hdf5.arrays(spec.path()).stream().findFirst().map(Source::printable).orElse("x");
      throw SampleSet.invalid(
          spec.text(),
          "must be with the name of one of its arrays, as " + spec.path() + ":" + name);
    }
    if (inside == Inside.ONE && named) {
      throw SampleSet.invalid(
          spec.text(), "must be " + spec.path() + " alone: there is nothing to choose in it");
    }
  }
}
