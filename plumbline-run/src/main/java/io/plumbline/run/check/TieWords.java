package io.plumbline.run.check;

import java.util.Map;

/** What a tie rule means, in a sentence. */
final class TieWords {
  private static final Map<String, String> MEANINGS =
      Map.of(
          "first", "the first of several equal maxima, as TensorFlow and PyTorch take it",
          "last", "the last of several equal maxima",
          "split", "equal maxima share the slope, as JAX does for a maximum over axes");

  private TieWords() {}

  static String sentence(String rule) {
    String meaning = MEANINGS.get(rule);
    return "On ties it follows one rule throughout, '"
        + rule
        + (meaning == null ? "'." : "': " + meaning + ".");
  }
}
