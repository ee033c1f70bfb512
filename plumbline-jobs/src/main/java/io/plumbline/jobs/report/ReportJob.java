package io.plumbline.jobs.report;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import io.plumbline.jobs.ReportArchive;
import io.plumbline.jobs.ReportArchive.Named;
import io.plumbline.jobs.RequestedFiles;
import io.plumbline.report.HtmlReport;
import io.plumbline.report.Report;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The command {@code report}: draws again what {@code check --keep} kept. */
public final class ReportJob {
  private ReportJob() {}

  /**
   * Draws a report.
   *
   * @param json a result that names what was kept with it; both may come from a stranger
   * @param out the page, by default beside the result
   * @return the page's file
   * @throws InvalidInputException if nothing was kept, or it cannot be worked with; nothing is
   *     written then
   */
  public static Path run(Path json, Optional<Path> out) {
    Source source = Source.of(json);
    Named kept = kept(source);
    String name = kept.file();
    if (name.isBlank() || name.matches(".*[/\\\\:\\p{Cntrl}].*") || name.matches("\\.\\.?")) {
      throw source.invalid(
          "report.file (" + Source.excerpt(name) + ") must be a file's name, without a folder");
    }
    Path archive = json.resolveSibling(name);
    Path page = out.orElse(json.resolveSibling(ReportArchive.stem(json) + ".html"));
    try (RequestedFiles<Report> files = new RequestedFiles<>(InputFiles.of(json, archive))) {
      files.open("--out", Optional.of(page), HtmlReport::render);
      files.write(ReportArchive.read(archive, kept.sha256()));
    }
    return page;
  }

  private static Named kept(Source source) {
    return source
        .read(
            in -> {
              JsonReader json = new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8));
              json.setStrictness(Strictness.STRICT);
              try {
                return find(source, json);
              } catch (IOException | IllegalStateException e) {
                throw source.invalid("JSON (unsound) must be what a check with --json wrote");
              }
            })
        .orElseThrow(
            () ->
                source.invalid(
                    "report (missing) must be kept with the check, by --keep beside --json;"
                        + " without it only a check with --report draws one"));
  }

  /** The first field of that name, among those of the result itself. */
  private static Optional<Named> find(Source source, JsonReader json) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      if (!json.nextName().equals("report")) {
        json.skipValue();
        continue;
      }
      Map<String, String> fields = new HashMap<>();
      json.beginObject();
      while (json.hasNext()) {
        String name = json.nextName();
        if (json.peek() == JsonToken.STRING) {
          fields.put(name, json.nextString());
        } else {
          json.skipValue();
        }
      }
      String file = fields.get("file");
      String sha256 = fields.get("sha256");
      if (file == null || sha256 == null) {
        throw source.invalid("report (unknown) must have file and sha256");
      }
      return Optional.of(new Named(file, sha256));
    }
    return Optional.empty();
  }
}
