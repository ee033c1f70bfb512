package io.plumbline.jobs.check;

import java.util.Map;

/** What a tie rule means, in a sentence. */
final class TieWords {
  private static final Map<String, String> MEANINGS =
      Map.of(
          "first", "the first of several equal maxima, as TensorFlow and PyTorch take it",
          "last", "the last of several equal maxima",
          "split", "equal maxima share the slope, as JAX does for a maximum over axes");

  private TieWords() {}

  /** What rule a gradient follows, or, where it is wrong, comes nearest to. */
  static String sentence(String rule, boolean wrong) {
    String meaning = MEANINGS.get(rule);
    return (wrong ? "The tie rule it comes nearest to is '" : "On ties it follows one rule, '")
        + rule
        + (meaning == null ? "'." : "': " + meaning + ".");
  }
}
