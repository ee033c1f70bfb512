package io.plumbline.report;

import java.util.List;

/**
 * Evidence below a line that opens it.
 *
 * @param title the line
 * @param summary what is inside, in a few words; may be empty
 * @param sections what it opens
 */
public record Folded(String title, String summary, List<Section> sections) implements Section {
  /** Copies the list. */
  public Folded {
    sections = List.copyOf(sections);
  }
}
