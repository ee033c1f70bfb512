package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Jacobians and Hessians against PyTorch's autograd; fixtures/derivatives/generate.py makes them.
 */
@Tag("slow")
class DerivativesTest {
  private static final Path FOLDER = Fixtures.path("derivatives");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "physics, jacobian, 1", "physics, jvp, 1", "physics, hessian, 2", "physics, diagonal, 2",
    "physics, hvp, 1", "piecewise, jacobian, 4", "piecewise, jvp, 4", "piecewise, hessian, 36",
    "piecewise, diagonal, 36", "piecewise, hvp, 1", "smooth, jacobian, 3", "smooth, jvp, 3",
    "smooth, hessian, 12", "smooth, diagonal, 12", "smooth, hvp, 1",
  })
  void isPyTorchsOne(String model, String what, int parts) throws IOException {
    Path right = FOLDER.resolve(model + "_" + what + ".npy");
    JsonObject result = check(model, what, right);
    assertThat(result.get("verdict").getAsString()).isEqualTo("PASS");
    assertThat(result.getAsJsonArray("samples")).hasSize(parts);
    NpyArray array = Npy.read(right);
    double[] values = array.toDoubles();
    int largest = 0;
    for (int k = 0; k < values.length; k++) {
      largest = Math.abs(values[k]) > Math.abs(values[largest]) ? k : largest;
    }
    values[largest] *= 1.01;
    Path wrong = directory.resolve("wrong.npy");
    Npy.write(wrong, NpyArray.of(values, array.shape()));
    JsonObject failed = check(model, what, wrong);
    assertThat(failed.get("verdict").getAsString()).isEqualTo("FAIL");
    assertThat(failed.toString().split("\"verdict\":\"FAIL\"")).as("once, and in all").hasSize(3);
  }

  /** Off the kinks the scores of a piecewise linear network have no second derivative. */
  @Test
  void theScoresOfAPiecewiseLinearNetworkAreFlat() throws IOException {
    Path zeros = directory.resolve("zeros.npy");
    Npy.write(zeros, NpyArray.of(new double[36], 1, 6, 6));
    List<String> words = words("piecewise", "hvp", zeros);
    words.addAll(List.of("--loss", "logit"));
    Printed printed = Printed.by(words.toArray(String[]::new));
    assertThat(printed.out()).startsWith("INCONCLUSIVE").contains("derivative is zero everywhere");
    double[] ones = new double[36];
    ones[7] = 1;
    Npy.write(zeros, NpyArray.of(ones, 1, 6, 6));
    assertThat(Printed.by(words.toArray(String[]::new)).out()).startsWith("FAIL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--hvp smooth_hvp.npy | --tangent (missing) must be given with --hvp",
        "--tangent smooth_v.npy | must be with --jvp or --hvp",
        "--hessian smooth_hessian.npy --tangent smooth_v.npy | must be with --jvp or --hvp, not",
        "--hvp smooth_hvp.npy --tangent physics_v.npy | shape (1, 2) must be (3, 4)",
        "--hessian smooth_hvp.npy | shape (3, 4) must be (3, 4, 3, 4)",
        "--jacobian smooth_jacobian.npy | --label and --loss (given) must not be with --jacobian",
        "--hvp smooth_hvp.npy --jvp smooth_jvp.npy --tangent smooth_v.npy | one at a time",
        "--hessian smooth_hessian.npy --by parameters | must not be with --hessian",
        "--loss output | --loss (output) must be with --jacobian or --jvp",
      })
  void refusesWhatIsNoDerivative(String options, String line) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("check", file("smooth.onnx"), "--input", file("smooth_x.npy")));
    if (!options.contains("--loss")) {
      words.addAll(List.of("--label", "1"));
    }
    for (String option : options.trim().split(" ")) {
      words.add(option.endsWith(".npy") ? file(option) : option);
    }
    Printed printed = Printed.by(words.toArray(String[]::new));
    assertThat(printed.code()).isEqualTo(2);
    assertThat(printed.err()).contains(line).hasLineCount(1);
  }

  private JsonObject check(String model, String what, Path array) throws IOException {
    Path json = directory.resolve("result.json");
    List<String> words = words(model, what, array);
    words.addAll(List.of("--json", json.toString()));
    Printed.by(words.toArray(String[]::new));
    return JsonParser.parseString(Files.readString(json)).getAsJsonObject();
  }

  private static List<String> words(String model, String what, Path array) {
    String option = what.equals("diagonal") ? "hessian-diagonal" : what;
    List<String> words =
        new ArrayList<>(List.of("check", file(model + ".onnx"), "--input", file(model + "_x.npy")));
    words.addAll(List.of("--" + option, array.toString(), "--precision", "float64"));
    if (what.equals("jvp") || what.equals("hvp")) {
      words.addAll(List.of("--tangent", file(model + "_v.npy")));
    }
    if (!model.equals("physics") && !what.startsWith("j")) {
      words.addAll(List.of("--label", "1"));
    }
    return words;
  }

  private static String file(String name) {
    return FOLDER.resolve(name).toString();
  }
}
