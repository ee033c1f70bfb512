package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.ForeignText;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models that were made to harm, each with the line that it gets: {@code hostile/cases.csv}. Larger
 * ones, which are made while the tests run, are in the readers' BudgetTest and HostileOnnxTest.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "some of the models lie beside links and FIFOs")
class HostileCasesTest {
  /** Of this thread's own time, so that a busy machine fails nothing. */
  private static final long MOST_NANOSECONDS = 2_000_000_000L;

  @TempDir private static Path directory;

  @BeforeAll
  static void layOut() throws Exception {
    Path from = Fixtures.path("hostile");
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : all) {
      Path copy = directory.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    Path models = directory.resolve("generated");
    Path outside = Files.write(directory.resolve("passwd"), new byte[32]);
    Files.createSymbolicLink(models.resolve("link"), outside);
    Files.createSymbolicLink(models.resolve("linkzero"), Path.of("/dev/zero"));
    Files.createSymbolicLink(models.resolve("sublink"), directory);
    String fifo = models.resolve("fifo").toString();
    assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
  }

  static Stream<Arguments> cases() throws IOException {
    return Files.readAllLines(Fixtures.path("hostile/cases.csv")).stream()
        .filter(row -> !row.startsWith("#"))
        .map(row -> row.split(" \\|", -1))
        .map(cells -> Arguments.of(cells[0].strip(), cells[1].strip()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eachIsShownOrRefusedInOneLineAndSoon(String file, String line) {
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Printed printed = Printed.by("show", directory.resolve(file).toString());
    assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(MOST_NANOSECONDS);
    if (line.isEmpty()) {
      assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
      assertThat(printed.out().codePoints().filter(c -> c != '\n' && ForeignText.steers(c)))
          .isEmpty();
    } else {
      assertThat(printed.err()).isEqualTo("plumbline: " + line + System.lineSeparator());
      assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(printed.out()).isEmpty();
    }
  }
}
