package io.plumbline.report;

/**
 * What was found, in a sentence on top of a report that judges nothing: where there is a verdict,
 * its headline says it.
 *
 * @param sentence the finding
 */
public record Lead(String sentence) implements Section {
  @Override
  public String title() {
    return "";
  }
}
