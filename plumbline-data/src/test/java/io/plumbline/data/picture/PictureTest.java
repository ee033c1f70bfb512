package io.plumbline.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures against PIL, which made them, and pictures that are none. */
class PictureTest {
  private static final Path FIXTURES = Path.of("../plumbline-testing/fixtures/inputs");

  /** Another JDK may have another decoder of JPEG, which may round otherwise. */
  private static final int JPEG_LEVELS = 1;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "rgb.png, 3",
    "grey.png, 1",
    "bits.png, 1",
    "palette.png, 3",
    "opaque.png, 3",
    "rgb.jpg, 3",
    "progressive.jpg, 3",
    "grey.jpg, 1",
    "camera.jpg, 3",
    "profile.png, 3",
  })
  void hasPilsLevels(String name, int channels) {
    Picture picture = Picture.read(FIXTURES.resolve(name));
    NpyArray expected = Npy.read(FIXTURES.resolve("levels-" + name.replace('.', '-') + ".npy"));
    assertThat(picture.channels()).isEqualTo(channels);
    int[] shape =
        channels == 1
            ? new int[] {picture.rows(), picture.columns()}
            : new int[] {picture.rows(), picture.columns(), channels};
    assertThat(shape).containsExactly(expected.shape());
    long[] levels = expected.toLongs();
    for (int k = 0; k < levels.length; k++) {
      long apart = Math.abs(levels[k] - picture.levels()[k]);
      assertThat(apart)
          .as(name + " " + k)
          .isLessThanOrEqualTo(name.endsWith("jpg") ? JPEG_LEVELS : 0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "see-through.png | see-through.png: alpha (128 at pixel 27) must be 255 everywhere: put it on"
            + " a background first",
        "deep.png | deep.png: bits of a channel (16) must be 8; as an array, divided by 257, it is"
            + " one",
        "grey-named.gif | grey-named.gif: must be a PNG or JPEG picture",
        "none.png | file (../plumbline-testing/fixtures/inputs/none.png) must exist",
      })
  void whatIsNotTakenIsOneLine(String name, String line) {
    assertThatThrownBy(() -> Picture.read(FIXTURES.resolve(name)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(line);
  }

  @Test
  void fourInksAreNotTaken() {
    assertThatThrownBy(() -> Picture.read(FIXTURES.resolve("cmyk.jpg")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("cmyk.jpg: ");
  }

  /** Cut anywhere, but for what follows a JPEG's last block, it is refused. */
  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "palette.png", "rgb.jpg", "progressive.jpg"})
  void aCutFileIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve(name));
    Picture expected = Picture.read(FIXTURES.resolve(name));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      try {
        Picture read = read("cut", cut);
        assertThat(read.levels()).as(name + " " + length).isEqualTo(expected.levels());
        assertThat(length).as(name).isGreaterThanOrEqualTo(whole.length - 2);
      } catch (InvalidInputException refused) {
        assertThat(refused.getMessage()).startsWith("cut").doesNotContain("\n");
      }
    }
  }

  /** Whatever is changed, there is a picture or one line. */
  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "palette.png", "rgb.jpg", "progressive.jpg"})
  void aDamagedFileIsReadOrRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve(name));
    Random random = new Random(3);
    for (int trial = 0; trial < 500; trial++) {
      byte[] damaged = whole.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        read("damaged", damaged);
      } catch (InvalidInputException refused) {
        assertThat(refused.getMessage()).startsWith("damaged").doesNotContain("\n");
      }
    }
  }

  @Test
  void aForgedSizeTakesNoMemory() throws IOException {
    byte[] forged = Files.readAllBytes(FIXTURES.resolve("grey.png"));
    ByteBuffer.wrap(forged).putInt(16, 100_000).putInt(20, 100_000);
    CRC32 sum = new CRC32();
    sum.update(forged, 12, 17);
    ByteBuffer.wrap(forged).putInt(29, (int) sum.getValue());
    assertThatThrownBy(() -> read("bomb", forged))
        .hasMessage("bomb: size (100000 x 100000) must be at most 4194304 pixels");
  }

  @Test
  void scansWithoutEndAreNotDecoded() throws IOException {
    byte[] jpeg = Files.readAllBytes(FIXTURES.resolve("progressive.jpg"));
    byte[] many = Arrays.copyOf(jpeg, jpeg.length + 2 * 200);
    for (int k = jpeg.length; k < many.length; k += 2) {
      many[k] = (byte) 0xff;
      many[k + 1] = (byte) 0xda;
    }
    assertThatThrownBy(() -> read("scans", many))
        .hasMessageMatching("scans: scans \\(2[01]\\d\\) must be at most 100");
  }

  @Test
  void aSumThatIsWrongIsSeen() throws IOException {
    byte[] png = Files.readAllBytes(FIXTURES.resolve("rgb.png"));
    png[png.length / 2] ^= 1;
    assertThatThrownBy(() -> read("flipped", png))
        .hasMessage("flipped: must be an undamaged picture: a chunk's sum is wrong");
  }

  @Test
  void aFolderHasItsPicturesByName() throws IOException {
    for (String name : new String[] {"b.png", "a.JPG", "notes.txt"}) {
      Files.write(directory.resolve(name), name.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Picture.files(directory))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("a.JPG", "b.png");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThatThrownBy(() -> Picture.files(empty))
        .hasMessage(
            "folder ("
                + empty
                + ") must have from 1 to 10000 files that end in .png, .jpg or .jpeg");
  }

  private Picture read(String name, byte[] bytes) throws IOException {
    return Picture.read(Files.write(directory.resolve(name), bytes));
  }
}
