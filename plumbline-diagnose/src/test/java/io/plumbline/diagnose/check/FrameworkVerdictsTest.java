package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Extent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Gradients of PyTorch whose rounding breaks hundreds of ties: kernels that add in an order that
 * depends on the place, double precision on weights that the exporter folded, bfloat16.
 */
@Tag("slow")
class FrameworkVerdictsTest {
  @ParameterizedTest
  @FieldSource("io.plumbline.testing.Corpus#TIES_BROKEN")
  void noCorrectGradientFailsAndNoWrongOnePasses(String name) {
    Corpus corpus = Corpus.read(name);
    Evaluator evaluator = Evaluator.of(Models.read(corpus.model()));
    NetworkCheck check =
        new NetworkCheck(
                evaluator,
                new CheckOptions(
                    CheckOptions.DEFAULT.loss(),
                    corpus.precision(),
                    CheckOptions.DEFAULT.relativeTolerance(),
                    Optional.empty()))
            .withoutCauses();
    for (Corpus.Row row : Extent.of(corpus.rows(), 4, 0)) {
      Target target = Target.label(row.label(), evaluator.outputs());
      Sample sample = new Sample(row.x(), target, row.gradient());
      Verdict never = row.isCorrect() ? Verdict.FAIL : Verdict.PASS;
      assertThat(check.check(List.of(sample)).verdict()).as(row.name()).isNotEqualTo(never);
    }
  }
}
