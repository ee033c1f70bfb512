package io.plumbline.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  @TempDir Path folder;

  @Test
  void whatIsReadIsNamedOnceHoweverManyFilesAreThere(@TempDir Path folder) throws IOException {
    for (String name : new String[] {"a", "b", "c"}) {
      Files.writeString(folder.resolve(name), name);
    }
    AtomicInteger named = new AtomicInteger();
    InputFiles inputs =
        InputFiles.NONE.and(
            () -> {
              named.incrementAndGet();
              return List.of();
            });
    try (OutputFiles files = OutputFiles.in(folder, inputs)) {
      files.add("a", "new");
      files.add("b", "new");
      files.commit();
    }
    assertThat(named).hasValue(1);
  }

  @Test
  void filesAppearTogetherOnCommit() throws IOException {
    Path out = folder.resolve("a/b");
    try (OutputFiles files = OutputFiles.in(out, InputFiles.NONE)) {
      files.add("one.txt", "1");
      files.add("two.txt", "2");
      assertThat(out.resolve("one.txt")).doesNotExist();
      files.commit();
    }
    assertThat(names(out)).containsExactly("one.txt", "two.txt");
    assertThat(out.resolve("two.txt")).hasContent("2");
  }

  @Test
  void withoutCommitNothingIsLeftAndNothingReplaced() throws IOException {
    Files.writeString(folder.resolve("kept.txt"), "old");
    try (OutputFiles files = OutputFiles.in(folder, InputFiles.NONE)) {
      files.add("kept.txt", "new");
      files.add("fresh.txt", "new");
    }
    try (OutputFiles files = OutputFiles.in(folder.resolve("made/here"), InputFiles.NONE)) {
      files.add("fresh.txt", "new");
    }
    assertThat(names(folder)).containsExactly("kept.txt");
    assertThat(folder.resolve("kept.txt")).hasContent("old");
  }

  @Test
  void aFileInTheWayIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> OutputFiles.in(file, InputFiles.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output directory (" + file + ") must be writable: not a directory");
    Path below = file.resolve("below");
    assertThatThrownBy(() -> OutputFiles.in(below, InputFiles.NONE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("output directory (" + below + ") must be writable: ");
    assertThat(names(folder)).containsExactly("file");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsOneLine() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc")), "no directory here that refuses files");
    assertThatThrownBy(() -> OutputFiles.in(Path.of("/proc"), InputFiles.NONE))
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
    try (OutputFiles files = OutputFiles.in(folder, InputFiles.NONE)) {
      files.add("first.txt", "1");
      assertThatThrownBy(() -> files.add("report.html", "2"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(line);
      files.add("late", "2");
      Files.createDirectory(folder.resolve("late"));
      assertThatThrownBy(files::commit).hasMessageEndingWith("late) must not be a directory");
      Files.delete(folder.resolve("late"));
    }
    assertThat(names(folder)).containsExactly("report.html");
  }

  @Test
  void aDirectoryWithAnInputIsRefusedBeforeAnythingIsComputed() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path model = Files.writeString(elsewhere.resolve("model.onnx"), "a model");
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.createSymbolicLink(out.resolve("linked"), model);
    InputFiles inputs = InputFiles.of(model);
    for (Path taken : List.of(elsewhere, out)) {
      assertThatThrownBy(() -> OutputFiles.in(taken, inputs))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(
              "output directory (" + taken + ") must not hold a file that is read: ")
          .hasMessageEndingWith(" would be lost");
    }
    assertThat(names(elsewhere)).containsExactly("model.onnx");
  }

  /** What a killed process left is known, removed, and in nobody's way. */
  @Test
  void aDirectoryThatWasLeftIsTakenOver() throws IOException {
    assertThat(OutputFiles.wasLeft(folder)).isFalse();
    Files.writeString(folder.resolve(".plumbline.lock"), "process 1");
    Files.writeString(folder.resolve(".a.png." + UUID.randomUUID() + ".tmp"), "half");
    assertThat(OutputFiles.wasLeft(folder)).isTrue();
    try (OutputFiles files = OutputFiles.in(folder, InputFiles.NONE)) {
      assertThatThrownBy(() -> OutputFiles.in(folder, InputFiles.NONE))
          .hasMessage(
              "output directory (" + folder + ") must be a file that nothing else is written to");
      files.add("a.png", "whole");
      files.commit();
    }
    assertThat(names(folder)).containsExactly("a.png");
  }

  @Test
  void namesStayInTheDirectory() {
    try (OutputFiles files = OutputFiles.in(folder, InputFiles.NONE)) {
      assertThatThrownBy(() -> files.add("../out.txt", "x"))
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
