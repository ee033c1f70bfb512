package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CIFAR's binary files, by what was written into them. */
class CifarSamplesTest {
  private static final NpyArray[] HAD = Fixtures.had("cifar.npy");
  private static final long[] LABELS = Fixtures.labels("cifar-labels.npy");

  @TempDir private Path directory;

  @Test
  void aFolderIsAllFilesInOrder() {
    try (SampleSource source = Fixtures.open("cifar-10")) {
      assertThat(Fixtures.values(source)).isEqualTo(HAD);
      assertThat(Fixtures.labels(source)).isEqualTo(LABELS);
      assertThat(source.read(0).layout()).contains(ImageLayout.CHW);
      assertThat(source.read(1).key()).isEqualTo("data_batch_1.bin:1");
      assertThat(source.read(2).key()).isEqualTo("data_batch_10.bin:0");
      assertThat(source.read(4).key()).isEqualTo("test_batch.bin:1");
      assertThat(source.files()).hasSize(3).allMatch(Files::isRegularFile);
    }
  }

  @Test
  void aPatternIsThoseThatFit() {
    try (SampleSource source = Fixtures.open("cifar-10/data_batch_*.bin")) {
      assertThat(Fixtures.values(source)).isEqualTo(Arrays.copyOf(HAD, 3));
    }
  }

  @Test
  void ofAHundredClassesTheFineOneIsTheLabel() {
    try (SampleSource source = Fixtures.open("cifar-100.bin")) {
      assertThat(Fixtures.values(source)).isEqualTo(Arrays.copyOf(HAD, 2));
      assertThat(Fixtures.labels(source)).containsExactly(90 + LABELS[0], 90 + LABELS[1]);
      assertThat(source.read(1).key()).isEqualTo("1");
    }
  }

  @Test
  void whatIsNoCifarIsOneLine() throws IOException {
    byte[] batch = Files.readAllBytes(Fixtures.file("cifar-10/data_batch_1.bin"));
    batch[3073] = 10;
    Path file = Files.write(directory.resolve("data_batch_2.bin"), batch);
    try (SampleSource source = SampleSource.open(directory.toString())) {
      assertThat(source.read(0).label()).hasValue((int) LABELS[0]);
      assertThatThrownBy(() -> source.read(1))
          .hasMessage(
              directory + ": sample 1: data_batch_2.bin: sample 1: label (10) must be below 10");
    }
    Files.write(file, Arrays.copyOf(batch, 5000));
    assertThatThrownBy(() -> SampleSource.open(file.toString()))
        .hasMessage(
            file
                + ": size (5000 bytes) must be a multiple of 3073 for CIFAR-10, or of 3074 for"
                + " CIFAR-100");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> SampleSource.open(file.toString()))
        .hasMessage(file + ": must have at least one sample");
  }
}
