package io.plumbline.data.npy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Several arrays with names: a NumPy archive ({@code .npz}), a {@code .safetensors} file, or a
 * folder of {@code .npy} files, whose names are the arrays'. Files may come from a stranger.
 */
public final class NamedArrays {
  private static final String NPY = ".npy";
  private static final int MOST_ARRAYS = 50_000;

  /** Names in a message that tells which there are. */
  private static final int MOST_LISTED = 12;

  /** No archive tells when it was made. */
  private static final LocalDateTime FIRST_DAY = LocalDateTime.of(1980, 1, 1, 0, 0);

  private NamedArrays() {}

  /**
   * Whether a path names a file or folder of several arrays.
   *
   * @param path what is given
   * @return whether {@link #read} is for it
   */
  public static boolean isCollection(Path path) {
    String name = path.toString();
    return name.endsWith(".npz") || name.endsWith(".safetensors") || Files.isDirectory(path);
  }

  /**
   * Reads all arrays.
   *
   * @param path a {@code .npz} or {@code .safetensors} file, or a folder of {@code .npy} files
   * @return the arrays by name, in the order of the file, or of the names in a folder
   * @throws InvalidInputException if it cannot be read, or one of the arrays is not sound
   */
  public static Map<String, NpyArray> read(Path path) {
    requireThere(path);
    Map<String, NpyArray> arrays =
        Files.isDirectory(path)
            ? ofFolder(path)
            : path.toString().endsWith(".npz") ? ofArchive(path) : Safetensors.read(path);
    if (arrays.isEmpty()) {
      throw new InvalidInputException(path.getFileName() + ": arrays (none) must be at least one");
    }
    return arrays;
  }

  /**
   * A NumPy archive, not compressed, the same bytes each time.
   *
   * @param arrays by name
   * @return the content of an {@code .npz} file
   */
  public static byte[] bytes(Map<String, NpyArray> arrays) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
      archive.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, NpyArray> each : arrays.entrySet()) {
        byte[] content = Npy.bytes(each.getValue());
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(each.getKey() + NPY);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(FIRST_DAY);
        archive.putNextEntry(entry);
        archive.write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The files that arrays are read from.
   *
   * @param path a file, a folder of {@code .npy} files, or a member of a {@code .npz} archive
   * @return the files themselves
   */
  public static List<Path> files(Path path) {
    return Files.isDirectory(path)
        ? inside(path)
        : List.of(NpzMember.of(path).map(NpzMember::archive).orElse(path));
  }

  private static List<Path> inside(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(NPY) && Files.isRegularFile(file))
          .sorted()
          .limit(MOST_ARRAYS)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new InvalidInputException(folder + ": must be a readable folder", e);
    }
  }

  private static Map<String, NpyArray> ofFolder(Path folder) {
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    for (Path file : inside(folder)) {
      String name = folder.relativize(file).toString().replace('\\', '/');
      arrays.put(name.substring(0, name.length() - NPY.length()), Npy.read(file));
    }
    return arrays;
  }

  private static Map<String, NpyArray> ofArchive(Path path) {
    return inArchive(
        path,
        archive -> {
          requireFew(path.getFileName().toString(), archive.size());
          Map<String, NpyArray> arrays = new LinkedHashMap<>();
          Unpacking unpacking = new Unpacking(path);
          for (ZipEntry entry : Collections.list(archive.entries())) {
            String name = entry.getName();
            if (name.endsWith(NPY)) {
              String array = name.substring(0, name.length() - NPY.length());
              arrays.put(array, unpacking.array(array, archive.getInputStream(entry)));
            }
          }
          return arrays;
        });
  }

  /** Before any of them is read. */
  static void requireFew(String file, int arrays) {
    if (arrays > MOST_ARRAYS) {
      throw new InvalidInputException(
          file + ": arrays (" + arrays + ") must be at most " + MOST_ARRAYS);
    }
  }

  /** One member of an archive, where it has one of the name: its bytes, counted. */
  static <T> Optional<T> member(Path path, String name, Source.Reading<T> reading) {
    return inArchive(
        path,
        archive -> {
          ZipEntry entry = archive.getEntry(name + NPY);
          return entry == null
              ? Optional.empty()
              : Optional.of(
                  reading.read(new Unpacking(path).counted(archive.getInputStream(entry))));
        });
  }

  /** What is read from an archive. */
  @FunctionalInterface
  private interface Reading<T> {
    T of(ZipFile archive) throws IOException;
  }

  private static <T> T inArchive(Path path, Reading<T> reading) {
    requireThere(path);
    try (ZipFile archive = new ZipFile(path.toFile())) {
      return reading.of(archive);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(
          path.getFileName() + ": must be a readable, undamaged .npz archive", e);
    }
  }

  private static void requireThere(Path path) {
    if (!Files.exists(path)) {
      throw new InvalidInputException("file (" + path + ") must exist");
    }
  }

  /**
   * The names of arrays, for a message.
   *
   * @param arrays by name
   * @return the first of them, with their shapes
   */
  public static String list(Map<String, NpyArray> arrays) {
    String names =
        arrays.entrySet().stream()
            .limit(MOST_LISTED)
            .map(
                each ->
                    Source.excerpt(each.getKey()) + " " + ArrayBytes.text(each.getValue().shape()))
            .collect(Collectors.joining(", "));
    int more = arrays.size() - MOST_LISTED;
    return more > 0 ? names + " and " + more + " more" : names;
  }
}
