package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every wrong gradient that frameworks made for the fixtures is named right, first. */
@Tag("slow")
class FixtureCausesTest {
  /** Their other sample, test image 9, is not in the batch. */
  private static final Set<String> UNKNOWABLE = Set.of("seed-keras-8-image", "seed-keras-8-stale");

  @ParameterizedTest
  @FieldSource("io.plumbline.testing.Corpus#NAMES")
  void namesTheCauseFirst(String name) {
    Corpus folder = Corpus.read(name);
    Evaluator evaluator = Evaluator.of(Models.read(folder.model()));
    List<Example> batch = new ArrayList<>();
    for (Corpus.Row row : folder.rows()) {
      batch.add(new Example(row.x(), Target.label(row.label(), 10)));
    }
    ModelCauses causes = ModelCauses.of(evaluator, Loss.CROSS_ENTROPY, batch, DataSet.NONE);
    for (int k = 0; k < batch.size(); k++) {
      Corpus.Row row = folder.rows().get(k);
      if (row.isCorrect() || !Extent.takes(k, 2)) {
        continue;
      }
      Suspicion suspicion =
          Suspicions.of(evaluator, row.x(), row.label(), row.gradient(), folder.precision());
      List<Cause> found = causes.explain(k, suspicion);
      boolean named = row.cause().isPresent() && !UNKNOWABLE.contains(row.name());
      assertThat(found.get(0).id())
          .as("%s: %s", row.name(), found)
          .isEqualTo(named ? row.cause().get() : "unknown");
      agree(row, found.get(0));
    }
  }

  /** The details are those that the row was made with. */
  private static void agree(Corpus.Row row, Cause cause) {
    if (cause.id().equals("scale")) {
      double factor = row.facts().get("factor").getAsDouble();
      assertThat((double) cause.details().get("factor") / factor)
          .as(row.name())
          .isBetween(0.999, 1.001);
    } else if (cause.id().equals("label")) {
      int label = row.facts().get("gradient_label").getAsInt();
      assertThat(cause.details()).as(row.name()).containsEntry("label", label);
    } else if (cause.id().equals("finite-difference")) {
      double h = row.facts().get("h").getAsDouble();
      assertThat((double) cause.details().get("h") / h).as(row.name()).isBetween(0.99, 1.01);
    } else if (cause.id().equals("tile")) {
      assertThat(cause.details()).containsEntry("tile", row.facts().get("tile").getAsInt());
    } else if (cause.id().equals("coordinate")) {
      List<Integer> index = new ArrayList<>();
      row.facts().getAsJsonArray("coordinate").forEach(each -> index.add(each.getAsInt()));
      assertThat(cause.details()).containsEntry("coordinates", List.of(index));
    }
  }
}
