package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pictures of a folder, in the order of torchvision's ImageFolder and of Keras's
 * image_dataset_from_directory: a subfolder is a class, classes and files are sorted by name,
 * hidden subfolders are none. Without subfolders there are no classes. Only names are kept.
 *
 * <p>Links are followed, and each folder is entered once, so that none leads in a circle or,
 * through many links, to more files than there are.
 */
final class PictureFolder {
  /** What those two take. Of these, all but PNG and JPEG are counted and cannot be read. */
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "bmp", "gif", "pgm", "ppm", "tif", "tiff", "webp");

  /** Python's order of text, which is that of its bytes in UTF-8. */
  static final Comparator<String> BY_NAME =
      Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final Path path;
  private final List<String> names;

  /** Where each class ends among the names; empty without classes. */
  private final int[] ends;

  private PictureFolder(Path path, List<String> names, int[] ends) {
    this.path = path;
    this.names = names;
    this.ends = ends;
  }

  /**
   * Lists a folder.
   *
   * @param path the folder
   * @return its pictures; none where there are none
   * @throws InvalidInputException if it cannot be read, has pictures beside those of its classes,
   *     or leads to a folder twice
   */
  static PictureFolder of(Path path) {
    List<String> classes = new ArrayList<>();
    List<String> beside = new ArrayList<>();
    try (Stream<Path> inside = Files.list(path)) {
      inside.forEach(
          each -> {
            String name = each.getFileName().toString();
            if (Files.isDirectory(each)) {
              classes.add(name);
            } else if (isPicture(name)) {
              beside.add(name);
            }
          });
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    classes.removeIf(name -> name.startsWith("."));
    classes.sort(BY_NAME);
    beside.sort(BY_NAME);
    List<String> names = new ArrayList<>();
    int[] ends = new int[classes.size()];
    Walk walk = new Walk(path);
    for (int k = 0; k < ends.length; k++) {
      names.addAll(walk.pictures(path.resolve(classes.get(k))));
      ends[k] = names.size();
    }
    if (!names.isEmpty() && !beside.isEmpty()) {
      throw SampleSet.invalid(
          path.toString(),
          "picture ("
              + Source.excerpt(beside.get(0))
              + ") must be in a subfolder, its class, as others are");
    }
    return names.isEmpty()
        ? new PictureFolder(path, beside, new int[0])
        : new PictureFolder(path, names, ends);
  }

  private static boolean isPicture(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  static InvalidInputException unreadable(Path folder, Exception e) {
    return new InvalidInputException(
        Source.printable(folder.toString()) + ": must be a readable folder", e);
  }

  Path path() {
    return path;
  }

  /** Paths within the folder, with slashes. */
  List<String> names() {
    return names;
  }

  OptionalInt label(int index) {
    return ends.length == 0 ? OptionalInt.empty() : OptionalInt.of(Ranges.holding(ends, index));
  }

  /** Looks for pictures, and knows where it has been. */
  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final Set<Path> entered = new HashSet<>();
    private final List<Path> found = new ArrayList<>();

    private Walk(Path root) {
      this.root = root;
    }

    private List<String> pictures(Path folder) {
      found.clear();
      try {
        Files.walkFileTree(
            folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
      } catch (FileSystemLoopException e) {
        throw repeated(Path.of(e.getFile()));
      } catch (IOException e) {
        throw unreadable(folder, e);
      }
      return found.stream()
          .sorted(
              Comparator.comparing((Path file) -> text(file.resolveSibling("")), BY_NAME)
                  .thenComparing(this::text, BY_NAME))
          .map(this::text)
          .toList();
    }

    private String text(Path file) {
      return root.relativize(file).toString().replace('\\', '/');
    }

    private static InvalidInputException repeated(Path folder) {
      return SampleSet.invalid(folder.toString(), "must not be a folder that is there already");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (!entered.add(folder.toRealPath())) {
        throw repeated(folder);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (isPicture(file.getFileName().toString())) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
