package io.plumbline.testing.generated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A ZIP archive, and others that have one entry changed and are whole archives still. */
public final class Archive {
  private final byte[] whole;
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  /**
   * Reads one.
   *
   * @param file of the archive
   * @throws IOException if it is none
   */
  public Archive(Path file) throws IOException {
    whole = Files.readAllBytes(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
  }

  /** Its names, in their order. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /**
   * What an entry holds.
   *
   * @param name of the entry
   * @return its bytes, unpacked
   */
  public byte[] entry(String name) {
    return entries.get(name).clone();
  }

  /**
   * The archive with another entry.
   *
   * @param name of the entry
   * @param change makes its bytes of those that it has
   * @return an archive's bytes
   */
  public byte[] with(String name, UnaryOperator<byte[]> change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String each : entries.keySet()) {
        zip.putNextEntry(new ZipEntry(each));
        zip.write(each.equals(name) ? change.apply(entry(each)) : entries.get(each));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The archive damaged, or whole with an entry that is: one in four is the archive itself.
   *
   * @param random draws which
   * @param mutations does the damage
   * @return bytes
   */
  public byte[] damaged(Random random, Mutations mutations) {
    return random.nextInt(4) == 0
        ? mutations.of(whole)
        : with(names().get(random.nextInt(entries.size())), mutations::of);
  }
}
