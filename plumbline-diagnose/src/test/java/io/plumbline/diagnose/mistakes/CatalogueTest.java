package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Mistake;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake stands once: a type, a page, a line in the list of pages. */
class CatalogueTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> PACKAGES =
      List.of(
          "plumbline-core/src/main/java/io/plumbline/core/cause",
          "plumbline-diagnose/src/main/java/io/plumbline/diagnose/mistakes",
          "plumbline-diagnose/src/main/java/io/plumbline/diagnose/mistakes/weights",
          "plumbline-diagnose/src/main/java/io/plumbline/diagnose/explain",
          "plumbline-jobs/src/main/java/io/plumbline/jobs/explain");

  /** What would steer by the name of a mistake. */
  private static final Pattern BY_NAME =
      Pattern.compile(
          "switch \\([^)]*\\bid\\b|\\bid\\(\\)\\.equals\\(\"|\"\\.equals\\([^)]*\\bid\\(\\)");

  static Stream<String> ids() {
    Evaluator evaluator = Evaluator.of(Models.read(Fixtures.path("models/mlp.onnx")));
    Example sample = new Example(new double[784], Target.label(0, 10));
    ModelCauses ofInput =
        ModelCauses.of(evaluator, Loss.CROSS_ENTROPY, List.of(sample), DataSet.NONE);
    return Stream.of(ofInput, ofInput.byWeight(new Weights(() -> Double.NaN, List::of, List.of())))
        .flatMap(causes -> causes.finders(0).stream())
        .map(Mistake::id)
        .distinct();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void hasAPageAndALine(String id) throws IOException {
    Path pages = ROOT.resolve("docs/causes");
    assertThat(Files.readString(pages.resolve(id + ".md")))
        .startsWith("# " + id + "\n")
        .contains("**Recognised by:**", "**Details:**", "**What to do:**");
    assertThat(Files.readString(pages.resolve("README.md")))
        .contains("| [" + id + "](" + id + ".md) |");
  }

  @Test
  void isSteeredByNoName() throws IOException {
    for (String folder : PACKAGES) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(BY_NAME.matcher(Files.readString(file)).find()).as("%s", file).isFalse();
        }
      }
    }
  }
}
