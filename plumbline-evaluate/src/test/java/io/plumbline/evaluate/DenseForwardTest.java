package io.plumbline.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.evaluate.compile.Program;
import io.plumbline.evaluate.kernel.Entries;
import io.plumbline.evaluate.kernel.Rows;
import io.plumbline.evaluate.point.Evaluated;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Node;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.TieRule;
import io.plumbline.testing.generated.RandomGraphs;
import io.plumbline.testing.generated.RandomLayers;
import io.plumbline.testing.oracle.ActivationPattern;
import io.plumbline.testing.oracle.Dd;
import io.plumbline.testing.oracle.Reference;
import io.plumbline.testing.oracle.ReferenceLoss;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

public class DenseForwardTest {
  private static final int CASES = 500;

  @Test
  void equalsTheReferenceAtEveryNodeOfGeneratedNetworks() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < CASES; seed++) {
      check(RandomGraphs.of(seed, RandomGraphs.Family.GENERAL), seen);
      check(RandomGraphs.of(seed, RandomGraphs.Family.TIED), seen);
    }
    int operations = OpVisitor.class.getDeclaredMethods().length;
    assertThat(seen).hasSize(operations + RandomLayers.functions().size());
  }

  static void check(RandomGraphs.Case drawn, Set<String> seen) {
    Dd[][] expected =
        new Reference(drawn.graph(), TieRule.FIRST)
            .values(Dd.of(drawn.x()), ActivationPattern.noted());
    for (Node node : drawn.graph().nodes()) {
      seen.add(node.op().getClass().getSimpleName());
      if (node.op() instanceof Elementwise e) {
        seen.add(e.function().kind().name());
      }
      try {
        Program program = Program.of(drawn.graph(), node.output());
        double[][][] values = program.forward(drawn.x());
        double[][][] errors = program.forwardErrors(values, Evaluated.FLOAT64, Entries.ABSOLUTE);
        assertClose(
            Rows.flatten(values[program.output]),
            Rows.flatten(errors[program.output]),
            expected[node.output().id()]);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("at " + node.name() + " of " + drawn, e);
      }
    }
    Dd[] output = expected[drawn.graph().output().id()];
    double[] actual = Evaluator.of(drawn.graph()).forward(drawn.x());
    for (int k = 0; k < actual.length; k++) {
      assertThat(output[k].minus(actual[k]).abs().value()).isLessThan(1e-11);
    }
    Dd loss = new ReferenceLoss(drawn.loss(), drawn.target(), drawn.kind()).of(output);
    double least = 1e-12 * Math.max(1, Math.abs(loss.value()));
    assertThat(loss.minus(Oracle.point(drawn).loss()).abs().value())
        .as(() -> "loss of " + drawn)
        .isLessThanOrEqualTo(least);
  }

  private static void assertClose(double[] actual, double[] errors, Dd[] expected) {
    double size = 1;
    for (Dd each : expected) {
      size = Math.max(size, Math.abs(each.value()));
    }
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < actual.length; k++) {
      double off = Math.abs(expected[k].minus(actual[k]).value());
      assertThat(off).as("element %s", k).isLessThanOrEqualTo(1e-12 * size);
      double own = 1e-27 * size;
      assertThat(off).as("bound on element %s", k).isLessThanOrEqualTo(errors[k] + own);
    }
  }
}
