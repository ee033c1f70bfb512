package io.plumbline.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir Path folder;

  @Test
  void filesAppearTogetherOnCommit() throws IOException {
    Path out = folder.resolve("a/b");
    try (OutputFiles files = OutputFiles.in(out)) {
      files.add("one.txt", "1");
      Files.writeString(files.stage("two.txt"), "2");
      assertThat(out.resolve("one.txt")).doesNotExist();
      files.commit();
    }
    assertThat(names(out)).containsExactly("one.txt", "two.txt");
    assertThat(out.resolve("two.txt")).hasContent("2");
  }

  @Test
  void withoutCommitNothingIsLeftAndNothingReplaced() throws IOException {
    Files.writeString(folder.resolve("kept.txt"), "old");
    try (OutputFiles files = OutputFiles.in(folder)) {
      files.add("kept.txt", "new");
      files.add("fresh.txt", "new");
    }
    try (OutputFiles files = OutputFiles.in(folder.resolve("made/here"))) {
      files.add("fresh.txt", "new");
    }
    assertThat(names(folder)).containsExactly("kept.txt");
    assertThat(folder.resolve("kept.txt")).hasContent("old");
  }

  @Test
  void aFileInTheWayIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> OutputFiles.in(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output directory (" + file + ") must be writable: not a directory");
    Path below = file.resolve("below");
    assertThatThrownBy(() -> OutputFiles.in(below))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("output directory (" + below + ") must be writable: ");
    assertThat(names(folder)).containsExactly("file");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneLine() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc")), "no directory here that refuses files");
    assertThatThrownBy(() -> OutputFiles.in(Path.of("/proc")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("output directory (/proc) must be writable: ")
        .message()
        .hasLineCount(1);
  }

  @Test
  void aDirectoryWhereTheFileShouldBeIsOneLine() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("report.html"));
    String line = "output file (" + taken + ") must not be a directory";
    assertThatThrownBy(() -> OutputFiles.write(taken, "x")).hasMessage(line);
    try (OutputFiles files = OutputFiles.in(folder)) {
      files.add("first.txt", "1");
      files.add("report.html", "2");
      assertThatThrownBy(files::commit).isInstanceOf(InvalidInputException.class).hasMessage(line);
    }
    assertThat(names(folder)).containsExactly("report.html");
  }

  @Test
  void namesStayInTheDirectory() {
    try (OutputFiles files = OutputFiles.in(folder)) {
      assertThatThrownBy(() -> files.stage("../out.txt"))
          .hasMessage("name (../out.txt) must be a plain file name");
    }
  }

  /** A separate Java that may write 1 MB a file: writing 2 MB fails in the middle. */
  @Test
  void aWriteThatFailsInTheMiddleLeavesWhatWasThere() throws Exception {
    Path shell = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(shell), "the limit is set by bash");
    Files.writeString(folder.resolve("big.txt"), "old");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
            List.of(
                shell.toString(),
                "-c",
                "ulimit -f 1024; exec \"$0\" -XX:-UsePerfData -cp \"$1\" \"$2\" \"$3\"",
                java,
                System.getProperty("java.class.path"),
                OutputFilesTest.class.getName(),
                folder.resolve("big.txt").toString()));
    Process process = command.redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(process.waitFor()).isZero();
    assertThat(output)
        .startsWith("output file (" + folder.resolve("big.txt") + ") must be writable: ")
        .hasLineCount(1);
    assertThat(names(folder)).containsExactly("big.txt");
    assertThat(folder.resolve("big.txt")).hasContent("old");
  }

  /** Writes 2 MB to the file named and prints why it could not. */
  public static void main(String[] arguments) {
    try {
      OutputFiles.write(Path.of(arguments[0]), "x".repeat(2 << 20));
    } catch (InvalidInputException e) {
      System.out.println(e.getMessage());
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
