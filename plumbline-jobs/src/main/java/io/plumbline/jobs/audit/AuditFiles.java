package io.plumbline.jobs.audit;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.dataset.SampleSource;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditStore;
import io.plumbline.jobs.audit.summary.AuditAllowance;
import io.plumbline.jobs.audit.summary.AuditComparison;
import io.plumbline.jobs.audit.summary.AuditJUnit;
import io.plumbline.jobs.audit.summary.AuditReport;
import io.plumbline.jobs.audit.summary.AuditSummary;
import io.plumbline.jobs.audit.summary.RowsCsv;
import io.plumbline.jobs.audit.summary.SummaryJson;
import io.plumbline.report.HtmlReport;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The files that are made of all chunks that are done, whoever did them. */
public final class AuditFiles {
  /** The summary's file. */
  private static final String SUMMARY = "summary.json";

  private static final String REPORT = "report.html";

  private AuditFiles() {}

  /**
   * Writes {@code summary.json}; with a report also {@code report.html} and {@code rows.csv}.
   *
   * @param folder of the audit
   * @param report whether to write the report
   * @param junit where to write JUnit XML, if anywhere
   * @param allowance what may be other than right, where that was said
   * @return what the chunks say
   * @throws InvalidInputException if a chunk is damaged, or a file cannot be written
   */
  public static AuditSummary write(
      AuditFolder folder,
      boolean report,
      Optional<Path> junit,
      Optional<AuditAllowance> allowance) {
    AuditStore store = folder.store();
    InputFiles chunks =
        InputFiles.of(
            store.path().stream()
                .flatMap(path -> folder.done().stream().map(AuditFolder::file).map(path::resolve))
                .toArray(Path[]::new));
    try (RequestedFiles<AuditSummary> files = new RequestedFiles<>(chunks)) {
      files.open("--junit", junit, summary -> AuditJUnit.of(summary, allowance));
      AuditSummary summary = AuditSummary.of(folder);
      write(store, SUMMARY, SummaryJson.of(summary));
      if (report) {
        rows(folder);
        write(store, REPORT, html(summary, allowance));
      }
      files.write(summary);
      return summary;
    }
  }

  /**
   * Compares two audits.
   *
   * @param before the folder of the one
   * @param after the folder of the other
   * @param json where to write what changed, if anywhere
   * @return what changed
   * @throws InvalidInputException if either is no audit, or the file cannot be written
   */
  public static AuditComparison compare(Path before, Path after, Optional<Path> json) {
    try (RequestedFiles<AuditComparison> files = new RequestedFiles<>(InputFiles.NONE)) {
      files.open("--json", json, AuditComparison::json);
      AuditComparison comparison = AuditComparison.of(before, after);
      files.write(comparison);
      return comparison;
    }
  }

  private static String html(AuditSummary summary, Optional<AuditAllowance> allowance) {
    Optional<SampleSource> pictures = pictures(summary.plan().data().name());
    try {
      return HtmlReport.render(AuditReport.of(summary, pictures, allowance));
    } finally {
      pictures.ifPresent(SampleSource::close);
    }
  }

  /** None where the data is elsewhere, as on another machine: the samples are shown without. */
  private static Optional<SampleSource> pictures(String data) {
    try {
      return Optional.of(SampleSource.open(data));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /** As many as there are: written as they are read. */
  private static void rows(AuditFolder folder) {
    folder.store().stream(
        AuditReport.ROWS,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          RowsCsv.write(folder, text);
          text.flush();
        });
  }

  private static void write(AuditStore store, String file, String text) {
    store.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
