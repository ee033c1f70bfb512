package io.plumbline.blackbox;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The code of a TorchScript archive. It is a program, and among PyTorch's operations are two that
 * open files by name; a model has no use for either.
 */
final class ScriptCode {
  private static final Pattern CODE = Pattern.compile("[^/]+/code/.*\\.py");
  private static final Pattern OPENS_FILES =
      Pattern.compile("\\b(?:torch|aten)\\s*\\.\\s*(save|from_file)\\b");

  /** Generated code of the largest models has a few megabytes. */
  private static final int MOST_BYTES = 1 << 26;

  private ScriptCode() {}

  /** Whether an archive has any. */
  static boolean isIn(ZipFile zip) {
    return zip.stream().anyMatch(entry -> CODE.matcher(entry.getName()).matches());
  }

  /**
   * Looks for what opens files.
   *
   * @throws InvalidInputException if there is any
   */
  static void requireHarmless(Path path) {
    String source = path.getFileName().toString();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (CODE.matcher(entry.getName()).matches()) {
          requireHarmless(source, zip, entry);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidInputException(source + ": must be a whole TorchScript archive", e);
    }
  }

  private static void requireHarmless(String source, ZipFile zip, ZipEntry entry)
      throws IOException {
    byte[] code;
    try (InputStream stream = zip.getInputStream(entry)) {
      code = stream.readNBytes(MOST_BYTES);
    }
    Matcher operation = OPENS_FILES.matcher(new String(code, StandardCharsets.UTF_8));
    if (code.length == MOST_BYTES) {
      throw new InvalidInputException(
          source + ": code must be shorter than " + MOST_BYTES + " bytes");
    }
    if (operation.find()) {
      throw new InvalidInputException(
          source
              + ": operation (torch."
              + operation.group(1)
              + ") must not be in a model: it opens files by name");
    }
  }
}
