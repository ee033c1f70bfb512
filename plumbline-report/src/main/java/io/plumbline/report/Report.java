package io.plumbline.report;

import java.util.List;
import java.util.Optional;

/**
 * Everything a report shows, in order. Commands compose it; {@link HtmlReport} renders it.
 *
 * @param title the heading
 * @param subtitle one line below it; may be empty
 * @param verdict the answer, where the command gives one
 * @param sections the parts, top to bottom
 */
public record Report(
    String title, String subtitle, Optional<VerdictPanel> verdict, List<Section> sections) {
  /** Copies the list. */
  public Report {
    sections = List.copyOf(sections);
  }
}
