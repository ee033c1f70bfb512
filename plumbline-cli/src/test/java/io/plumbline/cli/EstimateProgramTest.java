package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.PlayedProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code estimate --program}: the reference loop with a function of its own. */
@Tag("slow")
class EstimateProgramTest {
  private static final String VALUE =
      "math.exp(x[0]) * math.sin(x[1]) + max(x[2], 0) if x[0] < 2 else math.nan";
  private static final String GRADIENT =
      "[math.exp(x[0]) * math.sin(x[1]), math.exp(x[0]) * math.cos(x[1]), 2.0]";

  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    write(directory, "x", 0.5, 1.2, 0.3);
    write(directory, "x-kink", 0.5, 1.2, 0);
    write(directory, "x-outside", 3, 1.2, 0.3);
    Path several = Files.createDirectory(directory.resolve("several"));
    write(several, "w", 3, 4);
    write(several, "b", 5);
  }

  private static void write(Path folder, String name, double... values) {
    Npy.write(folder.resolve(name + ".npy"), NpyArray.of(values, values.length));
  }

  private Printed estimate(String program, String words) {
    return Printed.ofProgram("estimate", program, words, directory);
  }

  private String loop() throws IOException {
    return LoopProgram.write(directory.resolve("f.py"), VALUE, GRADIENT);
  }

  @Test
  void everyEntryHasItsBoundAndOthersAreHeldAgainstIt() throws IOException {
    Printed printed =
        estimate(
            loop(), "--input @/x.npy --h 0.1 --json @/e.json --arrays @/e.npz --report @/e.html");
    assertThat(printed.complaints()).isEmpty();
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .startsWith("All 3 entries have a bound.\n")
        .contains("h = 0.1", "the program's gradient", "Of the steps of central differences");
    double[] exact = {Math.exp(0.5) * Math.sin(1.2), Math.exp(0.5) * Math.cos(1.2), 1};
    Map<String, NpyArray> arrays = NamedArrays.read(directory.resolve("e.npz"));
    double[] estimates = arrays.get("estimate").toDoubles();
    double[] bounds = arrays.get("bound").toDoubles();
    double[] quotients = arrays.get("quotient").toDoubles();
    for (int k = 0; k < exact.length; k++) {
      assertThat(bounds[k]).isLessThan(1e-8);
      assertThat(estimates[k]).isCloseTo(exact[k], within(bounds[k]));
    }
    double derivative = exact[0];
    assertThat(quotients[0])
        .isCloseTo(derivative * Math.sinh(0.1) / 0.1, within(1e-9))
        .isNotCloseTo(derivative, within(1e-4));
    JsonObject json =
        JsonParser.parseString(Files.readString(directory.resolve("e.json"))).getAsJsonObject();
    assertThat(json.get("bounded").getAsInt()).isEqualTo(3);
    assertThat(json.get("bestStep").getAsDouble()).isBetween(1e-7, 1e-4);
    JsonObject own = json.getAsJsonArray("gradients").get(2).getAsJsonObject();
    assertThat(own.get("name").getAsString()).isEqualTo("the program's gradient");
    double off = 1 / Math.hypot(Math.hypot(exact[0], exact[1]), 1);
    assertThat(own.get("error").getAsDouble()).isCloseTo(off, within(1e-6));
    assertThat(directory.resolve("e.html"))
        .content()
        .contains("x[2]", "Central differences, step by step", "How near to the true gradient?");
  }

  @Test
  void whereThereIsNoBoundItIsSaidWhy() throws IOException {
    Printed printed = estimate(loop(), "--input @/x-kink.npy");
    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.out())
        .startsWith("2 of 3 entries have a bound.\n")
        .contains("No bound at 1: the slopes to the left and to the right differ: a kink.");
  }

  @Test
  void arraysOfSeveralInputsGoByTheirNames() {
    Printed printed =
        estimate(PlayedProgram.command("squares"), "--input @/several --arrays @/e.npz");
    assertThat(printed.code()).as(printed.err()).isEqualTo(ExitCode.FINE);
    Map<String, NpyArray> arrays = NamedArrays.read(directory.resolve("e.npz"));
    assertThat(arrays).containsKeys("w/estimate", "w/bound", "w/step", "b/own");
    assertThat(arrays.get("w/estimate").toDoubles())
        .containsExactly(new double[] {6, 8}, within(1e-9));
    assertThat(arrays.get("b/estimate").shape()).containsExactly(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --program squares --h 1e-3 | --input (none) must be given with --program: where to check
          --program squares --input @/x.npy --tile 2 | --tile (given) must not be with --program: it is of models
          --program squares --input @/x.npy --image 2 | --image (given) must not be with --program
          m.onnx --program squares --input @/x.npy | MODEL (m.onnx) must not be with --program
          --program squares --input @/x.npy --h -1 | --h (-1.0) must be positive and finite
          --program squares --input @/x.npy --arrays @/x.npy | must not be a file that is read
          m.onnx --arrays @/e.npz | must be with --program
          --input @/x.npy | missing required parameter: 'MODEL'; see plumbline estimate --help
          """)
  void whatMakesNoSenseIsOneLine(String words, String line) {
    List<String> all = new ArrayList<>(List.of("estimate"));
    Arrays.stream(words.split(" "))
        .map(word -> word.replace("@", directory.toString()))
        .forEach(all::add);
    Printed printed = Printed.by(all.toArray(String[]::new));
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).startsWith("plumbline: ").hasLineCount(1).contains(line);
  }

  @Test
  void whereThereIsNoValueThereIsNoGradient() throws IOException {
    Printed printed = estimate(loop(), "--input @/x-outside.npy --json @/e.json");
    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err())
        .isEqualTo("plumbline: value (NaN) must be finite at x, else nothing has a gradient\n");
    assertThat(directory.resolve("e.json")).doesNotExist();
  }
}
