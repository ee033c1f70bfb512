package io.plumbline.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes results, over and over. */
@Tag("slow")
class KilledCommitTest {
  private static final int KILLS = 9;
  private static final int LINES = 400_000;
  private static final List<String> NAMES = List.of("first", "second", "third");

  @TempDir private Path folder;

  /**
   * Each file is whole; they are of one result, or those that are put in place first are of the
   * next; and whoever comes next finds the place free, and leaves nothing of what was begun.
   */
  @Test
  void whateverIsKilledLeavesWholeFiles() throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledCommitTest.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).isEqualTo("result 0");
        // In the middle of a commit: as soon as something happens to one of the names.
        Path seen = folder.resolve(NAMES.get(kill % NAMES.size()));
        String before = state(seen);
        while (state(seen).equals(before)) {
          Thread.onSpinWait();
        }
        writer.destroyForcibly().waitFor();
      }
      int[] results = new int[NAMES.size()];
      for (int k = 0; k < results.length; k++) {
        results[k] = result(folder.resolve(NAMES.get(k)));
        assertThat(results[k]).isBetween(results[0] - 1, results[Math.max(0, k - 1)]);
      }
      write(folder, kill);
      assertThat(names()).containsExactlyInAnyOrderElementsOf(NAMES);
    }
  }

  private static String state(Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return found.fileKey() + " " + found.size() + " " + found.lastModifiedTime();
  }

  private static int result(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(LINES).containsOnly(lines.get(0));
    return Integer.parseInt(lines.get(0));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static void write(Path folder, int result) {
    try (OutputFiles files = OutputFiles.in(folder, InputFiles.NONE)) {
      NAMES.forEach(name -> files.add(name, (result + "\n").repeat(LINES)));
      files.commit();
    }
  }

  /** Writes one result after the other and says so, until it is killed. */
  public static void main(String[] arguments) {
    for (int k = 0; ; k++) {
      write(Path.of(arguments[0]), k);
      System.out.println("result " + k);
    }
  }
}
