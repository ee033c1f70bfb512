package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportCommandTest {
  @TempDir private static Path checked;
  @TempDir private Path directory;
  private Path json;
  private Path archive;

  /** Once for all tests; each has its own copy of what was kept. */
  @BeforeAll
  static void check() throws IOException {
    Path model = checked.resolve("model.keras");
    try (InputStream in =
        Objects.requireNonNull(Rehearsal.class.getResourceAsStream("rehearsal.keras"))) {
      Files.copy(in, model);
    }
    Path x = checked.resolve("x.npy");
    float[] pixels = new float[64];
    pixels[20] = 1;
    Npy.write(x, NpyArray.of(pixels, 8, 8, 1));
    Path result = checked.resolve("a result.json");
    Printed printed =
        Printed.by(
            "check",
            model.toString(),
            "--input",
            x.toString(),
            "--label",
            "1",
            "--gradient",
            x.toString(),
            "--json",
            result.toString(),
            "--keep",
            "--report",
            checked.resolve("page.html").toString());
    assertThat(printed.code()).isEqualTo(ExitCode.GRADIENT_WRONG);
    assertThat(printed.out()).contains("Written: " + checked.resolve("a result.report.npz"));
  }

  @BeforeEach
  void copy() throws IOException {
    json = directory.resolve("a result.json");
    archive = directory.resolve("a result.report.npz");
    for (Path file : List.of(json, archive)) {
      Files.copy(checked.resolve(file.getFileName()), file);
    }
  }

  @Test
  void drawsThePageThatTheCheckDrew() {
    Printed printed = Printed.by("report", json.toString());

    Path again = directory.resolve("a result.html");
    assertThat(printed.err()).isEmpty();
    assertThat(printed.out()).isEqualTo("Written: " + again + System.lineSeparator());
    assertThat(again).hasSameBinaryContentAs(checked.resolve("page.html"));
  }

  @Test
  void writesOverNothingThatItReads() {
    assertThat(Printed.by("report", json.toString(), "--out", archive.toString()).err())
        .startsWith("plumbline: --out (" + archive + ") must ")
        .hasLineCount(1);
  }

  @Test
  void whatWasNotMovedAlongIsMissed() throws IOException {
    Files.delete(archive);
    assertThat(Printed.by("report", json.toString()).err())
        .startsWith("plumbline: file (")
        .contains("a result.report.npz) must exist")
        .hasLineCount(1);
  }

  @Test
  void anotherArchiveIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2]++;
    Files.write(archive, bytes);
    Printed printed = Printed.by("report", json.toString());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .startsWith("plumbline: " + archive + ": SHA-256 (")
        .endsWith(", as the result says" + System.lineSeparator())
        .hasLineCount(1);
    assertThat(directory.resolve("a result.html")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"verdict\":\"PASS\"}|report (missing) must be kept with the check, by --keep beside"
            + " --json; without it only a check with --report draws one",
        "{\"report\":{\"file\":\"x.npz\"}}|report (unknown) must have file and sha256",
        "{\"report\":{\"file\":\"../x.npz\",\"sha256\":\"\"}}"
            + "|report.file (../x.npz) must be a file's name, without a folder",
        "{\"report\":{\"file\":\"..\",\"sha256\":\"\"}}"
            + "|report.file (..) must be a file's name, without a folder",
        "{\"report\":7}|JSON (unsound) must be what a check with --json wrote",
        "PK|JSON (unsound) must be what a check with --json wrote",
        "{\"samples\":[[[|JSON (unsound) must be what a check with --json wrote",
      })
  void aResultWithoutOneIsOneLine(String text, String line) throws IOException {
    Files.writeString(json, text);
    Printed printed = Printed.by("report", json.toString());
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .isEqualTo("plumbline: " + json + ": " + line + System.lineSeparator());
  }

  @Test
  void keepNeedsAFileBesideWhichItIs() {
    String[] words = "check m.onnx --input x.npy --label 1 --gradient g.npy --keep".split(" ");
    String line = "plumbline: --keep (given) must go with --json FILE" + System.lineSeparator();
    assertThat(Printed.by(words).err()).isEqualTo(line);
    String[] printed =
        Stream.concat(Stream.of(words), Stream.of("--json", "-")).toArray(String[]::new);
    assertThat(Printed.by(printed).err()).isEqualTo(line);
  }
}
