package io.plumbline.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

/** What the command line says of itself, for others than its own help. */
final class HelpText {
  private HelpText() {}

  /** A description as it is read: its signs for formats are those of the help. */
  static String of(String... description) {
    return String.join(" ", description).replace("%n", " ").replace("%%", "%");
  }

  /** The words that an option takes; empty where it takes others too. */
  static List<String> values(OptionSpec option) {
    List<String> values = new ArrayList<>();
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(values::add);
    }
    return values;
  }
}
