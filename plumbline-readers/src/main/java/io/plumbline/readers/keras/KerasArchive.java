package io.plumbline.readers.keras;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The zip archive around a Keras model, read with a bound on what an entry may unpack to. */
final class KerasArchive {
  private static final long MOST_BYTES = 1L << 29;
  private static final int MOST_ENTRIES = 10_000;

  /** Beyond this size an entry may be at most {@link #MOST_EXPANSION} times its packed size. */
  private static final long RATIO_FLOOR = 1L << 24;

  private static final long MOST_EXPANSION = 100;

  private KerasArchive() {}

  /**
   * The entries of the given names; one that is absent is absent from the map.
   *
   * @param limits the most bytes each may unpack to
   */
  static Map<String, byte[]> read(Path path, String source, Map<String, Long> limits) {
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw error(source, "size (" + Files.size(path) + " bytes) must be at most " + MOST_BYTES);
      }
      try (ZipFile zip = new ZipFile(path.toFile())) {
        if (zip.size() > MOST_ENTRIES) {
          throw error(source, "entries (" + zip.size() + ") must be at most " + MOST_ENTRIES);
        }
        Map<String, byte[]> found = new HashMap<>();
        var entries = zip.entries();
        while (entries.hasMoreElements()) {
          ZipEntry entry = entries.nextElement();
          Long limit = limits.get(entry.getName());
          if (limit != null
              && found.put(entry.getName(), bytes(zip, entry, source, limit)) != null) {
            throw error(source, "entry " + entry.getName() + " must be there once");
          }
        }
        return found;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidModelException(
          source + ": must be a readable .keras file, and its zip archive is damaged", e);
    }
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry, String source, long limit)
      throws IOException {
    long packed = Math.max(1, entry.getCompressedSize());
    long most = Math.min(limit, Math.max(RATIO_FLOOR, packed * MOST_EXPANSION));
    if (entry.getSize() > most) {
      throw tooLarge(source, entry, most);
    }
    try (InputStream stream = zip.getInputStream(entry)) {
      byte[] bytes = stream.readNBytes((int) most);
      if (stream.read() >= 0) {
        throw tooLarge(source, entry, most);
      }
      return bytes;
    }
  }

  private static InvalidInputException tooLarge(String source, ZipEntry entry, long most) {
    return error(source, "entry " + entry.getName() + " must unpack to at most " + most + " bytes");
  }

  private static InvalidInputException error(String source, String line) {
    return new InvalidModelException(source + ": " + line);
  }
}
