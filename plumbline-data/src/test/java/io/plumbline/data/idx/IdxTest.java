package io.plumbline.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxTest {
  private static final byte[] IMAGES =
      idx(new int[] {0x803, 2, 2, 3}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255);
  private static final byte[] LABELS = idx(new int[] {0x801, 3}, 0, 9, 5);

  private static byte[] idx(int[] header, int... data) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * header.length + data.length);
    Arrays.stream(header).forEach(buffer::putInt);
    Arrays.stream(data).forEach(v -> buffer.put((byte) v));
    return buffer.array();
  }

  private static byte[] gzip(byte[] bytes, int zeros) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
      for (int left = zeros; left > 0; left -= 1 << 16) {
        out.write(new byte[Math.min(left, 1 << 16)]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] cut(byte[] bytes, int by) {
    return Arrays.copyOf(bytes, bytes.length - by);
  }

  @Test
  void imagesAndLabelsAreReadGzippedOrNot(@TempDir Path directory) throws IOException {
    for (byte[] bytes : new byte[][] {IMAGES, gzip(IMAGES, 0)}) {
      // The name says nothing about the content.
      Path file = Files.write(directory.resolve("images.gz"), bytes);
      IdxImages images = Idx.readImages(file);
      assertThat(images.name()).isEqualTo(file.toString());
      assertThat(new int[] {images.count(), images.rows(), images.columns()})
          .containsExactly(2, 2, 3);
      assertThat(images.pixels()).startsWith(1, 2, 3).endsWith(10, 11, 255).hasSize(12);
    }
    for (byte[] bytes : new byte[][] {LABELS, gzip(LABELS, 0)}) {
      Path file = Files.write(directory.resolve("labels"), bytes);
      assertThat(Idx.readLabels(file).values()).containsExactly(0, 9, 5);
    }
  }

  static Stream<Arguments> hostileImages() {
    int[] header = {0x803, 2, 2, 3};
    return Stream.of(
        arguments(new byte[0], "size (0 bytes) must be that of an IDX file: the file is empty"),
        arguments(LABELS, "magic (0x00000801) must be 0x00000803, that of IDX images"),
        arguments(gzip(LABELS, 0), "magic (0x00000801) must be 0x00000803, that of IDX images"),
        arguments(
            idx(new int[] {0xd03}), "magic (0x00000d03) must be 0x00000803, that of IDX images"),
        arguments(
            idx(new int[] {}, 0, 0),
            "header (2 bytes) must be 16 bytes long: the file is cut short"),
        arguments(
            idx(new int[] {0x803, 2, 2}, 0),
            "header (13 bytes) must be 16 bytes long: the file is cut short"),
        arguments(idx(new int[] {0x803, 0, 2, 3}), "count (0) must be between 1 and 2147483639"),
        arguments(
            idx(new int[] {0x803, 2, -1, 3}), "rows (4294967295) must be between 1 and 2147483639"),
        arguments(idx(new int[] {0x803, 2, 2, 0}), "columns (0) must be between 1 and 2147483639"),
        arguments(
            idx(new int[] {0x803, 1 << 30, 1 << 30, 1 << 30}),
            "size (1073741824 images of 1073741824x1073741824) must be at most 2147483639 bytes in all"),
        arguments(
            cut(IMAGES, 1),
            "data (11 bytes) must be 12 bytes long for 2 images of 2x3: the file is cut short"),
        arguments(
            gzip(cut(IMAGES, 1), 0),
            "data (11 bytes) must be 12 bytes long for 2 images of 2x3: the file is cut short"),
        arguments(
            idx(new int[] {0x803, 2_000_000, 28, 28}, 1, 2),
            "data (2 bytes) must be 1568000000 bytes long for 2000000 images of 28x28:"
                + " the file is cut short"),
        arguments(
            Arrays.copyOf(IMAGES, IMAGES.length + 1),
            "data (over 12 bytes) must be 12 bytes long for 2 images of 2x3:"
                + " bytes follow the last element"),
        arguments(
            gzip(idx(header), 100 << 20),
            "data (over 12 bytes) must be 12 bytes long for 2 images of 2x3:"
                + " bytes follow the last element"),
        arguments(
            gzip(idx(new int[] {0x803, 85_600, 28, 28}), 67_110_400),
            "unpacked size (67110400 bytes) must be at most 67108864 bytes"
                + " for a gzip file of this length"),
        arguments(cut(gzip(IMAGES, 0), 10), "gzip data must be complete: the file is cut short"),
        arguments(cut(gzip(IMAGES, 0), 1), "gzip data must be complete: the file is cut short"),
        arguments(
            new byte[] {0x1f, (byte) 0x8b, 7, 0, 0, 0, 0, 0, 0, 0},
            "gzip data must be intact: Unsupported compression method"));
  }

  @ParameterizedTest
  @MethodSource("hostileImages")
  void unsoundImagesGetOneLine(byte[] bytes, String reason, @TempDir Path directory)
      throws IOException {
    Path file = Files.write(directory.resolve("evil"), bytes);
    assertThatThrownBy(() -> Idx.readImages(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": " + reason);
  }

  @Test
  void aWrongChecksumIsFound() {
    byte[] corrupt = gzip(IMAGES, 0);
    corrupt[corrupt.length - 8] ^= 1;
    assertThatThrownBy(() -> Idx.readImages(Source.of("evil", corrupt)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("evil: gzip data must be intact: Corrupt GZIP trailer");
  }

  @Test
  void unsoundLabelsGetOneLine() {
    assertThatThrownBy(() -> Idx.readLabels(Source.of("evil", idx(new int[] {0x801, 2}, 3, 10))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("evil: label 1 (10) must be between 0 and 9");
    assertThatThrownBy(() -> Idx.readLabels(Source.of("evil", idx(new int[] {0x801, 1}, 255))))
        .hasMessage("evil: label 0 (255) must be between 0 and 9");
    assertThatThrownBy(() -> Idx.readLabels(Source.of("evil", IMAGES)))
        .hasMessage("evil: magic (0x00000803) must be 0x00000801, that of IDX labels");
    assertThatThrownBy(() -> Idx.readLabels(Source.of("evil", cut(LABELS, 1))))
        .hasMessage(
            "evil: data (2 bytes) must be 3 bytes long for 3 labels: the file is cut short");
  }

  @Test
  void mutatedFilesAreReadOrRefused() {
    Random random = new Random(20260101);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = random.nextBoolean() ? IMAGES.clone() : gzip(IMAGES, 0);
      for (int i = random.nextInt(3); i >= 0; i--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        IdxImages images = Idx.readImages(Source.of("evil", bad));
        assertThat(images.pixels()).hasSize(images.count() * images.rows() * images.columns());
      } catch (InvalidInputException e) {
        refused++;
        assertThat(e.getMessage()).containsPattern("^(evil: |file \\(evil\\))").hasLineCount(1);
      }
    }
    assertThat(refused).isBetween(5_000, 19_999);
  }
}
