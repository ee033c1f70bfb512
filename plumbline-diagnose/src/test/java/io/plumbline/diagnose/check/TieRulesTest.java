package io.plumbline.diagnose.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Corpus;
import io.plumbline.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
}
