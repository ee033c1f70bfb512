package io.plumbline.diagnose.mistakes;

import java.util.Locale;

/** The ends of sentences. */
final class Words {
  private Words() {}

  static String times(double factor) {
    return factor == 1
        ? "."
        : String.format(Locale.ROOT, "; besides, it is multiplied by %.6g.", factor);
  }
}
