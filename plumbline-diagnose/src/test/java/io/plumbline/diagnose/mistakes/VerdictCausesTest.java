package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Loss;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The mistakes that PyTorch, TensorFlow and JAX were made to make in networks of many kinds: those
 * that have a name are called by it, and nothing else is called by any.
 */
class VerdictCausesTest {
  /** What the rows that the corpus gives no cause are called, by what was planted. */
  private static final Map<String, String> PLANTED =
      Map.ofEntries(
          Map.entry("convflip", "kernel-backward"),
          Map.entry("wswap", "kernel-backward"),
          Map.entry("guided", "activation-backward"),
          Map.entry("deadneg", "activation-backward"),
          Map.entry("norelu", "activation-backward"),
          Map.entry("lnnomean", "normalization-backward"),
          Map.entry("lnnovar", "normalization-backward"),
          Map.entry("maxall", "pool-backward"),
          Map.entry("integrated", "averaged"),
          Map.entry("smoothgrad", "averaged"),
          Map.entry("ema", "moving-average"),
          Map.entry("stale", "stale-state"),
          Map.entry("temp1.1", "loss"),
          Map.entry("siluterm", "forgotten-branch"),
          Map.entry("resboth", "forgotten-branch"),
          Map.entry("resmaxone", "forgotten-branch"),
          // The same factor everywhere, or one for each channel.
          Map.entry("avgnok", "scale"),
          Map.entry("slope2", "scale"),
          Map.entry("std", "scale"),
          // The first convolution's window, one off.
          Map.entry("convshift-0", "axes"));

  /**
   * Masks of more units than can be told, or of no sample of the batch; a way of unknown points;
   * smoothed gradients that are hidden by their own noise.
   */
  private static final Set<String> UNTOLD =
      Set.of(
          "dwr6-4-dropout.1",
          "resmax-2-dropout.1",
          "c1d-0-stale-0",
          "kbn-0-integrated",
          "kbn-3-integrated",
          "c1d-2-smoothgrad",
          "hsig-0-smoothgrad",
          "kbn-3-smoothgrad",
          "lnmlp-3-smoothgrad");

  private static String expected(Corpus.Row row) {
    if (UNTOLD.contains(row.name())) {
      return "unknown";
    } else if (row.cause().isPresent()) {
      return row.cause().get();
    }
    String planted = row.name().substring(row.name().indexOf('-', row.name().indexOf('-') + 1) + 1);
    String kind = planted.split("-")[0];
    return PLANTED.getOrDefault(planted, PLANTED.getOrDefault(kind, "unknown"));
  }

  private static void agree(String name, boolean named) {
    Corpus corpus = Corpus.read(name);
    Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
    List<Example> batch =
        corpus.rows().stream()
            .map(row -> new Example(row.x(), row.target(evaluator.outputs())))
            .toList();
    ModelCauses causes = ModelCauses.of(evaluator, Loss.CROSS_ENTROPY, batch, DataSet.NONE);
    for (int k = 0; k < batch.size(); k++) {
      Corpus.Row row = corpus.rows().get(k);
      boolean taken = Extent.takes(k, named ? 2 : 6);
      if (taken && row.truth().equals("wrong") && named != expected(row).equals("unknown")) {
        Suspicion suspicion =
            Suspicions.of(
                evaluator, row.x(), batch.get(k).target(), row.gradient(), corpus.precision());
        Cause cause = causes.explain(k, suspicion).get(0);
        assertThat(cause.id()).as("%s: %s", row.name(), cause).isEqualTo(expected(row));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("io.plumbline.testing.Corpus#VERDICTS")
  void whatHasANameIsCalledByIt(String folder) {
    agree(folder, true);
  }

  @ParameterizedTest
  @Tag("slow")
  @ValueSource(
      strings = {
        "c1d-onnx",
        "dwr6-onnx",
        "hsig-onnx",
        "kbn-keras",
        "lnmlp-onnx",
        "lnmlp-saturated",
        "pool3-onnx",
        "resmax-onnx",
        "resmax-own"
      })
  void whatHasNoNameIsCalledByNone(String folder) {
    agree(folder, false);
  }
}
