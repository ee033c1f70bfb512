package io.plumbline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.RepeatedSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on a disk that is full, and two that write to one place at a time. */
@Tag("slow")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the shell limits the size of files")
class UnluckyOutputsTest {
  /** The rows of half of them, and the maps, take more than 1 KB. */
  private static final int SAMPLES = 20;

  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    SmallMnist.in(directory.resolve("data"));
    Files.createDirectories(directory.resolve("out"));
    Npy.write(directory.resolve("g.npy"), NpyArray.of(new float[784], 1, 28, 28, 1));
  }

  /** What a process did. */
  private record Ended(int code, String err) {}

  /** A process of its own, none of whose files may be larger than 8 KB where that is asked for. */
  private Process start(String limit, String line, Path err) throws IOException {
    String words =
        line.replace("MODELS", Fixtures.path("models").toAbsolutePath().toString())
            .replace("@", directory.toString());
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/sh",
            "-c",
            "%s exec '%s' -XX:-UsePerfData -cp \"$CP\" io.plumbline.cli.Main %s"
                .formatted(limit, Path.of(System.getProperty("java.home"), "bin", "java"), words));
    builder.environment().put("CP", System.getProperty("java.class.path"));
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(err.toFile())
        .start();
  }

  private static Ended wait(Process process, Path err) throws Exception {
    int code = process.waitFor();
    return new Ended(code, Files.readString(err, UTF_8));
  }

  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("out"))) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check MODELS/mlp.onnx --image 2 --gradient @/g.npy --json @/out/j --report @/out/r",
        "explain MODELS/mlp.onnx --image 2 --analytic @/g.npy --numeric @/g.npy --report @/out/r",
        "attack MODELS/mlp.onnx --data @/data --count 2 --json @/out/j --report @/out/r",
        "estimate MODELS/mlp.onnx --data @/data --report @/out/r",
        "train --data @/data --count 1 --out @/out/m.onnx",
        "run --model MODELS/mlp.onnx --data @/data --out @/out/new"
      })
  void aFullDiskIsOneLineAndLeavesNothing(String line) throws Exception {
    Path err = directory.resolve("err");
    Ended ended = wait(start("ulimit -f 16;", line, err), err);
    assertThat(ended.err()).startsWith("plumbline: output file (").hasLineCount(1);
    assertThat(ended.err()).contains(") must be writable: ");
    assertThat(ended.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(written()).isEmpty();
  }

  /** The chunks before it stay, and the audit is gone on with where there is room again. */
  @Test
  void aDiskThatFillsInAnAuditKeepsItsChunks() throws Exception {
    RepeatedSamples samples = RepeatedSamples.write(Corpus.read("mlp-onnx"), SAMPLES, directory);
    String line =
        "audit " + String.join(" ", samples.words()) + " --chunk " + SAMPLES / 2 + " --out @/out";
    Path err = directory.resolve("err");
    assertThat(wait(start("", line + " --shard 1/2", err), err).code()).isEqualTo(ExitCode.FINE);

    Ended ended = wait(start("ulimit -f 2;", line + " --resume", err), err);
    assertThat(ended.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(ended.err().lines().filter(each -> each.contains("must be writable")))
        .singleElement()
        .asString()
        .startsWith("plumbline: output file (");
    assertThat(AuditFolder.open(directory.resolve("out")).done()).containsExactly(0);

    assertThat(wait(start("", line + " --resume", err), err).code()).isEqualTo(ExitCode.FINE);
    assertThat(AuditFolder.open(directory.resolve("out")).done()).containsExactly(0, 1);
  }

  /** Whichever comes second waits for nothing: it says who has the place, or has it after. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "attack MODELS/mlp.onnx --data @/data --count 2 --json @/out/result.json",
        "run --model MODELS/mlp.onnx --data @/data --out @/out"
      })
  void twoAtOnceDoNotMix(String line) throws Exception {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    Process first = start("", line, one);
    Process second = start("", line, two);
    List<Ended> ended = List.of(wait(first, one), wait(second, two));
    assertThat(ended).anyMatch(each -> each.code() == ExitCode.FINE);
    for (Ended each : ended) {
      if (each.code() != ExitCode.FINE) {
        assertThat(each.code()).as(each.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(each.err())
            .matches("plumbline: .*out.* must not be in use: process \\d+ writes there\\R");
      }
    }
    Path result = directory.resolve("out/result.json");
    assertThat(JsonParser.parseString(Files.readString(result)).isJsonObject()).isTrue();
    assertThat(written()).noneMatch(name -> name.startsWith("."));
  }
}
