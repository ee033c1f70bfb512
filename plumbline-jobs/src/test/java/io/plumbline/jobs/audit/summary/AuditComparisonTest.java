package io.plumbline.jobs.audit.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Reason;
import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changed between two audits is counted, listed, and nothing else. */
class AuditComparisonTest {
  private static final int SAMPLES = 300;
  @TempDir private Path before;
  @TempDir private Path after;

  private static List<AuditRow> rows() {
    GeneratedRows generated = new GeneratedRows(1, GeneratedRows.plan(SAMPLES, 50, Map.of()));
    List<AuditRow> rows = new ArrayList<>();
    for (int index = 0; index < SAMPLES; index++) {
      rows.add(
          index < 5
              ? generated.open(index, 1, Reason.KINKS)
              : index < 8
                  ? generated.wrong(index, 1, GeneratedRows.SHIFTED)
                  : generated.right(index, 1));
    }
    return rows;
  }

  private static void write(Path path, AuditPlan plan, List<AuditRow> rows, int skipped) {
    GeneratedRows.write(
        path,
        plan,
        new GeneratedRows(1, plan).chunks(rows),
        IntStream.range(0, plan.chunks()).filter(number -> number != skipped).boxed().toList());
  }

  @Test
  void theSameAuditChangesNothing() {
    write(before, GeneratedRows.plan(SAMPLES, 50, Map.of()), rows(), -1);
    write(after, GeneratedRows.plan(SAMPLES, 37, Map.of()), rows(), -1);
    AuditComparison same = AuditComparison.of(before, after);
    assertThat(same.sentence())
        .isEqualTo("No sample of 300 changed its verdict; none has another gradient.");
    assertThat(same.tables()).isEmpty();
    assertThat(same.changed()).isZero();
  }

  @Test
  void whatChangedIsCountedAndListedWorstFirst() {
    List<AuditRow> others = rows();
    GeneratedRows generated = new GeneratedRows(2, GeneratedRows.plan(SAMPLES, 50, Map.of()));
    others.set(5, generated.right(5, 1));
    others.set(200, generated.wrong(200, 1, new Named("scale", "It is twice.")));
    others.set(100, generated.wrong(100, 1, new Named("label", "Another label.")));
    others.set(6, generated.wrong(6, 1, new Named("scale", "Another cause is no other verdict.")));
    others.set(250, AuditRow.bad(250, "gone.png", "must be there"));
    write(before, GeneratedRows.plan(SAMPLES, 50, Map.of("h", "1")), rows(), -1);
    write(after, GeneratedRows.plan(SAMPLES, 20, Map.of("h", "2", "new", "x")), others, 4);

    AuditComparison changes = AuditComparison.of(before, after);
    assertThat(changes.sentence())
        .isEqualTo(
            "4 of 280 changed their verdict: 2 from right to wrong, 1 from right to bad, 1 from"
                + " wrong to right; 5 have another gradient; 1 has another name; not compared, as"
                + " one of both lacks them: 20.");
    assertThat(changes.becameWrong()).isEqualTo(2);
    assertThat(changes.tables().get(0).rows())
        .containsExactly(List.of("option h", "1", "2"), List.of("option new", "", "x"));
    assertThat(changes.tables().get(1).rows())
        .containsExactly(
            List.of("250 (gone.png)", "right", "bad", "must be there"),
            List.of("100", "right", "wrong", "label"),
            List.of("200", "right", "wrong", "scale"),
            List.of("5", "wrong", "right", ""));
    JsonObject json = JsonParser.parseString(changes.json()).getAsJsonObject();
    assertThat(json.get("compared").getAsInt()).isEqualTo(280);
    assertThat(json.getAsJsonArray("samples")).hasSize(4);
    assertThat(json.getAsJsonArray("steps").get(0).toString())
        .isEqualTo("{\"from\":\"RIGHT\",\"to\":\"WRONG\",\"count\":2}");
  }

  @Test
  void ofOtherDataIsOneLine() {
    write(before, GeneratedRows.plan(SAMPLES, 50, Map.of()), rows(), -1);
    write(after, GeneratedRows.plan(200, 50, Map.of()), rows().subList(0, 200), -1);
    assertThatThrownBy(() -> AuditComparison.of(before, after))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "folder ("
                + after
                + ") must be an audit of 300 samples of shape [28, 28, 1] as the other is, not of"
                + " 200 of shape [28, 28, 1]");
    assertThatThrownBy(() -> AuditComparison.of(before, after.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be that of an audit");
  }
}
