package io.plumbline.djl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the engine's native library is unpacked on first use: it must lie on a disk to be loaded.
 */
public final class EngineCache {
  private EngineCache() {}

  /**
   * The folder: as DJL_CACHE_DIR or ENGINE_CACHE_DIR say, else in the user's home, else, where that
   * cannot be written to, a temporary one.
   *
   * @return it need not be there
   */
  public static Path place() {
    return given().orElseGet(() -> isFit(home()) ? home() : temporary());
  }

  /**
   * How much there is of the engine.
   *
   * @return in bytes; 0 before it is first used, and where it cannot be read
   */
  public static long bytes() {
    try (Stream<Path> files = Files.walk(place().resolve("pytorch"))) {
      return files.filter(Files::isRegularFile).mapToLong(EngineCache::size).sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> given() {
    return Stream.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR")
        .map(name -> System.getenv(name) != null ? System.getenv(name) : System.getProperty(name))
        .filter(place -> place != null && !place.isEmpty())
        .map(Path::of)
        .findFirst();
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"), ".djl.ai");
  }

  private static boolean isFit(Path folder) {
    Path parent = folder.getParent();
    return Files.exists(folder)
        ? Files.isWritable(folder)
        : parent != null && Files.isWritable(parent);
  }

  /** Where nothing else is given and the home is no place. */
  static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"), "djl-" + System.getProperty("user.name"));
  }
}
