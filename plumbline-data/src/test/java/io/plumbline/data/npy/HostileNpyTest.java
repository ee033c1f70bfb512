package io.plumbline.data.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.plumbline.core.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are broken, cut, forged or meant to harm: each gets its one line. */
class HostileNpyTest {
  private static final String DICTIONARY =
      " must be a dictionary of descr, fortran_order and shape: ";

  static byte[] file(int version, String header, int dataBytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < (version == 1 ? 2 : 4); i++) {
      out.write(text.length >> 8 * i);
    }
    out.writeBytes(text);
    out.writeBytes(new byte[dataBytes]);
    return out.toByteArray();
  }

  private static byte[] dictionary(String descr, String shape, int dataBytes) {
    String text = "{'descr': %s, 'fortran_order': False, 'shape': %s}\n";
    return file(1, text.formatted(descr, shape), dataBytes);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static Stream<Arguments> hostile() {
    return Stream.of(containers(), headers(), types(), shapes(), sizes()).flatMap(s -> s);
  }

  private static Stream<Arguments> containers() {
    return Stream.of(
        arguments(bytes(), "size (0 bytes) must be that of a .npy file: the file is empty"),
        arguments(
            bytes('P', 'K', 3, 4, 20, 0, 0),
            "magic (50 4b 03 04 14 00) must be 93 4e 55 4d 50 59, the first bytes of a .npy file"),
        arguments(
            bytes(0x93, 'N', 'U'),
            "size (3 bytes) must be at least 10 bytes: the header is cut short"),
        arguments(
            bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 1),
            "size (7 bytes) must be at least 10 bytes: the header is cut short"),
        arguments(
            bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 1, 0),
            "size (10 bytes) must be at least 12 bytes: the header is cut short"),
        arguments(file(4, "{}", 0), "version (4.0) must be 1.0, 2.0 or 3.0"),
        arguments(
            bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 255, 0, 0),
            "version (1.255) must be 1.0, 2.0 or 3.0"),
        arguments(
            bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0, '{'),
            "size (11 bytes) must be at least 128 bytes: the header is cut short"),
        arguments(
            bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 255, 255, 255, 255, '{'),
            "header length (4294967295 bytes) must be at most 65535 bytes"));
  }

  private static Stream<Arguments> headers() {
    return Stream.of(
        arguments(file(1, "", 0), "header ()" + DICTIONARY + "'{' expected at character 0"),
        arguments(file(1, "[1]", 0), "header ([1])" + DICTIONARY + "'{' expected at character 0"),
        arguments(file(1, "{}", 0), "header ({}) must have the key descr"),
        arguments(
            file(1, "{'descr': '<f4', 'shape': ()}", 0),
            "header ({'descr': '<f4', 'shape': ()}) must have the key fortran_order"),
        arguments(
            file(1, "{'descr': '<f4', 'descr': '<f8'}", 0),
            "header key (descr) must be there once only"),
        arguments(
            file(1, "{'__import__': 1}", 0),
            "header key (__import__) must be descr, fortran_order or shape"),
        arguments(
            file(1, "{'descr'; '<f4'}", 0),
            "header ({'descr'; '<f4'})" + DICTIONARY + "':' expected at character 8"),
        arguments(
            file(1, "{'descr': '<f4", 0),
            "header ({'descr': '<f4)"
                + DICTIONARY
                + "a quoted string without escapes expected at character 10"),
        arguments(
            file(1, "{'descr': '\\x3cf4'}", 0),
            "header ({'descr': '\\x3cf4'})"
                + DICTIONARY
                + "a quoted string without escapes expected at character 10"),
        arguments(
            file(1, "{'fortran_order': 0}", 0),
            "header ({'fortran_order': 0})"
                + DICTIONARY
                + "True or False expected at character 18"),
        arguments(
            file(1, "{'fortran_order': True} or x", 0),
            "header ({'fortran_order': True} or x)"
                + DICTIONARY
                + "the end of the header expected at character 24"),
        arguments(
            file(1, "{'a\nb\u001b': 1}", 0),
            "header ({'a\\u000ab\\u001b': 1})"
                + DICTIONARY
                + "a quoted string without escapes expected at character 1"),
        arguments(
            file(1, "(".repeat(60_000), 0),
            "header (" + "(".repeat(80) + "...)" + DICTIONARY + "'{' expected at character 0"));
  }

  private static Stream<Arguments> types() {
    String plain = ") must be bool, an integer of 8 to 64 bits or a float of 16 to 64 bits";
    return Stream.of(
        arguments(
            dictionary("'|O'", "(1,)", 8),
            "dtype (|O) must be a number type: object arrays hold pickled code, which is never run;"
                + " x.astype(np.float32) before np.save makes numbers of them"),
        arguments(
            dictionary("[('a', '<f4')]", "(1,)", 4),
            "dtype ([('a', '<f4')], 'fortran_order': False, 'shape': (1,)})"
                + " must be a single number type, not a structure"),
        arguments(
            dictionary("('<f4', (2,))", "(1,)", 8),
            "dtype (('<f4', (2,)), 'fortran_order': False, 'shape': (1,)})"
                + " must be a single number type, not a structure"),
        arguments(dictionary("'<c16'", "(1,)", 16), "dtype (<c16" + plain),
        arguments(dictionary("'<f16'", "(1,)", 16), "dtype (<f16" + plain),
        arguments(dictionary("'<U3'", "(1,)", 12), "dtype (<U3" + plain),
        arguments(dictionary("'<>f4'", "(1,)", 4), "dtype (<>f4" + plain),
        arguments(dictionary("''", "(1,)", 4), "dtype (" + plain));
  }

  private static Stream<Arguments> shapes() {
    String range = ") must be between 0 and 2147483647";
    return Stream.of(
        arguments(dictionary("'<f4'", "(-1,)", 4), "shape dimension (-1" + range),
        arguments(dictionary("'<f4'", "(2147483648,)", 4), "shape dimension (2147483648" + range),
        arguments(
            dictionary("'<f4'", "(18446744073709551617,)", 4),
            "shape dimension (18446744073709551617" + range),
        arguments(
            dictionary("'<f4'", "(65536, 65536)", 4),
            "shape (65536, 65536) must be of at most 2147483639 bytes in all"),
        arguments(
            dictionary("'<f8'", "(2147483647, 2147483647, 2147483647)", 4),
            "shape (2147483647, 2147483647, 2147483647) must be of at most 2147483639 bytes in all"),
        arguments(
            dictionary("'<f4'", "(" + "1, ".repeat(65) + ")", 4),
            "shape (over 64 dimensions) must have at most 64"),
        arguments(
            file(1, "{'shape': (3)}", 0),
            "header ({'shape': (3)})"
                + DICTIONARY
                + "a tuple, '(n,)', for the shape expected at character 13"),
        arguments(
            file(1, "{'shape': (2 3)}", 0),
            "header ({'shape': (2 3)})" + DICTIONARY + "',' or ')' expected at character 13"),
        arguments(
            file(1, "{'shape': (,)}", 0),
            "header ({'shape': (,)})" + DICTIONARY + "an integer expected at character 11"),
        arguments(
            file(1, "{'shape': (1e9,)}", 0),
            "header ({'shape': (1e9,)})" + DICTIONARY + "',' or ')' expected at character 12"),
        arguments(
            file(1, "{'shape': (007,)}", 0),
            "header ({'shape': (007,)})" + DICTIONARY + "an integer expected at character 11"));
  }

  private static Stream<Arguments> sizes() {
    return Stream.of(
        arguments(
            dictionary("'<f4'", "(2, 3)", 20),
            "data (20 bytes) must be 24 bytes long for float32 (2, 3): the file is cut short"),
        arguments(
            dictionary("'<f4'", "(536870909,)", 8),
            "data (8 bytes) must be 2147483636 bytes long for float32 (536870909,):"
                + " the file is cut short"),
        arguments(
            dictionary("'<f4'", "(2, 3)", 25),
            "data (over 24 bytes) must be 24 bytes long for float32 (2, 3):"
                + " bytes follow the array"),
        arguments(
            dictionary("'<f4'", "(0, 2147483647)", 1),
            "data (over 0 bytes) must be 0 bytes long for float32 (0, 2147483647):"
                + " bytes follow the array"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void getsOneLine(byte[] bytes, String reason, @TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> Npy.read("evil.npy", bytes))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("evil.npy: " + reason);
    Path file = Files.write(directory.resolve("evil.npy"), bytes);
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": " + reason);
  }

  @Test
  void mutatedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(20260101);
    byte[] good = NumpyFilesTest.resource("float32-big-F-v1.npy");
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(200) : good.length);
      for (int i = random.nextInt(3); i >= 0 && bad.length > 0; i--) {
        bad[random.nextInt(Math.min(bad.length, 80))] = (byte) random.nextInt(256);
      }
      try {
        NpyArray array = Npy.read("evil.npy", bad);
        assertThat(array.toDoubles()).hasSize(array.size());
      } catch (InvalidInputException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("evil.npy: ").hasLineCount(1);
      }
    }
    assertThat(refused).isBetween(10_000, 19_999);
  }

  @Test
  void anOddNameStaysOnOneLine() {
    assertThatThrownBy(() -> Npy.read("a\nb\u202e.npy", new byte[0]))
        .hasMessage(
            "a\\u000ab\\u202e.npy: size (0 bytes) must be that of a .npy file: the file is empty");
  }

  @Test
  void filesThatCannotBeOpenedAreNamed(@TempDir Path directory) {
    Path missing = directory.resolve("missing.npy");
    assertThatThrownBy(() -> Npy.read(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("file (" + missing + ") must exist");
    assertThatThrownBy(() -> Npy.read(directory))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("file (" + directory + ") must be a file, not a directory");
  }

  @Test
  void aFileBeyondTheHeapGetsOneLine(@TempDir Path directory) throws IOException {
    int length = Integer.MAX_VALUE - 8;
    byte[] header = dictionary("'|u1'", "(" + length + ",)", 0);
    Path file = directory.resolve("huge.npy");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(header);
      sparse.setLength(header.length + (long) length);
    }
    long heap = Runtime.getRuntime().maxMemory() >> 20;
    assumeThat(heap).isLessThan(2048);
    assertThatThrownBy(() -> Npy.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("file (%s) must fit in the %d MiB of memory that Java may use", file, heap);
  }
}
