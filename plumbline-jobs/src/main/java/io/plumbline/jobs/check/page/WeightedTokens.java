package io.plumbline.jobs.check.page;

import io.plumbline.core.Euclidean;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.report.EntryTable;
import io.plumbline.report.Numbers;
import io.plumbline.report.Section;
import io.plumbline.report.Table;
import io.plumbline.report.Table.Column;
import io.plumbline.report.WeightedText;
import io.plumbline.report.WeightedText.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Embedded tokens, an input of (tokens, features) whose tokens have names: each with the norm of
 * its derivatives by all features.
 */
final class WeightedTokens {
  private static final int MOST = 512;

  private WeightedTokens() {}

  static Optional<Section> of(Variable variable, Judged judged) {
    int[] shape = variable.shape();
    return variable
        .names()
        .filter(names -> shape.length == 2 && names.axis() == 0)
        .map(names -> text(names.names(), shape[1], judged));
  }

  private static Section text(List<String> tokens, int features, Judged judged) {
    int shown = Math.min(MOST, tokens.size());
    List<Word> words = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int token = 0; token < shown; token++) {
      double given = norm(judged.gradient(), token, features);
      double right = norm(judged.derivative().values(), token, features);
      Agreement worst = worst(judged.judgement().agreements(), token, features);
      boolean marked = worst != Agreement.AGREES;
      words.add(new Word(tokens.get(token), right, marked ? EntryTable.word(worst) : ""));
      rows.add(
          List.of(
              Integer.toString(token),
              tokens.get(token),
              Numbers.format(given),
              Numbers.format(right),
              EntryTable.word(worst)));
    }
    return new WeightedText(
        "Token by token",
        "Each token with the norm of the derivatives by its "
            + Numbers.count(features)
            + " features, deeper where it is larger; what of it is wrong or undecided is said"
            + (shown < tokens.size()
                ? ". The first " + shown + " of " + Numbers.count(tokens.size())
                : "")
            + ".",
        words,
        new Table(
            "",
            "",
            List.of(
                Column.number("Number"),
                Column.text("Token"),
                Column.number("Norm as given"),
                Column.number("Norm of the derivatives"),
                Column.text("Says")),
            rows));
  }

  private static double norm(double[] values, int token, int features) {
    return Euclidean.norm(Arrays.copyOfRange(values, token * features, (token + 1) * features));
  }

  /** One wrong feature makes the token wrong. */
  private static Agreement worst(Agreement[] agreements, int token, int features) {
    List<Agreement> own =
        Arrays.asList(agreements).subList(token * features, (token + 1) * features);
    return List.of(Agreement.DISAGREES, Agreement.DOUBTFUL, Agreement.UNDECIDED).stream()
        .filter(own::contains)
        .findFirst()
        .orElse(Agreement.AGREES);
  }
}
