package io.plumbline.readers.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import io.plumbline.core.InvalidInputException;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.options.ReadOptions;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model of two inputs, one of ids, and two outputs; make_keras_models.py has it. */
class EndpointsTest {
  private static final Path MODEL = Fixtures.path("keras/several.keras");
  private static final int[] SEQUENCE = {1, 4, 3};

  private static Map<String, double[]> values() throws IOException {
    String json = Files.readString(Fixtures.path("keras/several-values.json"));
    return new Gson().fromJson(json, new TypeToken<Map<String, double[]>>() {}.getType());
  }

  private static Tensor tensor(double[] values) {
    return new Tensor(Tensor.shapeOf(SEQUENCE), values);
  }

  @ParameterizedTest
  @CsvSource({
    "words, features, topic",
    "words, features, tone",
    "words, features, reader",
    "features, words, topic"
  })
  void readsFromOneLayerToAnother(String from, String beside, String to) throws IOException {
    Map<String, double[]> values = values();
    ReadOptions options =
        ReadOptions.NONE
            .withInput(from)
            .withGiven(Tensor.shapeOf(SEQUENCE))
            .withHeld(beside, tensor(values.get(beside)))
            .withOutput(to);
    Evaluator evaluator = Evaluator.of(KerasReader.read(MODEL, options));
    assertThat(evaluator.forward(values.get(from)))
        .containsExactly(values.get(to), Offset.offset(1e-5));
  }

  @Test
  void asksForWhatIsOpen() throws IOException {
    assertLine(
        ReadOptions.NONE,
        "inputs (ids, features) must be one; choose with --input-name NAME and hold the others"
            + " fixed with --hold NAME=FILE.npy");
    ReadOptions one = ReadOptions.NONE.withHeld("words", tensor(values().get("words")));
    assertLine(
        one.withInput("features"),
        "model several: outputs (topic, tone) must be one; choose with --output NAME");
    assertLine(
        one.withInput("features").withOutput("mood"),
        "--output (mood) must be one of words, both, reader, topic, tone");
    assertLine(
        ReadOptions.NONE.withHeld("sound", tensor(values().get("words"))),
        "--hold (sound) must be one of ids, features, words, both, reader, topic, tone");
    assertLine(one.withInput("mood"), "--input-name (mood) must be one of ids, features");
    assertLine(
        one.withBatchAxis(1),
        "--batch-axis must be 0 with a .keras file, whose layers count samples first");
  }

  private static void assertLine(ReadOptions options, String line) {
    assertThatThrownBy(() -> KerasReader.read(MODEL, options))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("several.keras: " + line);
  }
}
