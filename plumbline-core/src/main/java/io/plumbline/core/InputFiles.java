package io.plumbline.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The files that a command reads: none of them is written to, under whatever name. */
public final class InputFiles {
  /** Nothing is read. */
  public static final InputFiles NONE = new InputFiles(List.of());

  private final List<Supplier<List<Path>>> sources;

  private InputFiles(List<Supplier<List<Path>>> sources) {
    this.sources = sources;
  }

  /**
   * Some files.
   *
   * @param files that are read; none need exist
   * @return they
   */
  public static InputFiles of(Path... files) {
    return NONE.and(() -> List.of(files));
  }

  /**
   * These files, and others that take some work to name: they are named only where an output is
   * about to replace a file that is there.
   *
   * @param others names them
   * @return all of them
   */
  public InputFiles and(Supplier<List<Path>> others) {
    List<Supplier<List<Path>>> all = new ArrayList<>(sources);
    all.add(new Lazy<>(others));
    return new InputFiles(List.copyOf(all));
  }

  /** Whether a file is one of them: by its path, through links, or as another name of its data. */
  boolean hold(Path file) {
    return Files.exists(file)
        && sources.stream().flatMap(each -> each.get().stream()).anyMatch(each -> same(each, file));
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.exists(one) && Files.isSameFile(one, other);
    } catch (IOException e) {
      throw new InvalidInputException("file (" + one + ") must be readable", e);
    }
  }
}
