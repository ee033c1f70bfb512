package io.plumbline.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files that tests of several modules read: models, gradients of frameworks, pairs to explain.
 */
public final class Fixtures {
  private static final String FOLDER = "plumbline-testing/fixtures";

  private Fixtures() {}

  /**
   * A file or folder.
   *
   * @param name below {@code plumbline-testing/fixtures}, for example {@code models/seed.keras}
   * @return where it is, from the working directory of a module's tests or of the whole project
   */
  public static Path path(String name) {
    for (Path from = Path.of("").toAbsolutePath(); from != null; from = from.getParent()) {
      Path folder = from.resolve(FOLDER);
      if (Files.isDirectory(folder)) {
        Path found = folder.resolve(name);
        if (!Files.exists(found)) {
          throw new AssertionError("fixture (" + found + ") must exist");
        }
        return found;
      }
    }
    throw new AssertionError(FOLDER + " must be above the working directory");
  }
}
