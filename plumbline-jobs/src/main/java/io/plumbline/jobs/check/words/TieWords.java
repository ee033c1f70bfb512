package io.plumbline.jobs.check.words;

import java.util.Map;

/** What a tie rule means, in a sentence. */
final class TieWords {
  private static final Map<String, String> MEANINGS =
      Map.of(
          "first", "the first of several equal maxima, as TensorFlow and PyTorch take it",
          "last", "the last of several equal maxima",
          "split", "equal maxima share the slope, as JAX does for a maximum over axes");

  private static final String ORDER =
      "the places of a window, numbered by rows from 0, are looked through so, and the first that"
          + " holds the maximum takes the slope, as TensorFlow with XLA does where windows are"
          + " padded";

  private TieWords() {}

  /** What rule a gradient follows, or, where it is wrong, comes nearest to. */
  static String sentence(String rule, boolean wrong) {
    String meaning = rule.startsWith("order ") ? ORDER : MEANINGS.get(rule);
    return (wrong ? "The tie rule it comes nearest to is '" : "On ties it follows one rule, '")
        + rule
        + (meaning == null ? "'." : "': " + meaning + ".");
  }
}
