package io.plumbline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TFRecord files of examples that protobuf wrote, and damaged ones. */
class TfRecordSamplesTest {
  private static final NpyArray[] HAD = Fixtures.had("tfrecord.npy");

  @TempDir private Path directory;

  /** An empty part among them is fine. */
  @ParameterizedTest
  @CsvSource({
    "shards",
    "shards:image/encoded",
    "shards/pets-train.tfrecord-*",
    "shards/*:image/encoded"
  })
  void shardsAreOneDataSet(String spec) {
    try (SampleSource source = Fixtures.open(spec)) {
      assertThat(Fixtures.values(source)).isEqualTo(HAD);
      assertThat(Fixtures.labels(source)).containsExactly(3, 0, -1, 1000, 2);
      DataRecord last = source.read(4);
      assertThat(last.key()).isEqualTo("pets-train.tfrecord-00002-of-00003:1");
      assertThat(last.layout()).contains(ImageLayout.HWC);
      assertThat(last.picture()).isTrue();
      assertThat(source.files()).hasSize(3);
    }
  }

  @Test
  void bytesHaveTheShapeBesideThem() {
    try (SampleSource source = Fixtures.open("raw.tfrecord")) {
      assertThat(Fixtures.values(source)).isEqualTo(HAD);
      assertThat(Fixtures.labels(source)).containsExactly(0, 1, 2, 3, 4);
      assertThat(source.read(0).layout()).contains(ImageLayout.HWC);
      assertThat(source.read(0).picture()).isFalse();
    }
  }

  private static NpyArray[] scaled(int... shape) {
    return Arrays.stream(HAD)
        .map(
            each -> {
              float[] values = each.toFloats();
              for (int k = 0; k < values.length; k++) {
                values[k] /= 255;
              }
              return NpyArray.of(values, shape);
            })
        .toArray(NpyArray[]::new);
  }

  @Test
  void bytesMayBeThoseOfFloats() {
    try (SampleSource source = Fixtures.open("raw-floats.tfrecord")) {
      assertThat(Fixtures.values(source)).isEqualTo(scaled(4, 3, 3));
    }
  }

  /** Floats one behind another or each with a tag of its own; the name of the file says nothing. */
  @ParameterizedTest
  @CsvSource({"floats.tfrecord", "floats.tfrecord:a", "unpacked:a"})
  void floatsAreAVector(String spec) {
    try (SampleSource source = Fixtures.open(spec)) {
      assertThat(Fixtures.values(source)).isEqualTo(scaled(36));
      assertThat(source.read(0).layout()).isEmpty();
    }
  }

  @Test
  void integersAreAVector() {
    try (SampleSource source = Fixtures.open("unpacked:b")) {
      assertThat(source.read(3).values()).isEqualTo(NpyArray.of(new long[] {3, -3}, 2));
    }
  }

  private static byte[] record(byte[] content) {
    ByteBuffer record = ByteBuffer.allocate(content.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(content.length).putInt(masked(record.array(), 0, 8)).put(content);
    return record.putInt(masked(record.array(), 12, content.length)).array();
  }

  private static int masked(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return Integer.rotateRight((int) sum.getValue(), 15) + 0xa282ead8;
  }

  private Path file(byte[]... records) throws IOException {
    Path file = directory.resolve("x.tfrecord");
    Files.write(file, new byte[0]);
    for (byte[] each : records) {
      Files.write(file, each, StandardOpenOption.APPEND);
    }
    return file;
  }

  /** The records before the cut are there, and the cut is one more that is bad. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | record (121 bytes) must be 122 bytes long: the file is cut short",
        "126 | record (0 bytes) must be 122 bytes long: the file is cut short",
        "127 | record must be whole: the file is cut short",
        "137 | record must be whole: the file is cut short",
      })
  void theEndOfACutFileIsOneBadSample(int cut, String line) throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file("raw.tfrecord"));
    Path file = file(Arrays.copyOf(whole, whole.length - cut));
    try (SampleSource source = SampleSource.open(file.toString())) {
      assertThat(source.size()).isEqualTo(5);
      assertThat(source.read(3).values()).isEqualTo(HAD[3]);
      assertThatThrownBy(() -> source.read(4))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(file + ": sample 4: " + line);
    }
  }

  @Test
  void damageIsFoundByItsSum() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file("raw.tfrecord"));
    int each = whole.length / 5;
    byte[] inRecord = whole.clone();
    inRecord[each + 40] ^= 1;
    Path file = file(inRecord);
    try (SampleSource source = SampleSource.open(file.toString())) {
      assertThat(source.size()).isEqualTo(5);
      assertThatThrownBy(() -> source.read(1))
          .hasMessage(file + ": sample 1: sum of the record must be its CRC-32C: it is damaged");
      assertThat(source.read(2).values()).isEqualTo(HAD[2]);
    }
    byte[] inLength = whole.clone();
    inLength[3 * each + 6] = 1;
    file(inLength);
    try (SampleSource source = SampleSource.open(file.toString())) {
      assertThat(source.size()).isEqualTo(4);
      assertThatThrownBy(() -> source.read(3))
          .hasMessage(
              file
                  + ": sample 3: sum of the length must be its CRC-32C: no record is found from"
                  + " here on");
    }
  }

  /** A length that is forged with its sum calls for no more than the file has. */
  @Test
  void lengthsThatLieTakeNoMemory() throws IOException {
    for (long length : new long[] {Long.MAX_VALUE, -1, 1L << 40}) {
      ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      header.putInt(masked(header.array(), 0, 8));
      byte[] sound = Files.readAllBytes(Fixtures.file("raw.tfrecord"));
      Path file = file(sound, header.array(), new byte[1000]);
      try (SampleSource source = SampleSource.open(file.toString())) {
        assertThat(source.size()).isEqualTo(6);
        assertThatThrownBy(() -> source.read(5))
            .hasMessage(
                file
                    + ": sample 5: record (996 bytes) must be "
                    + Long.toUnsignedString(length)
                    + " bytes long: the file is cut short");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | record must be a tf.train.Example with features",
        "0a00 | record must be a tf.train.Example with features",
        "ff | record must be a tf.train.Example",
        "0a7f00 | record must be a tf.train.Example",
        // Two byte strings; three quarters of a float; a label of 33 bits; a picture that is none.
        "0a0d 0a0b 0a0178 1206 0a04 0a00 0a00 | feature (2 byte strings) must be one",
        "0a0e 0a0c 0a0178 1207 1205 0a03 000000 | record must be a tf.train.Example",
        "0a1f 0a0a 0a0178 1205 1203 0a01 00 | record must be a tf.train.Example",
        "0a21 0a0b 0a0178 1206 0a04 0a02 0505 0a12 0a05 6c6162656c 1209 1a07 0a05 8080808010"
            + " | label (4294967296) must be a whole number of 32 bits",
        "0a0e 0a0c 0a0178 1207 0a05 0a03 ffd8ff | picture: must be an undamaged picture: No image data present to read",
      })
  void whatIsNoExampleIsOneLine(String hex, String line) throws IOException {
    byte[] named = HexFormat.of().parseHex("0a0d0a0b0a017812060a040a020505");
    Path file =
        file(record(named), record(HexFormat.of().parseHex(hex.replace(" ", ""))), record(named));
    try (SampleSource source = SampleSource.open(file + ":x")) {
      assertThat(source.read(2).values())
          .isEqualTo(NpyArray.of(NpyType.UINT8, new long[] {5, 5}, 2));
      assertThatThrownBy(() -> source.read(1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith(file + ":x: sample 1: " + line);
    }
  }

  @Test
  void whatCannotBeChosenIsOneLine() throws IOException {
    assertThatThrownBy(() -> Fixtures.open("unpacked"))
        .hasMessageEndingWith("unpacked: feature must be named behind a colon, and be one of a, b");
    assertThatThrownBy(() -> Fixtures.open("shards:image"))
        .hasMessageEndingWith(
            "of-00003: feature (image) must be one of image/class/label, image/encoded,"
                + " image/height, image/width");
    Path empty = file();
    assertThatThrownBy(() -> SampleSource.open(empty.toString()))
        .hasMessage(empty + ": must have at least one sample");
    Path packed = file(new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThatThrownBy(() -> SampleSource.open(packed.toString()))
        .hasMessage(packed + ": gzip data must be complete: the file is cut short");
  }

  private Path packed(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pets.tfrecord", "pets.tfrecord.gz", "pets.gz"})
  void aPackedFileIsUnpacked(String name) throws IOException {
    byte[] plain = Files.readAllBytes(Fixtures.file("raw.tfrecord"));
    Path packed = packed(name, plain);
    try (SampleSource source = SampleSource.open(packed.toString())) {
      assertThat(Fixtures.values(source)).isEqualTo(HAD);
      assertThat(source.files()).containsExactly(packed);
    }
    byte[] bytes = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> SampleSource.open(packed.toString()))
        .hasMessage(packed + ": gzip data must be complete: the file is cut short");
  }

  @Test
  void aPackedFileHasABound() throws IOException {
    Path bomb = packed("bomb.tfrecord", new byte[(64 << 20) + 1]);
    assertThatThrownBy(() -> SampleSource.open(bomb.toString()))
        .hasMessage(
            bomb
                + ": unpacked size (over 67108864 bytes) must be at most 67108864 bytes for a gzip"
                + " file of this length");
  }

  /** Whatever is changed, there is a line or a sample. */
  @Test
  void damageIsOneLine() throws IOException {
    byte[] whole = Files.readAllBytes(Fixtures.file("shards/pets-train.tfrecord-00000-of-00003"));
    Random random = new Random(7);
    int lines = 0;
    for (int k = 0; k < 300; k++) {
      byte[] content = Arrays.copyOfRange(whole, 12, whole.length / 3 - 4);
      for (int hit = 0; hit < 3; hit++) {
        content[random.nextInt(content.length)] = (byte) random.nextInt(256);
      }
      Path file = file(record(content));
      try (SampleSource source = SampleSource.open(file.toString())) {
        source.read(0);
      } catch (InvalidInputException e) {
        lines++;
        assertThat(e.getMessage()).doesNotContain("\n");
      }
    }
    assertThat(lines).isGreaterThan(100);
  }
}
