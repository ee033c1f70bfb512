package io.plumbline.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.dataset.DataRecord;
import io.plumbline.dataset.LabelSource;
import io.plumbline.dataset.SampleSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet files that pyarrow wrote, and damaged ones. */
class ParquetTest {
  private static final Path FOLDER = Path.of("../plumbline-testing/fixtures/datasets");
  private static final NpyArray LEVELS = Npy.read(FOLDER.resolve("parquet.npy"));
  private static final int COUNT = 9;

  @TempDir private Path directory;

  private static SampleSource open(String spec) {
    return SampleSource.open(FOLDER.resolve("parquet") + "/" + spec);
  }

  private static long[] levels(int index) {
    return Arrays.copyOfRange(LEVELS.toLongs(), 12 * index, 12 * (index + 1));
  }

  private static NpyArray scaled(int index) {
    float[] scaled = new float[12];
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = levels(index)[k] / 255f;
    }
    return NpyArray.of(scaled, 4, 3);
  }

  /** Three row groups of many pages each, however they are packed; in both kinds of pages. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4", "second"})
  void areWhatTheWriterHad(String name) {
    try (SampleSource pictures = open(name + ".parquet");
        SampleSource named = open(name + ".parquet:image");
        SampleSource raw = open(name + ".parquet:raw");
        SampleSource nested = open(name + ".parquet:x");
        SampleSource flat = open(name + ".parquet:flat");
        LabelSource labels =
            LabelSource.open(FOLDER.resolve("parquet") + "/" + name + ".parquet:label")) {
      assertThat(pictures.size()).isEqualTo(COUNT);
      for (int k = 0; k < COUNT; k++) {
        DataRecord picture = pictures.read(k);
        assertThat(picture.values()).isEqualTo(NpyArray.of(NpyType.UINT8, levels(k), 4, 3, 1));
        assertThat(picture.picture()).isTrue();
        assertThat(picture.layout()).contains(ImageLayout.HWC);
        assertThat(picture.label()).hasValue(k);
        assertThat(picture.key()).isEqualTo(Integer.toString(k));
        assertThat(named.read(k)).usingRecursiveComparison().isEqualTo(picture);
        assertThat(raw.read(k).values()).isEqualTo(picture.values());
        assertThat(nested.read(k).values()).isEqualTo(scaled(k));
        assertThat(nested.read(k).label()).hasValue(k);
        assertThat(flat.read(k).values()).isEqualTo(NpyArray.of(NpyType.UINT8, levels(k), 12));
        assertThat(labels.label(k)).isEqualTo(k);
      }
    }
  }

  @Test
  void anyOrderIsTheSame() {
    try (SampleSource source = open("second.parquet:x")) {
      assertThat(
              IntStream.range(0, 300)
                  .parallel()
                  .allMatch(k -> source.read(k * 5 % 9).values().equals(scaled(k * 5 % 9))))
          .isTrue();
    }
  }

  @Test
  void theOnlyColumnNeedsNoName() {
    try (SampleSource source = open("only.parquet")) {
      assertThat(source.read(8).values()).isEqualTo(scaled(8));
      assertThat(source.read(8).label()).isEmpty();
    }
  }

  @Test
  void severalFilesAreOneDataSet() {
    try (SampleSource source = open("*d.parquet:x")) {
      assertThat(source.size()).isEqualTo(25);
      assertThat(source.read(15).key()).isEqualTo("second.parquet:8");
    }
  }

  /** A row is bad, and the others are read all the same. */
  @Test
  void whatIsNotWholeIsOneLine() {
    try (SampleSource source = open("ragged.parquet:x")) {
      assertThat(source.read(0).values()).isEqualTo(NpyArray.of(new double[] {1, 2}, 2));
      for (int k = 1; k < 4; k++) {
        int row = k;
        assertThatThrownBy(() -> source.read(row))
            .as("row %s", k)
            .isInstanceOf(InvalidInputException.class)
            .hasMessageEndingWith(
                k == 3
                    ? "sample 3: column x must not be null, and its lists not be empty"
                    : "sample " + k + ": column x must not be null, and its lists not be empty");
      }
      assertThatThrownBy(() -> source.read(3)).hasMessageContaining("column x must not be null");
      assertThat(source.read(4).values()).isEqualTo(NpyArray.of(new double[] {4}, 1));
      assertThat(source.read(4).label()).hasValue(5);
    }
    try (SampleSource source = open("jagged.parquet:x")) {
      assertThatThrownBy(() -> source.read(0))
          .hasMessageEndingWith("sample 0: column x must be of lists of one length");
      assertThat(source.read(1).values())
          .isEqualTo(NpyArray.of(NpyType.INT16, new long[] {4, 5, 6, 7}, 2, 2));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jagged.parquet:z | jagged.parquet:z: column (z) must be one of x, w",
        "jagged.parquet:w | jagged.parquet:w: sample 0: column w must be numbers, lists of numbers or byte strings",
        "none.parquet:image.path | none.parquet:image.path: sample 0: column image.path must not be null",
        "brotli.parquet:label | brotli.parquet:label: sample 0: compression (BROTLI) must be none, SNAPPY, GZIP, ZSTD or LZ4_RAW",
      })
  void whatCannotBeReadIsOneLine(String spec, String line) {
    String here = FOLDER.resolve("parquet") + "/";
    assertThatThrownBy(
            () -> {
              try (SampleSource source = open(spec)) {
                source.read(0);
              }
            })
        .isInstanceOf(InvalidInputException.class)
        .extracting(e -> e.getMessage().replace(here, ""))
        .asString()
        .startsWith(line);
  }

  @Test
  void damageIsFoundByItsSum() throws IOException {
    byte[] whole = Files.readAllBytes(FOLDER.resolve("parquet/none.parquet"));
    whole[1000] ^= 1;
    Path file = Files.write(directory.resolve("x.parquet"), whole);
    int bad = 0;
    try (SampleSource source = SampleSource.open(file + ":image")) {
      for (int k = 0; k < source.size(); k++) {
        try {
          source.read(k);
        } catch (InvalidInputException e) {
          bad++;
        }
      }
    }
    assertThat(bad).isPositive().isLessThan(COUNT);
  }

  /** Whatever is changed, there is a line or a sample. */
  @Test
  void damageIsOneLine() throws IOException {
    Random random = new Random(11);
    int lines = 0;
    for (String name : new String[] {"snappy", "second"}) {
      byte[] whole = Files.readAllBytes(FOLDER.resolve("parquet/" + name + ".parquet"));
      for (int k = 0; k < 200; k++) {
        byte[] damaged = whole.clone();
        // The footer, or anything.
        int from = k % 2 == 0 ? whole.length - 3000 : 4;
        for (int hit = 0; hit < 6; hit++) {
          damaged[from + random.nextInt(whole.length - from)] = (byte) random.nextInt(256);
        }
        Path file = directory.resolve("x.parquet");
        Files.write(
            file, k % 7 == 0 ? Arrays.copyOf(damaged, 4 + random.nextInt(whole.length)) : damaged);
        try (SampleSource source = SampleSource.open(file + (k % 3 == 0 ? ":x" : ":image"))) {
          source.read(0);
          source.read(source.size() - 1);
        } catch (InvalidInputException e) {
          lines++;
          assertThat(e.getMessage()).doesNotContain("\n");
        }
      }
    }
    assertThat(lines).isGreaterThan(100);
  }
}
