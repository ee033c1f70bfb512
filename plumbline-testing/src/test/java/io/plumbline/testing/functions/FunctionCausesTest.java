package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.testing.Extent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * By which name wrong gradients of the examples are called, in float64: the right one, that of
 * another mistake that makes the very same gradient, none, or another. Of a gradient of one entry
 * every mistake is a factor: those are left out. Every build takes some of the examples; {@code
 * -Dplumbline.whole=true} takes all, and holds the page's table.
 */
class FunctionCausesTest {
  private static final int EVERY = 13;

  /** What is nearer to each other than that is told apart by nobody. */
  private static final double ALIKE = 1e-5;

  private static final Path PAGE = Path.of("../docs/library.md");

  /** What each mistake may be called, first the name that says most; none where it has no name. */
  private static final Map<String, List<String>> NAMES = new LinkedHashMap<>();

  static {
    for (String factor :
        List.of("negated", "twice", "half", "1 % too large", "mean in place of the sum")) {
      NAMES.put(factor, List.of("scale"));
    }
    NAMES.put("zero", List.of("zero"));
    NAMES.put("largest entry zero", List.of("partly-zero", "coordinate"));
    NAMES.put("smallest entry twice", List.of("coordinate"));
    NAMES.put("smallest entry 1 % off", List.of("coordinate"));
    NAMES.put("reversed", List.of("axes"));
    NAMES.put("a penalty on x besides", List.of());
    NAMES.put("of a point beside", List.of());
  }

  /** Of one mistake. */
  private static final class Count {
    int right;
    int alike;
    int none;
    final List<String> others = new ArrayList<>();
  }

  private final Map<String, Count> counts = new LinkedHashMap<>();

  @Test
  void mistakesAreCalledByTheirNameOrByNone() throws IOException {
    NAMES.keySet().forEach(name -> counts.put(name, new Count()));
    List<Example> examples = Examples.all();
    for (int i = 0; i < examples.size(); i++) {
      if (Extent.takes(i, EVERY) && examples.get(i).x().length > 1) {
        judge(examples.get(i));
      }
    }
    List<String> wrong = new ArrayList<>();
    StringBuilder table =
        new StringBuilder(
            "\n| mistake | called so | by one that makes the same | by no name | wrongly |\n"
                + "|---|---|---|---|---|\n");
    counts.forEach(
        (mistake, count) -> {
          count.others.forEach(each -> wrong.add(mistake + ": " + each));
          table.append(
              String.format(
                  Locale.ROOT,
                  "| %s | %s | %d | %d | %d |%n",
                  mistake,
                  NAMES.get(mistake).isEmpty() ? "-" : "" + count.right,
                  count.alike,
                  count.none,
                  count.others.size()));
        });
    if (Extent.isWhole()) {
      System.out.println(table);
      wrong.forEach(System.out::println);
    }
    assertThat(wrong).isEmpty();
    if (Extent.isWhole()) {
      MadeTable.hold(PAGE, "FunctionCausesTest", table);
    }
  }

  /** Whether a mistake makes the wrong gradient exactly, to within what the names are told by. */
  private static boolean makes(String id, double[] right, double[] wrong) {
    double factor = Double.NaN;
    boolean scaled = true;
    boolean zero = true;
    boolean clipped = true;
    double most = Arrays.stream(wrong).map(Math::abs).max().orElse(0);
    int differing = 0;
    for (int k = 0; k < right.length; k++) {
      double own = wrong[k] / right[k];
      if (right[k] == 0) {
        scaled &= wrong[k] == 0;
      } else {
        factor = Double.isNaN(factor) ? own : factor;
        scaled &= Math.abs(own - factor) <= ALIKE * Math.abs(factor);
      }
      differing += Math.abs(wrong[k] - right[k]) <= ALIKE * Math.abs(right[k]) ? 0 : 1;
      zero &= wrong[k] == 0;
      clipped &= wrong[k] == Math.max(-most, Math.min(most, right[k]));
    }
    return switch (id) {
      case "scale" -> scaled;
      case "coordinate" -> differing == 1;
      case "zero" -> zero;
      case "clipped" -> clipped;
      case "axes" -> Arrays.equals(sorted(right), sorted(wrong));
      default -> false;
    };
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values).sorted().toArray();
  }

  private void judge(Example example) {
    GradientCheck check =
        GradientCheck.of(example.function(Precision.FLOAT64, Precision.FLOAT64))
            .at(example.point(Precision.FLOAT64));
    GradientMistakes.of(example, Precision.FLOAT64)
        .forEach(
            (mistake, gradient) -> {
              CheckResult result = check.gradient(gradient).check();
              if (result.verdict() != Verdict.FAIL) {
                return;
              }
              Count count = counts.get(mistake);
              List<String> ids = result.causes().stream().map(Cause::id).toList();
              String first = ids.isEmpty() ? "unknown" : ids.get(0);
              if (NAMES.get(mistake).contains(first)) {
                count.right++;
              } else if (Set.of("unknown", "one-of").contains(first)) {
                count.none++;
              } else if (makes(first, example.gradient(Precision.FLOAT64), gradient)) {
                count.alike++;
              } else {
                count.others.add(example.name() + " called " + result.causes().get(0));
              }
            });
  }
}
