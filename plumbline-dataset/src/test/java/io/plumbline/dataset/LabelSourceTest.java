package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labels beside a data set. */
class LabelSourceTest {
  @TempDir private Path directory;

  private static long[] labels(LabelSource source) {
    return IntStream.range(0, source.size()).mapToLong(source::label).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "y.npy, y.npy",
    "stored.npz:y, y.npy",
    "packed.npz:y, y.npy",
    "idx/train-labels-idx1-ubyte, idx/labels.npy",
    "idx/t10k-labels.idx1-ubyte.gz, idx/labels.npy",
    "raw.tfrecord:label, raw-labels.npy",
    "rows.h5:labels, raw-labels.npy"
  })
  void areThoseThatTheWriterHad(String spec, String had) {
    try (LabelSource source = LabelSource.open(Fixtures.file(spec).toString())) {
      assertThat(labels(source)).isEqualTo(Fixtures.labels(had));
      assertThat(source.files()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"labels.txt, ''", "labels.csv, ''", "labels.csv, 'label\n'"})
  void areLinesOfText(String name, String heading) throws IOException {
    Path file = Files.writeString(directory.resolve(name), heading + "3\n 0\r\n-1\n999999999");
    try (LabelSource source = LabelSource.open(file.toString())) {
      assertThat(labels(source)).containsExactly(3, 0, -1, 999_999_999);
      assertThat(source.files()).containsExactly(file);
      assertThatThrownBy(() -> source.label(4))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(file + ": label (4) must be at least 0 and below 4");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'label\n3' | line 1 (label) must be one whole number",
        "'3\n\n4' | line 2 () must be one whole number",
        "'3\n4.0' | line 2 (4.0) must be one whole number",
        "'3\n4,5' | line 2 (4,5) must be one whole number",
        "'3\n9999999999' | line 2 (9999999999) must be one whole number",
        "'' | lines (none) must be of one whole number each",
      })
  void otherTextIsRefused(String text, String line) throws IOException {
    Path file = Files.writeString(directory.resolve("y.txt"), text);
    assertThatThrownBy(() -> LabelSource.open(file.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": " + line);
  }

  /** One label is bad, and the others are read all the same. */
  @Test
  void whatIsNoWholeNumberIsOneLine() {
    Path file = directory.resolve("y.npy");
    Npy.write(file, NpyArray.of(new long[] {7, 1L << 31}, 2));
    try (LabelSource source = LabelSource.open(file.toString())) {
      assertThat(source.label(0)).isEqualTo(7);
      assertThatThrownBy(() -> source.label(1))
          .hasMessage(file + ": sample 1: label (2147483648) must be a whole number of 32 bits");
    }
    Npy.write(file, NpyArray.of(new double[] {7}, 1));
    try (LabelSource source = LabelSource.open(file.toString())) {
      assertThatThrownBy(() -> source.label(0))
          .hasMessage(file + ": sample 0: label (float64 ()) must be one whole number");
    }
    Npy.write(file, NpyArray.of(new long[] {1, 0}, 1, 2));
    try (LabelSource source = LabelSource.open(file.toString())) {
      assertThatThrownBy(() -> source.label(0))
          .hasMessage(file + ": sample 0: label (int64 (2,)) must be one whole number");
    }
  }
}
