package io.plumbline.jobs.audit.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditFolder.Chunk;
import io.plumbline.jobs.audit.rows.AuditPlan.Fingerprint;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import io.plumbline.jobs.audit.rows.AuditRow.Worst;
import io.plumbline.jobs.audit.rows.ChunkMaps.Cells;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an audit leaves behind is read as it was written, or refused in one line. */
class AuditFolderTest {
  private static final Finding WRONG =
      new Finding(
          OptionalInt.of(7),
          2,
          0.125,
          2.0625,
          Verdict.FAIL,
          Optional.of(Reason.BETWEEN),
          Optional.of("first of the window"),
          3,
          Map.of("relu", 12, "max_pooling2d", 5),
          600,
          1e-5,
          0.00125,
          0.5,
          0,
          List.of(new Worst(391, 0.25, -0.5, 1e-7), new Worst(0, 1, 2, 3)),
          Optional.of(new Named("axes", "Shifted by one column.")),
          "0123456789abcdef");

  private static final Finding OPEN =
      new Finding(
          OptionalInt.empty(),
          0,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Verdict.INCONCLUSIVE,
          Optional.of(Reason.LOSS_NOT_FINITE),
          Optional.empty(),
          0,
          Map.of(),
          0,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          List.of(),
          Optional.empty(),
          "fedcba9876543210");

  private static final String HOSTILE =
      "</script>\u2028\u2029\n\r\t\"\\'{}[],:\u0000\u001b[31m \u202e=1+1 \ud83d\ude00 null ..\\/..";

  private static final ChunkMaps MAPS =
      new ChunkMaps(
          new Cells(1, 3, 2),
          2,
          new int[] {1, 0, 2},
          new int[] {0, 1, 0},
          new double[] {0.5, Double.NaN, Double.POSITIVE_INFINITY});

  @TempDir private Path folder;

  @Test
  void everyFieldOfARowIsReadAsItWasWritten() {
    for (AuditRow row :
        List.of(
            AuditRow.of(0, "0", WRONG),
            AuditRow.of(Integer.MAX_VALUE, HOSTILE, OPEN),
            AuditRow.bad(5, HOSTILE, "record 5 must be a PNG file: " + HOSTILE))) {
      String line = AuditJson.of(row);
      assertThat(line.lines()).hasSize(1);
      assertThat(line).endsWith("}\n");
      assertThat(AuditJson.row(line)).isEqualTo(row);
    }
  }

  @Test
  void aPlaceIsAWholeNumber() {
    assertThat(AuditJson.of(AuditRow.of(0, "0", WRONG))).containsPattern("\"worst\":\\[\\[\\d+,");
  }

  /** Maps that cannot be changed have another order in each process; rows are the same in all. */
  @Test
  void layersStandInTheOrderOfTheirNames() {
    assertThat(AuditJson.of(AuditRow.of(0, "0", WRONG)))
        .contains("\"kinks\":{\"max_pooling2d\":5,\"relu\":12}");
  }

  @Test
  void rowsHaveSixDigitsAndNoMore() {
    Finding third =
        AuditJson.row(AuditJson.of(AuditRow.of(0, "", loss(1.0 / 3)))).finding().orElseThrow();
    assertThat(third.loss()).isEqualTo(0.333333);
    Random random = new Random(11);
    for (int k = 0; k < 1000; k++) {
      double any = Double.longBitsToDouble(random.nextLong());
      AuditRow once = AuditJson.row(AuditJson.of(AuditRow.of(k, "", loss(any))));
      assertThat(AuditJson.row(AuditJson.of(once))).as("loss %s", any).isEqualTo(once);
    }
  }

  private static Finding loss(double loss) {
    return new Finding(
        WRONG.label(),
        0,
        1,
        loss,
        Verdict.PASS,
        Optional.empty(),
        Optional.empty(),
        0,
        Map.of(),
        0,
        0,
        0,
        0,
        0,
        List.of(),
        Optional.empty(),
        "");
  }

  @Test
  void everyFieldOfAPlanIsReadAsItWasWritten() {
    AuditPlan full =
        new AuditPlan(
            AuditPlan.SCHEMA,
            "0.1.0",
            new Fingerprint("model.onnx", 1L << 40, "a".repeat(64)),
            new Fingerprint(HOSTILE, 2, "b".repeat(64)),
            Optional.of(new Fingerprint("labels", 3, "c".repeat(64))),
            Optional.of(new Fingerprint("gradients", 4, "d".repeat(64))),
            Map.of("coordinates", "64", "seed", HOSTILE),
            List.of("check", "model.onnx", "--input", "x.npy"),
            10_000,
            256,
            List.of(28, 28, 1),
            Optional.of("hwc"),
            10);
    assertThat(AuditJson.plan(AuditJson.of(full))).isEqualTo(full);
    AuditPlan bare = plan(3);
    assertThat(AuditJson.plan(AuditJson.of(bare))).isEqualTo(bare);
  }

  @Test
  void everyFieldOfMapsIsReadAsItWasWritten() {
    ChunkMaps read = AuditJson.maps(AuditJson.of(MAPS));
    assertThat(read.cells()).isEqualTo(MAPS.cells());
    assertThat(read.samples()).isEqualTo(MAPS.samples());
    assertThat(read.tied()).isEqualTo(MAPS.tied());
    assertThat(read.wrong()).isEqualTo(MAPS.wrong());
    assertThat(read.error()).isEqualTo(MAPS.error());
  }

  @Test
  void aChunkIsReadAsItWasWritten() throws IOException {
    AuditFolder audit = AuditFolder.create(FolderStore.of(folder), plan(3));
    assertThat(AuditFolder.open(folder).done()).isEmpty();
    write(chunk().bytes());

    AuditFolder opened = AuditFolder.open(folder);
    assertThat(opened.plan()).isEqualTo(plan(3));
    assertThat(opened.done()).containsExactly(0);
    assertThat(opened.read(0).text()).isEqualTo(chunk().text());
    assertThat(opened.read(0).rows()).isEqualTo(chunk().rows());
  }

  /**
   * A bit changed anywhere is noticed, or changes nothing: such are the file's time and padding.
   */
  @Test
  void aDamagedChunkIsOneLine() throws IOException {
    AuditFolder audit = AuditFolder.create(FolderStore.of(folder), plan(3));
    byte[] whole = chunk().bytes();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = new byte[length];
      System.arraycopy(whole, 0, cut, 0, length);
      write(cut);
      refused(audit);
    }
    int refused = 0;
    for (int place = 0; place < whole.length; place++) {
      byte[] damaged = whole.clone();
      damaged[place] ^= 0x10;
      write(damaged);
      if (!readsAsWritten(audit)) {
        refused(audit);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length - 10);
  }

  @Test
  void rowsOfAnotherChunkAreRefused() throws IOException {
    AuditFolder audit = AuditFolder.create(FolderStore.of(folder), plan(3));
    List<AuditRow> rows = chunk().rows();
    for (List<AuditRow> other :
        List.of(
            rows.subList(0, 2),
            List.of(rows.get(0), rows.get(2), rows.get(1)),
            List.of(rows.get(0), rows.get(1), rows.get(2), rows.get(2)))) {
      write(new Chunk(other, MAPS).bytes());
      refused(audit);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"verdict\":\"FINE\"",
        "\"reason\":\"TIRED\"",
        "\"p\":\"many\"",
        "\"p\":[]",
        "\"p\":null",
        "\"index\":1e99",
        "\"index\":0.5",
        "\"key\":null",
        "\"tied\":\"all\"",
        "\"kinks\":{\"relu\":null}",
        "\"kinks\":[1]",
        "\"worst\":[null]",
        "\"worst\":[[1,2,3]]",
        "\"worst\":[[1,2,3,\"x\"]]",
        "\"cause\":\"axes\"",
        "\"gradient\":null"
      })
  void aRowThatIsNoneIsRefused(String field) throws IOException {
    String name = field.substring(1, field.indexOf('"', 1));
    String whole = AuditJson.of(AuditRow.of(0, "0", WRONG));
    var fields = JsonParser.parseString(whole).getAsJsonObject();
    assertThat(fields.has(name)).isTrue();
    fields.add(name, JsonParser.parseString(field.substring(field.indexOf(':') + 1)));
    String line = fields.toString().strip();
    assertThatThrownBy(() -> AuditJson.row(line)).isInstanceOf(JsonParseException.class);

    AuditFolder audit = AuditFolder.create(FolderStore.of(folder), plan(1));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write((line + "\n" + AuditJson.of(MAPS)).getBytes(StandardCharsets.UTF_8));
    }
    write(bytes.toByteArray());
    refused(audit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "[]",
        "{\"maps\":null}",
        "{\"maps\":{\"cells\":{\"rows\":1,\"columns\":1,\"edge\":1},\"samples\":1,\"tied\":[1],"
            + "\"wrong\":[1]}}",
        "{\"maps\":{\"cells\":{\"rows\":1,\"columns\":1,\"edge\":1},\"samples\":1,\"tied\":[null],"
            + "\"wrong\":[1],\"error\":[0]}}",
        "{\"maps\":{\"cells\":{\"rows\":1,\"columns\":2,\"edge\":1},\"samples\":1,\"tied\":[1,,],"
            + "\"wrong\":[1,1],\"error\":[0,0]}}",
        "{\"maps\":{\"cells\":{\"rows\":-1,\"columns\":-1,\"edge\":1},\"samples\":1,\"tied\":[1],"
            + "\"wrong\":[1],\"error\":[0]}}",
        "{\"maps\":{\"cells\":{\"rows\":1,\"columns\":2,\"edge\":1},\"samples\":1,\"tied\":[1],"
            + "\"wrong\":[1],\"error\":[0]}}"
      })
  void mapsThatAreNoneAreRefused(String line) {
    assertThatThrownBy(() -> AuditJson.maps(line)).isInstanceOf(JsonParseException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "null", "{}", "{\"schemaVersion\":99}", "\u0000", "schemaVersion: 1"})
  void aPlanThatIsNoneIsOneLine(String text) throws IOException {
    Files.writeString(folder.resolve("audit.json"), text);
    assertThatThrownBy(() -> AuditFolder.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            folder.resolve("audit.json")
                + ": must be the plan of an audit, as this version writes it");
  }

  @Test
  void aFolderWithoutAPlanIsOneLine() {
    assertThat(AuditFolder.isIn(FolderStore.of(folder))).isFalse();
    assertThatThrownBy(() -> AuditFolder.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("folder (" + folder + ") must be that of an audit: it has no audit.json");
  }

  private static boolean readsAsWritten(AuditFolder audit) {
    try {
      return audit.read(0).text().equals(chunk().text());
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private void refused(AuditFolder audit) {
    assertThatThrownBy(() -> audit.read(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            folder.resolve(AuditFolder.file(0))
                + ": must be a whole chunk of this audit; delete it, and --resume does it again");
  }

  private void write(byte[] content) throws IOException {
    Path file = folder.resolve(AuditFolder.file(0));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static Chunk chunk() {
    return new Chunk(
        List.of(
            AuditRow.of(0, "0", WRONG),
            AuditRow.bad(1, HOSTILE, "cut short"),
            AuditRow.of(2, HOSTILE, OPEN)),
        MAPS);
  }

  private static AuditPlan plan(int samples) {
    return new AuditPlan(
        AuditPlan.SCHEMA,
        "0.1.0",
        new Fingerprint("model.onnx", 1, "a".repeat(64)),
        new Fingerprint("x.npy", 2, "b".repeat(64)),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of("check", "model.onnx"),
        samples,
        samples,
        List.of(6),
        Optional.empty(),
        0);
  }
}
