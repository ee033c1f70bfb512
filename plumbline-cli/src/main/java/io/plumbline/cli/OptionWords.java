package io.plumbline.cli;

import io.plumbline.attack.AttackMethod;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.jobs.input.LossChoice;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The words that an option takes, which shells complete. Each option names a class for its own. */
abstract sealed class OptionWords implements Iterable<String> {
  private final List<String> words;

  private OptionWords(List<String> words) {
    this.words = List.copyOf(words);
  }

  private static List<String> of(Enum<?>... constants) {
    return Arrays.stream(constants).map(SampleOptions::word).toList();
  }

  @Override
  public Iterator<String> iterator() {
    return words.iterator();
  }

  /** Of {@code --loss}. */
  static final class Losses extends OptionWords {
    Losses() {
      super(of(LossChoice.values()));
    }
  }

  /** Of {@code --precision}. */
  static final class Precisions extends OptionWords {
    Precisions() {
      super(of(Arithmetic.values()));
    }
  }

  /** Of {@code --tie-rule}. */
  static final class TieRules extends OptionWords {
    TieRules() {
      super(RuleOptions.TIE_RULES.stream().map(RuleOptions::word).toList());
    }
  }

  /** Of {@code --method}. */
  static final class Methods extends OptionWords {
    Methods() {
      super(Arrays.stream(AttackMethod.values()).map(AttackMethod::label).toList());
    }
  }
}
