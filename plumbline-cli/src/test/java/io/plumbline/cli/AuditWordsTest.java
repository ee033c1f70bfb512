package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditWordsTest {
  private static List<String> located(String words) {
    return AuditWords.located(
        List.of(words.split(" ")), model -> "/model/" + model, place -> "/at/" + place);
  }

  @Test
  void whatIsReadIsElsewhereAndWhatIsWrittenIsNot() {
    assertThat(
            located(
                "m.onnx --data=x.npz:x --label y.npy --gradient g.npy --hold mask=k.npy --hold"
                    + " pad=p.npy --scale 1/255 --resume --out out --junit j.xml --jsonl -"
                    + " --class-weights w.npy"))
        .containsExactlyInAnyOrder(
            ("/model/m.onnx --data /at/x.npz:x --label /at/y.npy --gradient /at/g.npy --hold"
                    + " mask=/at/k.npy --hold pad=/at/p.npy --scale 1/255 --resume --out out --junit"
                    + " j.xml --jsonl - --class-weights /at/w.npy")
                .split(" "));
  }

  @Test
  void aLabelThatIsANumberIsNoFile() {
    assertThat(located("m.onnx --data x.npy --label 3 --out out"))
        .containsSubsequence("--label", "3");
  }

  @Test
  void theyAskForTheSame() {
    List<String> words = List.of("m.onnx", "--data", "x.npy", "--chunk=7", "--out", "out");
    assertThat(AuditWords.read(AuditWords.located(words, model -> model, place -> place)))
        .isEqualTo(AuditWords.read(words));
    List<String> elsewhere = AuditWords.located(words, model -> "/other.onnx", place -> place);
    assertThat(AuditWords.read(elsewhere).check().of().model()).isEqualTo(Path.of("/other.onnx"));
  }

  @Test
  void optionsAreSpelledAsOnTheCommandLine() {
    assertThat(located("m.onnx --DATA x.npy --Chunk 7 --out out"))
        .containsSubsequence("--data", "/at/x.npy", "--chunk", "7");
  }

  @Test
  void optionsOfAllCommandsAreKept() {
    assertThat(located("m.onnx --data x.npy --debug --color=never --out out"))
        .contains("--debug")
        .containsSubsequence("--color", "never");
  }

  @Test
  void whatIsNotUnderstoodIsOneLine() {
    assertThatThrownBy(() -> located("m.onnx --dada x.npy"))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .contains("--dada");
  }

  @Test
  void withoutSparkTheWayOutIsSaid() {
    assertThatThrownBy(() -> new SparkSubmit(Map.of()).run("local[2]", List.of("audit")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "--spark (local[2]) must be where Spark is: set SPARK_HOME to where Spark 4.2 is"
                + " (docs/spark.md)");
    assertThatThrownBy(
            () -> new SparkSubmit(Map.of("SPARK_HOME", "/none")).run("yarn", List.of("audit")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "--spark (yarn) must be where Spark is: SPARK_HOME names a folder with no"
                + " bin/spark-submit (docs/spark.md)");
  }
}
