package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.data.npy.NpyArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IDX files, gzipped or not, with their labels beside them. */
class IdxSamplesTest {
  private static final Path MNIST =
      Path.of("../plumbline-data/src/main/resources/io/plumbline/data/mnist");

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, train-labels-idx1-ubyte",
    "t10k-images.idx3-ubyte.gz, t10k-labels.idx1-ubyte.gz"
  })
  void haveTheirLabelsBesideThem(String images, String labels) {
    try (SampleSource source = Fixtures.open("idx/" + images)) {
      NpyArray[] had = Fixtures.had("idx/levels.npy");
      for (int k = 0; k < had.length; k++) {
        DataRecord record = source.read(k);
        assertThat(record.values())
            .isEqualTo(NpyArray.of(had[k].type(), had[k].toLongs(), 5, 4, 1));
        assertThat(record.layout()).contains(ImageLayout.HWC);
        assertThat(record.key()).isEqualTo(Integer.toString(k));
      }
      assertThat(Fixtures.labels(source)).isEqualTo(Fixtures.labels("idx/labels.npy"));
      assertThat(source.files())
          .containsExactly(Fixtures.file("idx/" + images), Fixtures.file("idx/" + labels));
    }
  }

  /** Against the reader that holds all of them, and knows their published sums. */
  @Test
  void mnistIsMnist() {
    Dataset test = Mnist.embedded().test();
    String file = MNIST.resolve("t10k-images-idx3-ubyte.gz").toString();
    try (SampleSource source = SampleSource.open(file)) {
      assertThat(source.size()).isEqualTo(10_000);
      for (int k = 0; k < source.size(); k += 13) {
        DataRecord record = source.read(k);
        float[] scaled = record.values().toFloats();
        for (int i = 0; i < scaled.length; i++) {
          scaled[i] /= 255;
        }
        assertThat(scaled).isEqualTo(test.image(k));
        assertThat(record.label()).hasValue(test.label(k));
      }
    }
  }

  @Test
  void withoutALabelFileThereAreNone(@TempDir Path directory) throws IOException {
    Path images = directory.resolve("images-idx3-ubyte");
    Files.copy(Fixtures.file("idx/train-images-idx3-ubyte"), images);
    try (SampleSource source = SampleSource.open(images.toString())) {
      assertThat(source.read(5).label()).isEmpty();
    }
    byte[] labels = Files.readAllBytes(Fixtures.file("idx/train-labels-idx1-ubyte"));
    labels[7] = 5;
    Path beside =
        Files.write(
            directory.resolve("labels-idx1-ubyte"), Arrays.copyOf(labels, labels.length - 1));
    assertThatThrownBy(() -> SampleSource.open(images.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            beside + ": must be an IDX file of 6 labels, as many as images-idx3-ubyte has images");
  }

  /** Two kilobytes that are meant to unpack to two gigabytes, and one that is cut in the middle. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7fffffff | count (2147483647) must be between 1 and 2147483639",
        "06000000 | unpacked size (2013265920 bytes) must be at most 67108864 bytes for a gzip file of this length",
        "00000007 | data (120 bytes) must be 140 bytes long for 7 images of 5x4: the file is cut short",
        "00000005 | data (over 100 bytes) must be 100 bytes long for 5 images of 5x4: bytes follow the last element",
      })
  void headersThatLieAreRefused(String count, String line, @TempDir Path directory)
      throws IOException {
    byte[] images = Files.readAllBytes(Fixtures.file("idx/train-images-idx3-ubyte"));
    byte[] lie = HexFormat.of().parseHex(count);
    System.arraycopy(lie, 0, images, 4, 4);
    Path file = directory.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(images);
    }
    assertThatThrownBy(() -> SampleSource.open(file.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": " + line);
  }
}
