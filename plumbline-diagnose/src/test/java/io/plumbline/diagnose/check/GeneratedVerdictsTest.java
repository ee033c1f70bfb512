package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Target;
import io.plumbline.testing.Extent;
import io.plumbline.testing.generated.GeneratedClassifier;
import io.plumbline.testing.generated.PlantedMistakes;
import io.plumbline.testing.oracle.Float32Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Thousands of verdicts on generated networks and images: correct gradients from float32 arithmetic
 * in several orders of summation, and mistakes planted into them. Their counts stand in {@code
 * docs/verdicts.md}; with the system properties {@code plumbline.whole} and {@code plumbline.write}
 * they are written anew.
 */
@Tag("slow")
class GeneratedVerdictsTest {
  private static final Path PAGE = Path.of("../docs/verdicts.md");
  private static final String BEGIN = "<!-- Made by GeneratedVerdictsTest, to the next mark. -->\n";
  private static final String END = "<!-- End of what GeneratedVerdictsTest makes. -->\n";
  private static final int NETWORKS = Extent.of(80, 24);
  private static final int IMAGES = 2;

  /** Smaller mistakes, relative to the gradient's norm, need not be seen. */
  private static final double VISIBLE = 0.01;

  private static final Float32Network.Order ORDER = Float32Network.Order.SEQUENTIAL;
  private static final String CORRECT = "correct";
  private static final Map<String, int[]> COUNTS = new TreeMap<>();
  private static final List<String> ERRORS = new ArrayList<>();

  @BeforeAll
  static void check() {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Graph graph = GeneratedClassifier.of(seed);
      Evaluator evaluator = Evaluator.of(graph);
      Float32Network simulated = new Float32Network(graph);
      NetworkCheck check = new NetworkCheck(evaluator, CheckOptions.DEFAULT).withoutCauses();
      Random random = new Random(-seed);
      for (int image = 0; image < IMAGES; image++) {
        double[] x = GeneratedClassifier.image(graph, random);
        int label = random.nextInt(evaluator.outputs());
        Target target = Target.label(label, evaluator.outputs());
        List<double[]> correct = new ArrayList<>();
        for (Float32Network.Order order : Float32Network.Order.values()) {
          double[] gradient = simulated.gradient(x, label, order);
          correct.add(gradient);
          count(CORRECT, check, new Sample(x, target, gradient), "seed " + seed + " " + order);
        }
        double[] g = correct.get(random.nextInt(correct.size()));
        int other = (label + 1) % evaluator.outputs();
        Map<String, double[]> wrong = PlantedMistakes.of(g, random);
        wrong.put("another label's", simulated.gradient(x, other, ORDER));
        if (GeneratedClassifier.tiesDoNotRound(graph, x)) {
          wrong.put("winners of ties drawn by lot", simulated.gradient(x, label, ORDER, random));
        }
        for (Map.Entry<String, double[]> each : wrong.entrySet()) {
          if (PlantedMistakes.relative(each.getValue(), g) >= VISIBLE) {
            count(each.getKey(), check, new Sample(x, target, each.getValue()), "seed " + seed);
          }
        }
      }
    }
  }

  private static void count(String kind, NetworkCheck check, Sample sample, String where) {
    Verdict verdict = check.check(List.of(sample)).verdict();
    COUNTS.computeIfAbsent(kind, key -> new int[Verdict.values().length])[verdict.ordinal()]++;
    Verdict never = kind.equals(CORRECT) ? Verdict.FAIL : Verdict.PASS;
    if (verdict == never) {
      ERRORS.add(kind + ", " + where + ": " + verdict);
    }
  }

  private static int total(Verdict verdict) {
    return COUNTS.values().stream().mapToInt(each -> each[verdict.ordinal()]).sum();
  }

  @Test
  void noCorrectGradientFailsAndNoWrongOnePasses() {
    assertThat(ERRORS).isEmpty();
  }

  @Test
  void ninetyFivePercentOfCorrectOnesAndOfAllAreDecided() {
    int undecided = total(Verdict.INCONCLUSIVE);
    int all = undecided + total(Verdict.PASS) + total(Verdict.FAIL);
    assertThat(undecided).isLessThanOrEqualTo(all / 20);
    int[] correct = COUNTS.get(CORRECT);
    assertThat(correct[Verdict.INCONCLUSIVE.ordinal()])
        .isLessThanOrEqualTo(Arrays.stream(correct).sum() / 20);
  }

  @Test
  @EnabledIfSystemProperty(named = "plumbline.whole", matches = "true")
  void thePageSaysWhatTheCheckDoes() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String expected = page.substring(0, from) + table() + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("plumbline.write")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }

  private static String table() {
    StringBuilder table = new StringBuilder("\n| gradient | PASS | INCONCLUSIVE | FAIL |\n");
    table.append("|---|---|---|---|\n");
    COUNTS.forEach(
        (kind, counts) -> {
          table.append("| ").append(kind);
          for (Verdict verdict : Verdict.values()) {
            table.append(" | ").append(counts[verdict.ordinal()]);
          }
          table.append(" |\n");
        });
    return table.append("\n").toString();
  }
}
