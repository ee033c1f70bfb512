package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of pictures, against what torchvision makes of them. */
class PictureSamplesTest {
  @TempDir private Path directory;

  @Test
  void areThoseOfImageFolderInItsOrder() throws IOException {
    List<String> lines = Files.readAllLines(Fixtures.file("pictures.txt"));
    NpyArray[] had = Fixtures.had("pictures.npy");
    try (SampleSource source = Fixtures.open("pictures")) {
      assertThat(source.size()).isEqualTo(lines.size());
      for (int k = 0; k < source.size(); k++) {
        DataRecord record = source.read(k);
        assertThat(record.key() + " " + record.label().orElseThrow()).isEqualTo(lines.get(k));
        assertThat(record.layout()).contains(ImageLayout.HWC);
        assertThat(record.picture()).isTrue();
        assertThat(record.values().shape()).containsExactly(4, 5, 3);
        if (!record.key().endsWith("jpeg")) {
          assertThat(record.values()).isEqualTo(had[k]);
        }
      }
      assertThat(source.files()).hasSameSizeAs(lines).allMatch(Files::isRegularFile);
    }
  }

  private void put(String fixture, String... names) throws IOException {
    for (String name : names) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(Fixtures.file("pictures/" + fixture), file);
    }
  }

  private SampleSource open() {
    return SampleSource.open(directory.toString());
  }

  private static String keys(SampleSource source) {
    StringBuilder keys = new StringBuilder();
    for (int k = 0; k < source.size(); k++) {
      DataRecord record = source.read(k);
      keys.append(record.key()).append(record.label()).append(' ');
    }
    return keys.toString();
  }

  @Test
  void aFlatFolderHasNoLabels() throws IOException {
    put("cat/9.png", "b.png", "a.png", ".hidden/c.png");
    Files.createDirectory(directory.resolve("empty"));
    try (SampleSource source = open()) {
      assertThat(keys(source)).isEqualTo("a.pngOptionalInt.empty b.pngOptionalInt.empty ");
    }
  }

  /** As Keras counts them; torchvision refuses them. */
  @Test
  void classesWithoutPicturesCount() throws IOException {
    put("cat/9.png", "b/1.png", "e/1.png", "e/2.png");
    for (String empty : List.of("a", "c", "d", "f")) {
      Files.createDirectory(directory.resolve(empty));
    }
    try (SampleSource source = open()) {
      assertThat(keys(source))
          .isEqualTo("b/1.pngOptionalInt[1] e/1.pngOptionalInt[4] e/2.pngOptionalInt[4] ");
    }
  }

  /** With all tests, more of them than a check takes as its input, 10,000. */
  @Test
  void manyAreListedAndNoneIsDecoded() throws IOException {
    int many = Boolean.getBoolean("plumbline.whole") ? 10_001 : 300;
    Files.createDirectory(directory.resolve("a"));
    for (int k = 0; k < many; k++) {
      Files.createFile(directory.resolve("a/" + k + ".png"));
    }
    put("cat/9.png", "b/last.png");
    try (SampleSource source = open()) {
      assertThat(source.size()).isEqualTo(many + 1);
      assertThat(source.read(many).label()).hasValue(1);
    }
  }

  /** One sample each, and the others are read all the same. */
  @Test
  void badPicturesAreOneLineEach() throws IOException {
    put("cat/9.png", "x/1.png", "x/2.png", "x/3.png", "x/4.png", "x/6.png");
    byte[] whole = Files.readAllBytes(Fixtures.file("pictures/cat/9.png"));
    Files.write(directory.resolve("x/2.png"), Arrays.copyOf(whole, whole.length - 20));
    Files.write(directory.resolve("x/3.png"), new byte[0]);
    Files.write(directory.resolve("x/4.png"), huge(whole));
    Files.write(directory.resolve("x/5.webp"), "RIFF".getBytes());
    Files.createSymbolicLink(directory.resolve("x/7.png"), Path.of("nowhere.png"));
    Files.createSymbolicLink(directory.resolve("x/8.png"), Path.of("/dev/zero"));
    try (SampleSource source = open()) {
      String[] faults = {
        null,
        "x/2.png: must be an undamaged picture: the file is cut short",
        "x/3.png: must be a PNG or JPEG picture",
        "x/4.png: size (40000 x 40000) must be at most 4194304 pixels",
        "x/5.webp: must be a PNG or JPEG picture",
        null,
        "file (" + directory.resolve("x/7.png") + ") must exist",
        "x/8.png: must be a regular file"
      };
      assertThat(source.size()).isEqualTo(faults.length);
      for (int k = 0; k < faults.length; k++) {
        int index = k;
        if (faults[k] == null) {
          assertThat(source.read(k).values().size()).isEqualTo(60);
        } else {
          assertThatThrownBy(() -> source.read(index))
              .isInstanceOf(InvalidInputException.class)
              .hasMessage(directory + ": sample " + k + ": " + faults[k]);
        }
      }
    }
  }

  private static byte[] huge(byte[] picture) {
    byte[] huge = picture.clone();
    ByteBuffer.wrap(huge).putInt(16, 40_000).putInt(20, 40_000);
    CRC32 sum = new CRC32();
    sum.update(huge, 12, 17);
    ByteBuffer.wrap(huge).putInt(29, (int) sum.getValue());
    return huge;
  }

  @Test
  void linksThatLeadBackAreRefused() throws IOException {
    put("cat/9.png", "a/1.png", "b/1.png");
    Files.createSymbolicLink(directory.resolve("b/up"), directory);
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith(": must not be a folder that is there already");
  }

  /** Thirty folders of two links each to the next: a thousand million ways to one picture. */
  @Test
  void linksThatMultiplyAreRefused(@TempDir Path elsewhere) throws IOException {
    IntStream.rangeClosed(0, 30).forEach(k -> elsewhere.resolve("f" + k).toFile().mkdir());
    for (int k = 0; k < 30; k++) {
      for (String way : List.of("l", "r")) {
        Files.createSymbolicLink(
            elsewhere.resolve("f" + k + "/" + way), elsewhere.resolve("f" + (k + 1)));
      }
    }
    Files.createSymbolicLink(directory.resolve("class"), elsewhere.resolve("f0"));
    assertThatThrownBy(this::open)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("r: must not be a folder that is there already");
  }

  @Test
  void whatIsNoFolderOfPicturesIsOneLine() throws IOException {
    assertThatThrownBy(this::open)
        .hasMessage(
            directory
                + ": must have PNG or JPEG pictures in it, in subfolders or not, or CIFAR, Parquet"
                + " or TFRecord files");
    put("cat/9.png", "a/1.png", "b.png");
    assertThatThrownBy(this::open)
        .hasMessage(
            directory + ": picture (b.png) must be in a subfolder, its class, as others are");
  }

  /** A name may be anything that a file system takes. */
  @Test
  void namesStayOnOneLine() throws IOException {
    Files.createDirectory(directory.resolve("a\nb"));
    Files.createFile(directory.resolve("a\nb/c\u001b.png"));
    try (SampleSource source = open()) {
      assertThatThrownBy(() -> source.read(0))
          .hasMessage(
              directory + ": sample 0: a\\u000ab/c\\u001b.png: must be a PNG or JPEG picture");
    }
  }
}
