package io.plumbline.data.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives that NumPy and safetensors wrote, and damaged ones. */
class NamedArraysTest {
  private static final Path NPZ = Path.of("../plumbline-testing/fixtures/tensors/images_g.npz");
  private static final Path SAFE =
      Path.of("../plumbline-testing/fixtures/tensors/images_g.safetensors");

  @TempDir private Path directory;

  @Test
  void bothFormatsHoldTheSame() {
    Map<String, NpyArray> npz = NamedArrays.read(NPZ);
    assertThat(npz).hasSize(11).containsKeys("conv1.weight", "fc2.bias");
    assertThat(NamedArrays.read(SAFE)).containsExactlyInAnyOrderEntriesOf(npz);
    assertThat(Npy.read(Path.of(NPZ + ":fc2.bias"))).isEqualTo(npz.get("fc2.bias"));
  }

  @Test
  void aFolderHoldsThemByTheirNames() throws IOException {
    Map<String, NpyArray> npz = NamedArrays.read(NPZ);
    Files.createDirectory(directory.resolve("inner"));
    npz.forEach((name, array) -> Npy.write(directory.resolve("inner/" + name + ".npy"), array));
    Map<String, NpyArray> read = NamedArrays.read(directory);
    assertThat(read).hasSameSizeAs(npz).containsEntry("inner/fc2.bias", npz.get("fc2.bias"));
  }

  @Test
  void bfloat16IsWidened() throws IOException {
    Path file =
        safe(
            "{\"a\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}",
            0x80,
            0x3f,
            0,
            0xc0);
    assertThat(NamedArrays.read(file).get("a").toDoubles()).containsExactly(1, -2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | header must be a JSON object",
        "{\"a\":1} | a: must have dtype, shape and data_offsets",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,4]}} | dtype (F4) must be one of",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | must not be negative",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | within the file",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}} | within the file",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999],\"data_offsets\":[0,4]}} | must have dtype",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536],\"data_offsets\":[0,4]}} | within the file",
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\","
            + "\"shape\":[1],\"data_offsets\":[3,4]}} | b: bytes must be its own, and no other array's",
        "{\"__metadata__\":{}} | arrays (none) must be at least one",
      })
  void refusesHeadersThatLie(String header, String line) throws IOException {
    Path file = safe(header, 0, 0, 0, 0);
    assertThatThrownBy(() -> NamedArrays.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(line);
  }

  /** A hundred thousand bytes that are meant to become more than there is room for. */
  @Test
  void whatArraysUnpackToIsBounded() throws IOException {
    Path file = directory.resolve("zeros.npz");
    int each = (int) (Unpacking.FREE_BYTES / 3);
    byte[] zeros = Npy.bytes(NpyArray.of(new float[each / Float.BYTES], each / Float.BYTES));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.setLevel(Deflater.BEST_SPEED);
      for (String name : new String[] {"a.npy", "b.npy", "c.npy"}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(zeros);
      }
    }
    assertThatThrownBy(() -> NamedArrays.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "zeros.npz: arrays (over 268435456 bytes) must be at most 268435456 bytes for an archive"
                + " of this length, or come unpacked, as numpy.savez writes them");
    assertThat(Npy.read(Path.of(file + ":c")).size()).isEqualTo(each / Float.BYTES);
  }

  @Test
  void namesStayOnOneLine() throws IOException {
    Path file = directory.resolve("lines.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("a\nb\u202e.npy"));
      zip.write(Npy.bytes(NpyArray.of(new float[2], 2)));
    }
    assertThatThrownBy(() -> Npy.read(Path.of(file + ":c\rd")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("lines.npz: array (c\\u000dd) must be one of a\\u000ab\\u202e (2,)");
    Path safe = safe("{\"a\\nb\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,4]}}");
    assertThatThrownBy(() -> NamedArrays.read(safe))
        .hasMessageStartingWith("made.safetensors: a\\u000ab: dtype (F4) must be one of");
  }

  @Test
  void theNumberOfArraysIsBounded() throws IOException {
    String none = "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    String arrays =
        IntStream.rangeClosed(0, 50_000)
            .mapToObj(k -> "\"" + k + none)
            .collect(Collectors.joining(",", "{", "}"));
    Path file = safe(arrays);
    assertThatThrownBy(() -> NamedArrays.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("made.safetensors: arrays (50001) must be at most 50000");
  }

  @Test
  void damageIsOneLine() throws IOException {
    Random random = new Random(5);
    for (Path whole : new Path[] {NPZ, SAFE}) {
      byte[] bytes = Files.readAllBytes(whole);
      for (int k = 0; k < 500; k++) {
        byte[] damaged = bytes.clone();
        int most = whole.equals(SAFE) ? 1200 : damaged.length;
        for (int hit = 0; hit < 4; hit++) {
          damaged[random.nextInt(most)] = (byte) random.nextInt(256);
        }
        Path file = directory.resolve(whole.getFileName());
        Files.write(
            file, k % 5 == 0 ? java.util.Arrays.copyOf(damaged, random.nextInt(most)) : damaged);
        try {
          NamedArrays.read(file);
        } catch (InvalidInputException e) {
          assertThat(e.getMessage()).doesNotContain("\n");
        }
      }
    }
  }

  private Path safe(String header, int... data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    for (int each : data) {
      bytes.put((byte) each);
    }
    Path file = directory.resolve("made.safetensors");
    Files.write(file, bytes.array());
    return file;
  }
}
