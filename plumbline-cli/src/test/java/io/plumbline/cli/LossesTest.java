package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Every loss against PyTorch's autograd in float64; fixtures/losses/make.py makes the rows. */
@Tag("slow")
class LossesTest {
  private static final Path FOLDER = Fixtures.path("losses/losses.csv").getParent();

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(files = "../plumbline-testing/fixtures/losses/losses.csv", numLinesToSkip = 1)
  void isPyTorchsOne(String name, String model, String options, double first, double second)
      throws IOException {
    Path gradient = FOLDER.resolve(name + ".npy");
    Path json = directory.resolve("result.json");
    Printed right =
        check(model, options, "--gradient", gradient.toString(), "--json", json.toString());
    assertThat(right.out()).startsWith("PASS");
    JsonArray samples =
        JsonParser.parseString(Files.readString(json)).getAsJsonObject().getAsJsonArray("samples");
    double[] expected = {first, second};
    for (int k = 0; k < expected.length; k++) {
      assertThat(samples.get(k).getAsJsonObject().get("loss").getAsDouble())
          .isCloseTo(expected[k], within(1e-12 * (1 + Math.abs(expected[k]))));
    }
    NpyArray values = Npy.read(gradient);
    Path wrong = directory.resolve("wrong.npy");
    Npy.write(
        wrong,
        NpyArray.of(
            Arrays.stream(values.toDoubles()).map(g -> 1.01 * g).toArray(), values.shape()));
    assertThat(check(model, options, "--gradient", wrong.toString()).out()).startsWith("FAIL");
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(files = "../plumbline-testing/fixtures/losses/losses.csv", numLinesToSkip = 1)
  void isTheEnginesOne(String name, String model, String options) {
    assertThat(check(model, options).out()).as(name).startsWith("PASS");
  }

  private static Printed check(String model, String options, String... more) {
    List<String> words =
        new ArrayList<>(List.of("check", FOLDER.resolve(model + ".onnx").toString(), "--input"));
    words.add(FOLDER.resolve(model.equals("pixels") ? "x-image.npy" : "x-vector.npy").toString());
    for (String word : options.split(" ")) {
      words.add(word.endsWith(".npy") ? FOLDER.resolve(word).toString() : word);
    }
    words.addAll(List.of(more));
    return Printed.by(words.toArray(String[]::new));
  }
}
