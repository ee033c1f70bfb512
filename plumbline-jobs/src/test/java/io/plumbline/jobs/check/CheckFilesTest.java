package io.plumbline.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.report.ReportJob;
import io.plumbline.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CheckFilesTest {
  @TempDir private Path directory;

  private CheckSettings.Files files() {
    return new CheckSettings.Files(
        Optional.of(directory.resolve("o.json")),
        true,
        Optional.of(directory.resolve("o.xml")),
        Optional.of(directory.resolve("o.html")),
        Optional.empty(),
        Optional.empty(),
        Optional.of(directory.resolve("o.jsonl")));
  }

  @Test
  void jsonHasTheFieldsThatItsPageNames() throws IOException {
    CheckJobTest.requireAllCaught(
        CheckJob.run(CorpusSettings.of(Corpus.read("torchres-onnx"), true, files())));

    String text = Files.readString(directory.resolve("o.json"));
    JsonObject root = JsonParser.parseString(text).getAsJsonObject();
    String page = Files.readString(Path.of("../docs/check.md"));
    assertThat(root.keySet())
        .containsExactly(
            "schemaVersion",
            "verdict",
            "model",
            "loss",
            "precision",
            "relativeTolerance",
            "mustSee",
            "report",
            "samples");
    assertThat(
            Files.readAllLines(directory.resolve("o.jsonl")).stream().map(JsonParser::parseString))
        .containsExactlyElementsOf(root.getAsJsonArray("samples"));
    Set<String> fields = new TreeSet<>();
    for (JsonElement sample : root.getAsJsonArray("samples")) {
      fields.addAll(sample.getAsJsonObject().keySet());
    }
    assertThat(fields)
        .containsExactlyInAnyOrder(
            "index",
            "verdict",
            "tier",
            "label",
            "loss",
            "tieRule",
            "choices",
            "coordinates",
            "power",
            "mustSee",
            "maxError",
            "normError",
            "causes",
            "worst",
            "selfTest",
            "elapsedMs");
    for (String field : fields) {
      assertThat(page).contains("samples[]." + field, "`");
    }
    // The report of the same run draws the images.
    assertThat(Files.readString(directory.resolve("o.html")))
        .contains("Gradient check of torchres.onnx", "Certified difference", "Worst coordinates");
    // And what was kept of it draws the same again.
    Path again = directory.resolve("again.html");
    ReportJob.run(directory.resolve("o.json"), Optional.of(again));
    assertThat(again).hasSameBinaryContentAs(directory.resolve("o.html"));
  }

  @Test
  void countsAddUpToTheCoordinates() throws IOException {
    CheckJob.run(CorpusSettings.of(Corpus.read("seed-onnx"), false, files()));

    JsonArray samples =
        JsonParser.parseString(Files.readString(directory.resolve("o.json")))
            .getAsJsonObject()
            .getAsJsonArray("samples");
    for (JsonElement sample : samples) {
      JsonObject counts = sample.getAsJsonObject().getAsJsonObject("coordinates");
      assertThat(counts.keySet()).containsExactly("agree", "disagree", "undecided", "tied");
      assertThat(
              counts.get("agree").getAsInt()
                  + counts.get("disagree").getAsInt()
                  + counts.get("undecided").getAsInt())
          .isEqualTo(784);
      assertThat(counts.get("tied").getAsInt()).isBetween(400, 784);
      assertThat(sample.getAsJsonObject().get("tieRule").getAsString()).isEqualTo("first");
    }
  }

  @Test
  void junitHasACaseForEachSample() throws IOException {
    Corpus fixture = Corpus.read("mlp-onnx");
    CheckJob.run(CorpusSettings.of(fixture, false, files()));

    String xml = Files.readString(directory.resolve("o.xml"));
    long wrong = fixture.rows().stream().filter(row -> row.truth().equals("wrong")).count();
    assertThat(xml)
        .contains("tests=\"" + fixture.rows().size() + "\" failures=\"" + wrong + "\"")
        .contains("<testcase classname=\"mlp.onnx\" name=\"sample 0\"")
        .contains("type=\"FAIL\"", "Index | Analytic | Numeric ± bound");
  }

  @Test
  void arraysAreThoseOfTheResult() {
    Path arrays = directory.resolve("a.npz");
    Path fragment = directory.resolve("f.html");
    CheckSettings.Files files =
        new CheckSettings.Files(
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.of(fragment),
            Optional.of(arrays),
            Optional.empty());
    CheckOutcome outcome = CheckJob.run(CorpusSettings.of(Corpus.read("mlp-onnx"), false, files));

    Map<String, NpyArray> read = NamedArrays.read(arrays);
    SampleResult.Judged judged = outcome.samples().get(0).result().judged().orElseThrow();
    assertThat(read.keySet())
        .contains(
            "0/gradient", "0/derivative", "0/bound", "0/difference", "0/allowed", "0/agreement");
    assertThat(read.get("0/derivative").toDoubles()).isEqualTo(judged.derivative().values());
    assertThat(read.get("0/bound").toDoubles()).isEqualTo(judged.derivative().bounds());
    assertThat(read.get("0/allowed").toDoubles()).isEqualTo(judged.judgement().allowed());
    assertThat(read.get("0/agreement").shape())
        .isEqualTo(outcome.samples().get(0).variable().shape());
    long wrong = Arrays.stream(read.get("0/agreement").toLongs()).filter(code -> code == 1).count();
    assertThat(wrong).isEqualTo(judged.judgement().count(Agreement.DISAGREES));
    assertThat(fragment)
        .content()
        .startsWith("<div class=\"plumbline\">")
        .contains(outcome.verdict().name())
        .doesNotContain("<script", "http:", "https:");
  }

  @Test
  void nothingIsWrittenWhereOneCannotBe() throws IOException {
    Path blocked = directory.resolve("file");
    Files.writeString(blocked, "");
    CheckSettings.Files files =
        new CheckSettings.Files(
            Optional.of(directory.resolve("new/o.json")),
            false,
            Optional.of(blocked.resolve("o.xml")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Corpus fixture = Corpus.read("mlp-onnx");

    assertThatThrownBy(() -> CheckJob.run(CorpusSettings.of(fixture, false, files)))
        .hasMessage("output directory (" + blocked + ") must be writable: not a directory");
    assertThat(directory.resolve("new")).doesNotExist();
  }
}
