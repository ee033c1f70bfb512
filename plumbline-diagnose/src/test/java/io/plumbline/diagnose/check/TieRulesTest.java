package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Point;
import io.plumbline.evaluate.result.TieKind;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.TieRule.Among;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Subsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** At exact ties each rule that is kept throughout is right, and is named. */
class TieRulesTest {
  private static final Evaluator SEED =
      Evaluator.of(Models.read(Fixtures.path("models/seed.onnx")));
  private static final Corpus.Row TIED =
      Corpus.read("seed-onnx").rows().stream()
          .filter(row -> row.isCorrect() && row.facts().get("tied").getAsInt() > 0)
          .findFirst()
          .orElseThrow();
  private static final Target TARGET = TIED.target(10);

  private static double[] gradient(TieRule.Among who) {
    TieRule rule =
        new TieRule(who, TieRule.FIRST.reduction(), TieRule.FIRST.pair(), TieRule.FIRST.below());
    double[] gradient = SEED.at(TIED.x(), Loss.CROSS_ENTROPY, TARGET).gradient(rule);
    return Arrays.stream(gradient).map(each -> (float) each).toArray();
  }

  private static SampleResult check(TieRule.Among who, Optional<TieRule.Among> only) {
    CheckOptions usual = CheckOptions.DEFAULT;
    CheckOptions options =
        new CheckOptions(usual.loss(), usual.precision(), usual.relativeTolerance(), only);
    return new NetworkCheck(SEED, options)
        .withoutCauses()
        .check(List.of(new Sample(TIED.x(), TARGET, gradient(who))))
        .samples()
        .get(0);
  }

  @ParameterizedTest
  @EnumSource(TieRule.Among.class)
  void eachRuleIsRightAndNamed(TieRule.Among who) {
    SampleResult result = check(who, Optional.empty());
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.judged().orElseThrow().fromNetwork().orElseThrow().tieRule())
        .hasValueSatisfying(
            words -> assertThat(words).startsWith(who.name().toLowerCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @EnumSource(TieRule.Among.class)
  void anotherThanTheOneThatIsAskedForIsWrong(TieRule.Among who) {
    for (TieRule.Among only : TieRule.Among.values()) {
      Verdict verdict = only == who ? Verdict.PASS : Verdict.FAIL;
      assertThat(check(who, Optional.of(only)).verdict()).as("%s", only).isEqualTo(verdict);
    }
  }

  /**
   * Two outputs of 4 x 4 zeros by way of a pool of windows, a maximum over an axis, one of two
   * values, and a rectifier, each of which is exactly on its kink where it is taken.
   */
  private static Point zeros(TieKind... kinds) {
    Set<TieKind> taken = Set.of(kinds);
    Graph.Builder builder = Graph.builder("ties");
    Value at = builder.input("x", Tensor.shapeOf(1, 1, 4, 4));
    if (taken.contains(TieKind.UNIT)) {
      at = builder.add("relu", "Relu", new Elementwise(Activation.RELU), at);
    }
    if (taken.contains(TieKind.PAIR)) {
      Value twice = builder.add("twice", "Add", new Binary(Binary.Kind.ADD), at, at);
      at = builder.add("pair", "Max", new Binary(Binary.Kind.MAXIMUM), at, twice);
    }
    if (taken.contains(TieKind.WINDOW)) {
      int[] two = {2, 2};
      Window window = new Window(two, two, new int[] {1, 1}, new int[2], new int[2], false);
      at = builder.add("pool", "MaxPool", new MaxPool(window, Layout.CHANNELS_FIRST), at);
    }
    if (taken.contains(TieKind.REDUCTION)) {
      Reduce reduce = new Reduce(Reduce.Kind.MAXIMUM, new int[] {2}, true);
      at = builder.add("most", "ReduceMax", reduce, at);
    }
    int size = at.shape().size();
    at = builder.add("flat", "Flatten", new Reshape(Tensor.shapeOf(1, size)), at);
    double[] ones = new double[2 * size];
    Arrays.fill(ones, 1);
    Dense dense =
        new Dense(
            Parameter.trainable("w", new Tensor(Tensor.shapeOf(size, 2), ones)),
            Parameter.trainable("b", new Tensor(Tensor.shapeOf(2), new double[2])));
    return Evaluator.of(builder.build(builder.add("dense", "Dense", dense, at)))
        .at(new double[16], new Loss.Logit(0), Target.label(0, 2));
  }

  static List<Set<TieKind>> kinds() {
    return Subsets.of(List.of(TieKind.values())).map(Set::copyOf).toList();
  }

  /** Where nothing ties one rule is all rules; each kind of ties has three. */
  @ParameterizedTest
  @MethodSource("kinds")
  void onlyWhatTiesIsVariedAndNamed(Set<TieKind> kinds) {
    Point point = zeros(kinds.toArray(TieKind[]::new));
    List<TieRule> rules = TieRules.at(point, Optional.empty());
    assertThat(rules).doesNotHaveDuplicates().hasSize((int) Math.pow(3, kinds.size()));
    // What TensorFlow and PyTorch do, who split nothing but what a whole axis or two values tie.
    assertThat(rules.get(0)).isEqualTo(new TieRule(Among.FIRST, Among.SPLIT, Among.SPLIT, 1));
    for (Among only : Among.values()) {
      assertThat(TieRules.at(point, Optional.of(only)))
          .hasSize(kinds.contains(TieKind.UNIT) ? 3 : 1)
          .allSatisfy(
              rule -> {
                assertThat(rule.window()).isEqualTo(only);
                assertThat(rule.reduction()).isEqualTo(only);
                assertThat(rule.pair()).isEqualTo(only);
              });
    }
    StringJoiner words = new StringJoiner(", ");
    if (kinds.contains(TieKind.WINDOW)) {
      words.add("last");
    }
    if (kinds.contains(TieKind.REDUCTION)) {
      words.add("reductions first");
    }
    if (kinds.contains(TieKind.PAIR)) {
      words.add("pairs split");
    }
    if (kinds.contains(TieKind.UNIT)) {
      words.add("slope at a kink 0.75 of the way from left to right");
    }
    Optional<String> name =
        TieRules.name(point, new TieRule(Among.LAST, Among.FIRST, Among.SPLIT, 0.25));
    assertThat(name).isEqualTo(Optional.of(words.toString()).filter(all -> !all.isEmpty()));
  }

  @Test
  void anOrderIsNamedByItsLayerWhereItIsNotTheFirst() {
    Point point = zeros(TieKind.WINDOW);
    TieRule ordered =
        TieRule.FIRST.with(
            Map.of(
                "pool2", List.of(3, 0, 1, 2),
                "pool1", List.of(0, 2, 1, 3),
                "pool0", List.of(0, 1, 2, 3)));
    assertThat(TieRules.name(point, ordered)).contains("order pool1 0 2 1 3; pool2 3 0 1 2");
  }
}
