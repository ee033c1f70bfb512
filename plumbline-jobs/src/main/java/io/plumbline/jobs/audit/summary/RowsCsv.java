package io.plumbline.jobs.audit.summary;

import io.plumbline.core.InvalidInputException;
import io.plumbline.jobs.audit.rows.AuditFolder;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rows as comma-separated values (RFC 4180), chunk by chunk. */
public final class RowsCsv {
  private static final List<String> COLUMNS =
      List.of(
          "index",
          "key",
          "verdict",
          "reason",
          "cause",
          "label",
          "predicted",
          "p",
          "loss",
          "norm_error",
          "max_error",
          "resolution",
          "power",
          "tied",
          "flips",
          "units_at_kinks",
          "tie_rule",
          "worst_coordinate",
          "gradient",
          "fault");

  private RowsCsv() {}

  /**
   * Writes them.
   *
   * @param folder of an audit: the chunks that are done
   * @param out where to; it is not closed
   * @throws IOException if it cannot be written to
   * @throws InvalidInputException if a chunk is damaged
   */
  public static void write(AuditFolder folder, Writer out) throws IOException {
    line(out, COLUMNS);
    for (RowReader rows = new RowReader(folder); rows.hasNext(); ) {
      AuditRow row = rows.next();
      line(out, row.finding().map(found -> cells(row, found)).orElseGet(() -> bad(row)));
    }
  }

  private static List<String> cells(AuditRow row, Finding found) {
    return Stream.of(
            row.index(),
            row.key(),
            found.verdict(),
            found.reason().map(Enum::name).orElse(""),
            found.cause().map(AuditRow.Named::id).orElse(""),
            found.label().isPresent() ? found.label().getAsInt() : "",
            found.predicted(),
            found.p(),
            found.loss(),
            found.normError(),
            found.maxError(),
            found.resolution(),
            found.power(),
            found.tied(),
            found.flips(),
            found.kinks().values().stream().mapToInt(Integer::intValue).sum(),
            found.tieRule().orElse(""),
            found.worst().isEmpty() ? "" : found.worst().get(0).coordinate(),
            found.gradient(),
            "")
        .map(Object::toString)
        .toList();
  }

  private static List<String> bad(AuditRow row) {
    return COLUMNS.stream()
        .map(
            column ->
                switch (column) {
                  case "index" -> Integer.toString(row.index());
                  case "key" -> row.key();
                  case "verdict" -> "BAD";
                  case "fault" -> row.bad().orElseThrow();
                  default -> "";
                })
        .toList();
  }

  private static void line(Writer out, List<String> cells) throws IOException {
    out.write(cells.stream().map(RowsCsv::quoted).collect(Collectors.joining(",")) + "\r\n");
  }

  private static String quoted(String cell) {
    return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }
}
