package io.plumbline.core.slip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private static final List<String> WORDS =
      List.of("cross-entropy", "mse", "mae", "nll", "bce", "bce-logits", "huber", "kl", "dot");

  @ParameterizedTest
  @ValueSource(strings = {"cross-entropy", "Cross_Entropy", "CROSSENTROPY", "cross entropy"})
  void findsWhateverTheCaseAndTheHyphens(String given) {
    assertThat(Spelling.find(given, WORDS, word -> word)).hasValue("cross-entropy");
  }

  @ParameterizedTest
  @CsvSource({
    "crossentropi, cross-entropy",
    "corss-entropy, cross-entropy",
    "MSELoss, mse",
    "BCEWithLogitsLoss, bce-logits",
    "sparse_categorical_crossentropy, cross-entropy",
    "hubr, huber",
    "mee, mse",
  })
  void knowsTheNearestAndWhatFrameworksSay(String given, String word) {
    assertThat(Spelling.find(given, WORDS, each -> each)).isEmpty();
    assertThat(Spelling.nearest(given, WORDS)).hasValue(word);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l2", "accuracy", "hinge", "", "entropy", "x"})
  void knowsNoneWhereNoneIsNear(String given) {
    assertThat(Spelling.nearest(given, WORDS)).isEmpty();
    assertThat(Spelling.question(given, WORDS)).isEmpty();
  }

  @Test
  void asksForTheFileThatMayBeMeant(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("seed.onnx"));
    Files.createFile(folder.resolve("gradient.npy"));
    assertThat(Spelling.question(folder.resolve("sede.onnx")))
        .isEqualTo("; did you mean seed.onnx?");
    assertThat(Spelling.question(folder.resolve("gradients.npy")))
        .isEqualTo("; did you mean gradient.npy?");
    assertThat(Spelling.question(folder.resolve("gradient.npz")))
        .isEqualTo("; did you mean gradient.npy?");
    assertThat(Spelling.question(folder)).isEmpty();
    assertThat(Spelling.question(folder.resolve("labels.npy"))).isEmpty();
    Files.createFile(folder.resolve("x.npy"));
    Files.createFile(folder.resolve("a.npz"));
    assertThat(Spelling.question(folder.resolve("y.npy"))).isEmpty();
    assertThat(Spelling.question(folder.resolve("a.npy"))).isEqualTo("; did you mean a.npz?");
    assertThat(Spelling.question(folder.resolve("nowhere/seed.onnx"))).isEmpty();
  }
}
