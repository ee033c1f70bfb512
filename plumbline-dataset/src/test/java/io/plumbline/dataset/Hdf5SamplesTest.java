package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
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

/** Data sets that h5py wrote. */
class Hdf5SamplesTest {
  private static final NpyArray[] HAD = Fixtures.had("hdf5.npy");

  @TempDir private Path directory;

  /**
   * In one piece and in chunks, in the format that h5py writes unasked and in that of HDF5 1.14.
   */
  @ParameterizedTest
  @CsvSource({
    "whole, FLOAT64",
    "big, FLOAT32",
    "/group/chunked, FLOAT32",
    "group/packed, FLOAT64",
    "grown, FLOAT64",
    "rows, FLOAT64",
    "all, FLOAT64",
    "half, FLOAT16"
  })
  void areTheRows(String path, NpyType type) {
    NpyArray[] had =
        Arrays.stream(HAD)
            .map(each -> NpyArray.of(type, each.toDoubles(), each.shape()))
            .toArray(NpyArray[]::new);
    for (String file : new String[] {"rows.h5", "v114.h5"}) {
      try (SampleSource source = Fixtures.open(file + ":" + path)) {
        assertThat(Fixtures.values(source)).as(file).isEqualTo(had);
        assertThat(source.read(2).key()).isEqualTo("2");
        assertThat(source.files()).containsExactly(Fixtures.file(file));
      }
    }
  }

  @Test
  void severalThreadsReadInAnyOrder() {
    try (SampleSource source = Fixtures.open("rows.h5:group/packed")) {
      assertThat(
              IntStream.range(0, 400)
                  .parallel()
                  .allMatch(k -> source.read(k * 3 % 5).values().equals(HAD[k * 3 % 5])))
          .isTrue();
    }
  }

  /** A chunk that was never written is not made up. */
  @Test
  void whatIsNotThereIsOneBadSample() {
    try (SampleSource source = Fixtures.open("rows.h5:sparse")) {
      assertThat(source.read(0).values()).isEqualTo(NpyArray.of(new float[] {1, 1}, 2));
      assertThatThrownBy(() -> source.read(4))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              source.name()
                  + ": sample 4: must be in an undamaged HDF5 file, of version 1.14 at most");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linked", "soft"})
  void linksAreNotFollowed(String path) {
    assertThatThrownBy(() -> Fixtures.open("rows.h5:" + path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("rows.h5:" + path + ": must not be a link in rows.h5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "group", "whole/more", "\n"})
  void whatIsNoDataSetIsOneLine(String path) {
    assertThatThrownBy(() -> Fixtures.open("rows.h5:" + path))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be")
        .hasMessageNotContaining("\n");
  }

  /** Whatever is changed, there is a line or a sample, and no more memory than the file has. */
  @Test
  void damageIsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file("rows.h5"));
    Random random = new Random(3);
    Path file = directory.resolve("x.h5");
    int lines = 0;
    for (int k = 0; k < 300; k++) {
      byte[] damaged = whole.clone();
      for (int hit = 0; hit < 40; hit++) {
        damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt(256);
      }
      Files.write(
          file,
          k % 4 == 0 ? Arrays.copyOf(damaged, 8 + random.nextInt(whole.length - 8)) : damaged);
      String path = k % 2 == 0 ? ":group/packed" : ":whole";
      try (SampleSource source = SampleSource.open(file + path)) {
        source.read(0);
        source.read(source.size() - 1);
      } catch (InvalidInputException e) {
        lines++;
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
    assertThat(lines).isGreaterThan(100);
  }
}
