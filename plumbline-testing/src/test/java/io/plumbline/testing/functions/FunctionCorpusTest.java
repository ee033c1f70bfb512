package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.testing.Extent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Right and wrong gradients of the examples in four arithmetics: no right one is rejected, no wrong
 * one accepted, and a right one is undecided only where that was said beforehand. Every build takes
 * some of the examples; {@code -Dplumbline.whole=true} takes all, and holds the page's table.
 */
class FunctionCorpusTest {
  private static final int EVERY = 13;
  private static final Path PAGE = Path.of("../docs/library.md");

  /** An arithmetic, and whether the function says that it is in it. */
  private record Format(String name, Precision computed, Precision declared) {}

  private static final List<Format> FORMATS =
      List.of(
          new Format("float64", Precision.FLOAT64, Precision.FLOAT64),
          new Format("float32, declared", Precision.FLOAT32, Precision.FLOAT32),
          new Format("float32, not declared", Precision.FLOAT32, Precision.FLOAT64),
          new Format("bfloat16", Precision.BFLOAT16, Precision.BFLOAT16));

  /** What one way to check says of all gradients of a format. */
  private static final class Count {
    final int[] right = new int[3];
    final int[] wrong = new int[3];
    int foreseen;

    String row(Format format, Peer peer) {
      boolean ours = peer.equals(Peer.PLUMBLINE);
      return String.format(
          Locale.ROOT,
          "| %s | %s | %d | %s | %d | %s |%n",
          format.name,
          peer.name(),
          right[Verdict.FAIL.ordinal()],
          ours ? right[Verdict.INCONCLUSIVE.ordinal()] + ", " + foreseen + " foreseen" : "-",
          wrong[Verdict.PASS.ordinal()],
          ours ? "" + wrong[Verdict.INCONCLUSIVE.ordinal()] : "-");
    }
  }

  private final List<String> errors = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private final StringBuilder table = new StringBuilder();

  @Test
  void noRightOneIsRejectedAndNoWrongOneAccepted() throws IOException {
    List<FunctionExample> examples = FunctionExamples.all();
    for (Format format : FORMATS) {
      for (Peer peer : Extent.isWhole() ? Peer.ALL : List.of(Peer.PLUMBLINE)) {
        Count count = new Count();
        for (int i = 0; i < examples.size(); i++) {
          if (Extent.takes(i, EVERY)) {
            judge(examples.get(i), format, peer, count);
          }
        }
        if (table.isEmpty()) {
          int right = count.right[0] + count.right[1] + count.right[2];
          int wrong = count.wrong[0] + count.wrong[1] + count.wrong[2];
          table
              .append("\n| arithmetic, ")
              .append(right + " right and " + wrong)
              .append(" wrong | | right rejected | right undecided | wrong")
              .append(" accepted | wrong undecided |\n|---|---|---|---|---|---|\n");
        }
        table.append(count.row(format, peer));
      }
    }
    if (Extent.isWhole()) {
      System.out.println(table);
      undecided.forEach(System.out::println);
      errors.forEach(System.out::println);
    }
    assertThat(errors).isEmpty();
    if (Extent.isWhole()) {
      MadeTable.hold(PAGE, "FunctionCorpusTest", table);
    }
  }

  private void judge(FunctionExample example, Format format, Peer peer, Count count) {
    ScalarFunction function = example.function(format.computed, format.declared);
    double[] x = example.point(format.computed);
    double[] exact = example.gradient(format.computed);
    boolean open = example.isUndecidable(format.computed);
    double[] right = new double[exact.length];
    for (int k = 0; k < right.length; k++) {
      right[k] = format.computed.round(exact[k]);
    }
    Verdict verdict = peer.rule().judge(function, x, right);
    count.right[verdict.ordinal()]++;
    boolean ours = peer.equals(Peer.PLUMBLINE);
    String name = format.name + ": " + example.name();
    if (ours && verdict == Verdict.FAIL) {
      errors.add(name + ": right, and rejected");
    } else if (ours && verdict == Verdict.INCONCLUSIVE) {
      count.foreseen += open ? 1 : 0;
      (open || format.computed != Precision.FLOAT64 ? undecided : errors)
          .add(name + ": right, and undecided" + (open ? "" : " for no reason that was foreseen"));
    }
    for (Map.Entry<String, double[]> each :
        GradientMistakes.of(example, format.computed).entrySet()) {
      Verdict said = peer.rule().judge(function, x, each.getValue());
      count.wrong[said.ordinal()]++;
      if (ours && said == Verdict.PASS) {
        errors.add(name + ": " + each.getKey() + ", and accepted");
      } else if (ours && said == Verdict.INCONCLUSIVE) {
        undecided.add(name + ": " + each.getKey() + " undecided");
      }
    }
  }
}
