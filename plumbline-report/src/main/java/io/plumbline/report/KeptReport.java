package io.plumbline.report;

import io.plumbline.core.InvalidInputException;
import java.util.List;

/**
 * A report as a text and the arrays that it refers to, of which the same report is made again.
 *
 * <p>The text is JSON. A record is an object with its components as fields; one of several kinds
 * says which as {@code kind}; {@link Values} are the place of their array; what is absent is left
 * out. Texts that are many are told once each, as {@code words}, and {@code at} is the place of the
 * array that says which stands where.
 *
 * @param text of the report without its numbers
 * @param arrays in the order of their places
 */
public record KeptReport(String text, List<Values> arrays) {
  /** Copies the list. */
  public KeptReport {
    arrays = List.copyOf(arrays);
  }

  /**
   * Of a report.
   *
   * @param report any
   * @return all of it
   */
  public static KeptReport of(Report report) {
    return new RecordWriter().write(report);
  }

  /**
   * The report. Text and arrays may come from a stranger: nothing but a report's own records is
   * made, of no more parts than the text has characters for, and of 16 million numbers in all.
   *
   * @return as it was kept
   * @throws InvalidInputException if it is no report
   */
  public Report report() {
    return new RecordReader(arrays).read(text);
  }
}
