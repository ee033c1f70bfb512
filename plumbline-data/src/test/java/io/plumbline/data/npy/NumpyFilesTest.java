package io.plumbline.data.npy;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Half;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that NumPy wrote, and the values it says they hold (generate.py beside them). */
class NumpyFilesTest {
  record Expected(String file, String type, int[] shape, String[] values) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Expected> files() throws IOException {
    return new String(resource("expected.tsv"), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.split("\t", -1))
        .map(f -> new Expected(f[0], f[1], ints(f[2]), words(f[3])));
  }

  private static int[] ints(String text) {
    return Arrays.stream(words(text)).mapToInt(Integer::parseInt).toArray();
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.split(" ");
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = NumpyFilesTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void holdWhatNumpyPutThere(Expected expected) throws IOException {
    NpyArray array = Npy.read(expected.file, resource(expected.file));
    assertThat(array.type()).hasToString(expected.type);
    assertThat(array.shape()).isEqualTo(expected.shape);
    assertThat(array.size()).isEqualTo(expected.values.length);
    if (array.type().isFloat()) {
      double[] doubles = Arrays.stream(expected.values).mapToDouble(this::parse).toArray();
      assertThat(bits(array.toDoubles())).isEqualTo(bits(doubles));
      float[] floats = new float[doubles.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) doubles[i];
      }
      assertThat(array.toFloats()).isEqualTo(floats);
    } else {
      // BigInteger rounds to the nearest by its own code, also above Long.MAX_VALUE.
      BigInteger[] exact =
          Arrays.stream(expected.values).map(BigInteger::new).toArray(BigInteger[]::new);
      long[] longs = Arrays.stream(exact).mapToLong(BigInteger::longValue).toArray();
      assertThat(array.toUnsignedLongs()).isEqualTo(longs);
      double[] doubles = Arrays.stream(exact).mapToDouble(BigInteger::doubleValue).toArray();
      assertThat(array.toDoubles()).isEqualTo(doubles);
      for (int i = 0; i < exact.length; i++) {
        assertThat(array.toFloats()[i]).isEqualTo(exact[i].floatValue());
      }
    }
  }

  private double parse(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> Double.parseDouble(text);
    };
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
  }

  @ParameterizedTest
  @MethodSource("files")
  void areWrittenAgainByteForByte(Expected expected, @TempDir Path directory) throws IOException {
    byte[] bytes = resource(expected.file);
    NpyArray array = Npy.read(expected.file, new ByteArrayInputStream(bytes));
    String header = new String(bytes, 0, 90, StandardCharsets.ISO_8859_1);
    NpyLayout layout =
        new NpyLayout(
            bytes[6],
            header.contains("'fortran_order': True"),
            header.contains("'>") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    Path file = directory.resolve(expected.file);
    Npy.write(file, array, layout);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(Npy.read(file)).isEqualTo(array);
  }

  @Test
  void halvesRoundAsNumpyRoundsThem() throws IOException {
    double[] from = Npy.read("half-from.npy", resource("half-from.npy")).toDoubles();
    NpyArray to = Npy.read("half-to.npy", resource("half-to.npy"));
    assertThat(from).hasSizeGreaterThan(2000);
    assertThat(NpyArray.of(NpyType.FLOAT16, from, from.length)).isEqualTo(to);
  }

  @Test
  void everyHalfReadsAsNumpyReadsIt() throws Exception {
    ByteBuffer doubles = ByteBuffer.allocate(8 * 0x10000).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 0x10000; bits++) {
      double value = Half.toDouble((short) bits);
      if (Double.isNaN(value)) {
        assertThat(bits & 0x7fff).isGreaterThan(0x7c00);
      } else {
        doubles.putDouble(value);
        assertThat(Half.of(value)).isEqualTo((short) bits);
      }
    }
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update(doubles.flip());
    // Printed by generate.py.
    assertThat(HexFormat.of().formatHex(md5.digest()))
        .isEqualTo("61d4e0414ed4d57c3d80acd0aae3aa7d");
  }
}
