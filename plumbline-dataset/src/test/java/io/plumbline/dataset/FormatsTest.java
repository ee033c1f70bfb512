package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be opened at all. */
class FormatsTest {
  @TempDir private Path directory;

  static Stream<Arguments> lines() throws IOException {
    return Files.readAllLines(Path.of("../docs/data-sets.md")).stream()
        .dropWhile(line -> !line.equals("| data | line |"))
        .skip(2)
        .map(row -> row.split("`", -1))
        .map(cells -> arguments(cells[1], cells[3]));
  }

  /** What the page says, of the files that it names. */
  @ParameterizedTest
  @MethodSource("lines")
  void isOneLine(String spec, String line) {
    String here = Fixtures.file("").toString();
    assertThatThrownBy(() -> SampleSource.open(here + "/" + spec))
        .isInstanceOf(InvalidInputException.class)
        .extracting(e -> e.getMessage().replace(here + "/", ""))
        .isEqualTo(line);
  }

  @Test
  void aColonMayBeInAName() throws IOException {
    Path odd = Files.createDirectory(directory.resolve("a:b"));
    Files.copy(Fixtures.file("x.npy"), odd.resolve("c:x.npy"));
    Files.copy(Fixtures.file("stored.npz"), odd.resolve("d.npz"));
    try (SampleSource file = SampleSource.open(odd + "/c:x.npy");
        SampleSource member = SampleSource.open(odd + "/d.npz:x")) {
      assertThat(Fixtures.values(file)).isEqualTo(Fixtures.values(member));
    }
  }

  @Test
  void aNameStaysOnOneLine() {
    assertThatThrownBy(() -> SampleSource.open("no\tsuch\nfile"))
        .hasMessage("data (no\\u0009such\\u000afile) must exist");
  }

  /** Who wants Parquet adds its module; its tests are there. */
  @Test
  void parquetNeedsItsModule() {
    assertThatThrownBy(() -> Fixtures.open("parquet/none.parquet"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(
            "none.parquet: must not be Parquet where plumbline-parquet is missing");
  }

  @Test
  void aDeviceIsNotReadFrom() {
    assertThatThrownBy(() -> SampleSource.open("/dev/zero"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("/dev/zero: must be a regular file, or a folder");
  }
}
