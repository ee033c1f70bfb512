package io.plumbline.data.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows against the whole array, which {@link NumpyFilesTest} holds to NumPy. */
class NpyRowsTest {
  private static final Path NUMPYS = Path.of("src/test/resources/io/plumbline/data/npy");

  @TempDir private Path directory;

  static Stream<Path> filesOfRows() throws IOException {
    try (Stream<Path> files = Files.list(NUMPYS)) {
      return files
          .filter(file -> file.toString().endsWith(".npy"))
          .filter(file -> Npy.read(file).shape().length > 0 && Npy.read(file).size() > 0)
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("filesOfRows")
  void areThoseOfTheWholeArray(Path file) {
    NpyArray whole = Npy.read(file);
    int[] shape = whole.shape();
    if (file.getFileName().toString().contains("-F-") && shape.length > 1) {
      assertThatThrownBy(() -> NpyRows.open(file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(
              file
                  + ": fortran_order (True) must be False for rows to be read one by one:"
                  + " numpy.save(file, numpy.ascontiguousarray(array)) writes it so");
      return;
    }
    try (NpyRows rows = NpyRows.open(file)) {
      assertThat(rows.count()).isEqualTo(shape[0]);
      int bytes = whole.data().length / shape[0];
      for (int k = shape[0] - 1; k >= 0; k--) {
        assertThat(rows.row(k))
            .isEqualTo(
                NpyArray.ofBytes(
                    whole.type(),
                    Arrays.copyOfRange(whole.data(), k * bytes, (k + 1) * bytes),
                    Arrays.copyOfRange(shape, 1, shape.length)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"stored.npz", "packed.npz"})
  void anArchivesMemberIsUnpackedAndRemoved(String name) throws IOException {
    Path archive = Path.of("../plumbline-testing/fixtures/datasets").resolve(name);
    NpyArray whole = Npy.read(Path.of(archive + ":x"));
    long before = left();
    try (NpyRows rows = NpyRows.open(Path.of(archive + ":x"))) {
      assertThat(left()).isEqualTo(before + 1);
      assertThat(rows.files()).containsExactly(archive);
      assertThat(rows.row(4).toDoubles())
          .containsExactly(Arrays.copyOfRange(whole.toDoubles(), 24, 30));
    }
    assertThat(left()).isEqualTo(before);
  }

  private static long left() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("plumbline-")).count();
    }
  }

  /** What numpy.memmap makes of a hole: an array beyond what a Java array can have. */
  @Test
  void anArrayMayBeLargerThanMemory() throws IOException {
    Path file = directory.resolve("large.npy");
    int rows = 1 << 22;
    byte[] header =
        new NpyHeader(NpyType.FLOAT64, NpyLayout.STANDARD, new int[] {rows, 1 << 10}).bytes();
    long last = header.length + (rows - 1L << 13);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(header));
      channel.position(last);
      channel.write(ByteBuffer.allocate(1 << 13).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.5));
    }
    try (NpyRows read = NpyRows.open(file)) {
      assertThat(read.row(rows - 1).toDoubles()).hasSize(1 << 10).startsWith(0.5, 0);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(5, 2) | 79 | data (79 bytes) must be 80 bytes long for float64 (5, 2): the file is cut short",
        "(5, 2) | 81 | data (81 bytes) must be 80 bytes long for float64 (5, 2): bytes follow the array",
        "(2147483647, 2147483647, 8) | 80 | shape (2147483647, 2147483647, 8) must have rows of at most 2147483639 bytes",
        "(2147483647, 2) | 80 | data (80 bytes) must be 34359738352 bytes long for float64 (2147483647, 2): the file is cut short",
        "(2147483647, 0) | 0 | shape (2147483647, 0) must have rows with elements in them",
        "(0, 2) | 0 | shape (0, 2) must have rows with elements in them",
        "() | 8 | shape () must have rows with elements in them",
      })
  void refusesHeadersThatLie(String shape, int bytes, String line) throws IOException {
    int[] extents =
        Arrays.stream(shape.substring(1, shape.length() - 1).split(", "))
            .filter(each -> !each.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    byte[] header = new NpyHeader(NpyType.FLOAT64, NpyLayout.STANDARD, extents).bytes();
    Path file =
        Files.write(directory.resolve("lie.npy"), Arrays.copyOf(header, header.length + bytes));
    assertThatThrownBy(() -> NpyRows.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + ": " + line);
  }

  @Test
  void aFileThatShrinksIsOneLine() throws IOException {
    Path file = directory.resolve("x.npy");
    Npy.write(file, NpyArray.of(new double[6], 3, 2));
    try (NpyRows rows = NpyRows.open(file)) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 170));
      assertThat(rows.row(1).size()).isEqualTo(2);
      assertThatThrownBy(() -> rows.row(2))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage(file + ": bytes (10) at 160 must be 16: the file is cut short");
    }
  }
}
