package io.plumbline.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a result may be written over, and how. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links, FIFOs and devices are Unix's")
class OutputFileTest {
  @TempDir Path folder;

  private static void write(Path file, String text) {
    OutputFiles.write(file, text);
  }

  private OutputFile open(Path file, InputFiles inputs) {
    return OutputFile.open("--json", file, inputs);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** By its path, through links in the path or at its end, and by another name of its data. */
  @ParameterizedTest
  @ValueSource(strings = {"m.onnx", "link", "linked/m.onnx", "linked/../m.onnx", "hard", "chain"})
  void aFileThatIsReadIsNotWrittenTo(String name) throws IOException {
    Path model = Files.writeString(folder.resolve("m.onnx"), "a model");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("m.onnx"));
    Files.createSymbolicLink(folder.resolve("chain"), folder.resolve("link"));
    Files.createSymbolicLink(folder.resolve("linked"), folder);
    Files.createLink(folder.resolve("hard"), model);
    // The directory behind a link has another parent than the link's.
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.writeString(inner.resolve("m.onnx"), "another");
    Path asked = name.contains("..") ? folder.resolve("linked/inner/../m.onnx") : file(name);
    assertThatThrownBy(() -> open(asked, InputFiles.of(model)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--json (" + asked + ") must not be a file that is read: it would be lost");
    assertThat(model).hasContent("a model");
    open(inner.resolve("m.onnx"), InputFiles.of(model)).close();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  @Test
  void inputsAreNamedOnlyWhereSomethingIsThere() throws IOException {
    InputFiles inputs =
        InputFiles.NONE.and(
            () -> {
              throw new AssertionError("there is nothing to lose");
            });
    open(file("new"), inputs).close();
    Files.writeString(file("old"), "");
    assertThatThrownBy(() -> open(file("old"), inputs)).isInstanceOf(AssertionError.class);
  }

  @Test
  void twoResultsAreNotOneFile() throws IOException {
    Files.writeString(file("old"), "");
    Files.createLink(file("hard"), file("old"));
    Files.createSymbolicLink(file("link"), Path.of("new"));
    try (OutputFile old = open(file("old"), InputFiles.NONE);
        OutputFile hard = open(file("hard"), InputFiles.NONE);
        OutputFile none = open(file("new"), InputFiles.NONE)) {
      assertThat(old.same(hard)).isTrue();
      assertThat(old.same(none)).isFalse();
      for (String again : new String[] {"old", "new", "link"}) {
        assertThatThrownBy(() -> open(file(again), InputFiles.NONE))
            .hasMessage(
                "--json (" + file(again) + ") must be a file that nothing else is written to");
      }
    }
    assertThat(names()).containsExactly("hard", "link", "old");
  }

  @Test
  void aLinksTargetIsReplacedAndTheLinkStays() throws IOException {
    Path inner = Files.createDirectory(file("inner"));
    Files.writeString(inner.resolve("target"), "old");
    Files.createSymbolicLink(file("link"), Path.of("inner/target"));
    Files.createSymbolicLink(file("dangling"), Path.of("inner/none"));
    write(file("link"), "new");
    write(file("dangling"), "made");
    assertThat(Files.isSymbolicLink(file("link"))).isTrue();
    assertThat(Files.isSymbolicLink(file("dangling"))).isTrue();
    assertThat(inner.resolve("target")).hasContent("new");
    assertThat(inner.resolve("none")).hasContent("made");
    assertThat(names()).containsExactly("dangling", "inner", "link");
  }

  @Test
  void aLinkToItselfIsOneLine() throws IOException {
    Files.createSymbolicLink(file("loop"), Path.of("loop"));
    assertThatThrownBy(() -> write(file("loop"), ""))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output file (" + file("loop") + ") must not be a link to itself");
  }

  @Test
  void aFifoIsWrittenTo() throws Exception {
    Path fifo = file("fifo");
    assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0);
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(fifo);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    write(fifo, "through it");
    assertThat(read.get()).isEqualTo("through it");
    assertThat(names()).containsExactly("fifo");
    assertThat(Files.readAttributes(fifo, "isOther").get("isOther")).isEqualTo(true);
  }

  @Test
  void aDeviceIsWrittenTo() throws IOException {
    Path device = Path.of("/dev/null");
    write(device, "gone");
    assertThat(Files.isRegularFile(device)).isFalse();
    assertThat(Files.exists(device.resolveSibling(".null.lock"))).isFalse();
  }

  @Test
  void aFullDeviceIsOneLine() {
    assumeTrue(Files.exists(Path.of("/dev/full")));
    assertThatThrownBy(() -> write(Path.of("/dev/full"), "text"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output file (/dev/full) must be writable: No space left on device");
  }

  @Test
  void aFileKeepsItsRights() throws IOException {
    Files.writeString(file("secret"), "old");
    Files.setPosixFilePermissions(file("secret"), PosixFilePermissions.fromString("rw-------"));
    write(file("secret"), "new");
    assertThat(Files.getPosixFilePermissions(file("secret")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void theLongestNameHasRoom() throws IOException {
    Path longest = file("ü".repeat(127));
    write(longest, "all of it");
    assertThat(longest).hasContent("all of it");
    assertThat(names()).hasSize(1);
  }

  /** Of this place, and not what is the user's own. */
  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    String part = "." + UUID.randomUUID() + ".tmp";
    Files.writeString(file(".out" + part), "half");
    Files.writeString(file(".out.lock"), "process 1");
    Files.writeString(file(".other" + part), "of another place");
    Files.writeString(file(".out.mine.tmp"), "mine");
    write(file("out"), "whole");
    assertThat(names()).containsExactly(".other" + part, ".out.mine.tmp", "out");
  }

  @Test
  void standardOutputHasItsNames() throws IOException {
    Files.createSymbolicLink(file("link"), Path.of("/dev/stdout"));
    for (Path path : List.of(Path.of("-"), Path.of("/dev/stdout"), file("link"))) {
      assertThat(OutputFile.isStandardOutput(path)).as(path.toString()).isTrue();
    }
    assertThat(OutputFile.isStandardOutput(Path.of("./-"))).isFalse();
    assertThat(OutputFile.isStandardOutput(Path.of("/dev/null"))).isFalse();
    try (OutputFile dash = open(Path.of("-"), InputFiles.NONE);
        OutputFile device = open(Path.of("/dev/stdout"), InputFiles.NONE)) {
      assertThat(dash.same(device)).isTrue();
    }
  }

  /** Another process has it, and its name is said; once it is killed, the place is free. */
  @Test
  void twoProcessesDoNotWriteToOnePlace() throws Exception {
    Path place = file("out");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OutputFileTest.class.getName(),
                place.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(other.inputReader(UTF_8).readLine()).isEqualTo("open");
      assertThatThrownBy(() -> write(place, "mine"))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              "output file (%s) must not be in use: process %d writes there"
                  .formatted(place, other.pid()));
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(names()).contains(".out.lock").doesNotContain("out");
    write(place, "mine");
    assertThat(names()).containsExactly("out");
  }

  /** Keeps the place named, with something staged, until it is killed. */
  public static void main(String[] arguments) throws Exception {
    OutputFile file = OutputFile.open("--json", Path.of(arguments[0]), InputFiles.NONE);
    file.stage("half".getBytes(UTF_8));
    System.out.println("open");
    Thread.sleep(Long.MAX_VALUE);
  }
}
