package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Evidence;
import io.plumbline.core.verdict.Grounds;
import io.plumbline.core.verdict.Judge;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Extent;
import io.plumbline.testing.Fixtures;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How many samples of a well-trained network leave no digits to check in float32. */
@Tag("slow")
class SaturationTest {
  private final Evaluator seed = Evaluator.of(Models.read(Fixtures.path("models/seed.onnx")));
  private final Judge judge = new Judge(CheckOptions.DEFAULT.relativeTolerance());

  /** What is said of the derivative itself: the boxes of the scores' errors decide alone. */
  private Decision decision(double[] x, int label) {
    Piece piece =
        seed.at(x, Loss.CROSS_ENTROPY, Target.label(label, seed.outputs())).piece(TieRule.FIRST);
    double[] derivative = piece.gradient();
    Evidence evidence =
        PieceSearch.evidence(
            derivative, new double[derivative.length], piece.allowance(Precision.FLOAT32));
    Power power =
        Power.of(
            judge,
            evidence,
            judge.judge(derivative, evidence),
            Reason.PRECISION_TOO_COARSE,
            Reason.SATURATED);
    return Decision.of(new Grounds(false, Optional.empty(), power), Power.REQUIRED);
  }

  @Test
  void atMostATwentiethOfMnistIs() {
    Dataset images = Mnist.embedded().test();
    Map<Decision, Long> counts =
        IntStream.range(0, images.size())
            .filter(k -> Extent.takes(k, 5))
            .mapToObj(k -> decision(images.imageAsDoubles(k), images.label(k)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    Decision saturated = Decision.open(Reason.SATURATED);
    assertThat(counts.keySet()).allMatch(d -> d.reason().isEmpty() || d.equals(saturated));
    long all = counts.values().stream().mapToLong(each -> each).sum();
    assertThat(counts.get(saturated)).isLessThanOrEqualTo(all / 20);
  }
}
