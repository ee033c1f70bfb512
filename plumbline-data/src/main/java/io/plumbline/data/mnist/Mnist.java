package io.plumbline.data.mnist;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import io.plumbline.data.idx.Idx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pair of datasets to train and to test on: MNIST itself, embedded, or files in its format. Each
 * part is read when it is first asked for, and only then; safe for use by several threads.
 */
public final class Mnist {
  private static final String TRAIN = "train";
  private static final String TEST = "t10k";

  private final String name;
  private final Function<String, Source> sources;
  private @Nullable Dataset train;
  private @Nullable Dataset test;

  private Mnist(String name, Function<String, Source> sources) {
    this.name = name;
    this.sources = sources;
  }

  /**
   * MNIST: 60,000 images to train on, 10,000 to test on, 28 x 28 pixels, by Yann LeCun, Corinna
   * Cortes and Christopher J.C. Burges (CC BY-SA 3.0). The MD5 sums of the unpacked files are
   * verified as they are read.
   *
   * @return the data, not read yet
   */
  public static Mnist embedded() {
    return new Mnist("MNIST (embedded)", EmbeddedFile::source);
  }

  /**
   * The user's own files in MNIST's format, such as Fashion-MNIST, by their usual names: {@code
   * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte} and
   * {@code t10k-labels-idx1-ubyte}, with a dot in place of the dash before {@code idx} or not, with
   * {@code .gz} or not. A part whose files are missing is an error only when it is asked for.
   *
   * @param directory where the files are
   * @return the data, not read yet
   * @throws InvalidInputException if there is no such directory
   */
  public static Mnist fromDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new InvalidInputException(
          "directory ("
              + Source.printable(directory.toString())
              + ") must be an existing directory");
    }
    return new Mnist(Source.printable(directory.toString()), file -> find(directory, file));
  }

  /**
   * The files that {@link #fromDirectory} reads.
   *
   * @param directory where they are
   * @return those that are there, at most four
   */
  public static List<Path> files(Path directory) {
    return Stream.of(TRAIN, TEST)
        .flatMap(part -> Stream.of(images(part), labels(part)))
        .flatMap(file -> candidates(directory, file).findFirst().stream())
        .toList();
  }

  private static String images(String part) {
    return part + "-images-idx3-ubyte";
  }

  private static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }

  private static Stream<Path> candidates(Path directory, String file) {
    return Stream.of(file, dotted(file))
        .flatMap(name -> Stream.of(name, name + ".gz"))
        .map(directory::resolve)
        .filter(Files::isRegularFile);
  }

  private static String dotted(String file) {
    return file.replace("-idx", ".idx");
  }

  private static Source find(Path directory, String file) {
    return candidates(directory, file)
        .findFirst()
        .map(Source::of)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "directory (%s) must hold %s or %s, with or without .gz"
                        .formatted(Source.printable(directory.toString()), file, dotted(file))));
  }

  /**
   * What the data is called, for reports.
   *
   * @return {@code MNIST (embedded)}, or the directory
   */
  public String name() {
    return name;
  }

  /**
   * The images to train on.
   *
   * @return the dataset, read on the first call
   * @throws InvalidInputException if a file is missing or unsound, or its images differ in size
   *     from those to test on
   */
  public synchronized Dataset train() {
    if (train == null) {
      train = sameSize(read(TRAIN), test);
    }
    return train;
  }

  /**
   * The images to test on.
   *
   * @return the dataset, read on the first call
   * @throws InvalidInputException if a file is missing or unsound, or its images differ in size
   *     from those to train on
   */
  public synchronized Dataset test() {
    if (test == null) {
      test = sameSize(read(TEST), train);
    }
    return test;
  }

  private Dataset read(String part) {
    Source images = sources.apply(images(part));
    Source labels = sources.apply(labels(part));
    return Dataset.of(Idx.readImages(images), Idx.readLabels(labels));
  }

  private Dataset sameSize(Dataset read, @Nullable Dataset other) {
    if (other != null && (read.rows() != other.rows() || read.columns() != other.columns())) {
      throw new InvalidInputException(
          "%s: image size (%sx%s) must be the same to train and to test on (%sx%s)"
              .formatted(name, read.rows(), read.columns(), other.rows(), other.columns()));
    }
    return read;
  }
}
