package io.plumbline.testing.functions;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.check.CheckResult;
import io.plumbline.core.check.GradientCheck;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
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
import java.util.function.IntToDoubleFunction;
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
    NAMES.put("a penalty on x besides", List.of("weight-decay"));
    NAMES.put("of a point beside", List.of());
    NAMES.put("a penalty's term left out", List.of("weight-decay"));
    NAMES.put("the same by one input of two", List.of("weight-decay"));
    NAMES.put("one input of two transposed", List.of("axes"));
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
    List<FunctionExample> examples = FunctionExamples.all();
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
  private static boolean makes(String id, double[] x, double[] right, double[] wrong) {
    double factor = Double.NaN;
    boolean scaled = true;
    boolean zero = true;
    boolean clipped = true;
    double strength = Double.NaN;
    boolean decayed = true;
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
      double over = (wrong[k] - right[k]) / x[k];
      strength = Double.isNaN(strength) ? over : strength;
      decayed &= Math.abs(over - strength) <= ALIKE * Math.abs(strength);
      differing += Math.abs(wrong[k] - right[k]) <= ALIKE * Math.abs(right[k]) ? 0 : 1;
      zero &= wrong[k] == 0;
      clipped &= wrong[k] == Math.max(-most, Math.min(most, right[k]));
    }
    return switch (id) {
      case "scale" -> scaled;
      case "weight-decay" -> decayed;
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

  private void judge(FunctionExample example) {
    double[] x = example.point(Precision.FLOAT64);
    double[] right = example.gradient(Precision.FLOAT64);
    GradientCheck check = GradientCheck.of(example.function(Precision.FLOAT64, Precision.FLOAT64));
    Map<String, double[]> wrong =
        new LinkedHashMap<>(GradientMistakes.of(example, Precision.FLOAT64));
    wrong.put("a penalty's term left out", changed(right, k -> right[k] - 0.02 * x[k]));
    wrong.forEach((mistake, gradient) -> count(mistake, check.at(Inputs.of(x)), example, gradient));
    int columns = x.length / 3;
    if (columns > 1) {
      int first = 2 * columns;
      Inputs two =
          Inputs.of("w", Shape.of(2, columns), Arrays.copyOf(x, first))
              .and("b", Shape.of(x.length - first), Arrays.copyOfRange(x, first, x.length));
      double[] left = changed(right, k -> k < first ? right[k] - 0.02 * x[k] : right[k]);
      double[] turned = changed(right, k -> k < first ? right[k % 2 * columns + k / 2] : right[k]);
      count("the same by one input of two", check.at(two), example, left);
      count("one input of two transposed", check.at(two), example, turned);
    }
  }

  private static double[] changed(double[] right, IntToDoubleFunction entry) {
    double[] made = new double[right.length];
    Arrays.setAll(made, entry);
    return made;
  }

  private void count(
      String mistake, GradientCheck check, FunctionExample example, double[] gradient) {
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
    } else if (makes(
        first, example.point(Precision.FLOAT64), example.gradient(Precision.FLOAT64), gradient)) {
      count.alike++;
    } else {
      count.others.add(example.name() + " called " + result.causes().get(0));
    }
  }
}
