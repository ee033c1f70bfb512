package io.plumbline.data.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NpyArrayTest {
  @TempDir Path directory;

  @Test
  void valuesAreCopiedAndKept() {
    float[] values = {1, -0f, Float.NaN, 3.5f, 5, 6};
    int[] shape = {2, 3};
    NpyArray array = NpyArray.of(values, shape);
    values[0] = 9;
    shape[0] = 9;
    assertThat(array.toFloats()).containsExactly(1, -0f, Float.NaN, 3.5f, 5, 6);
    assertThat(array.shape()).containsExactly(2, 3);
    assertThat(array).hasToString("float32 (2, 3)");
    assertThat(NpyArray.of(new double[] {2}).shape()).isEmpty();
    assertThat(NpyArray.of(new long[0], 0, 4)).hasToString("int64 (0, 4)");
  }

  @Test
  void equalityIsBitwise() {
    NpyArray array = NpyArray.of(new double[] {0, 1}, 2);
    assertThat(array)
        .isEqualTo(NpyArray.of(new double[] {0, 1}, 2))
        .hasSameHashCodeAs(NpyArray.of(new double[] {0, 1}, 2))
        .isNotEqualTo(NpyArray.of(new double[] {-0.0, 1}, 2))
        .isNotEqualTo(NpyArray.of(new double[] {0, 1}, 2, 1))
        .isNotEqualTo(NpyArray.of(new float[] {0, 1}, 2));
  }

  @Test
  void integersAreExact() {
    long[] values = {Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1};
    assertThat(NpyArray.of(values, 3).toLongs()).isEqualTo(values);
    NpyArray unsigned = NpyArray.of(NpyType.UINT64, new long[] {5, -1}, 2);
    assertThat(unsigned.toUnsignedLongs()).containsExactly(5, -1);
    assertThat(unsigned.toDoubles()).containsExactly(5, 0x1p64);
    assertThatThrownBy(unsigned::toLongs)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("value 1 (18446744073709551615) must be at most 9223372036854775807");
    assertThatThrownBy(NpyArray.of(new float[] {1}, 1)::toLongs)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("type (float32) must be an integer type to be read as integers");
  }

  @Test
  void integersMustFitTheirType() {
    assertThat(NpyArray.of(NpyType.INT8, new long[] {-128, 127}, 2).toLongs())
        .containsExactly(-128, 127);
    refused(NpyType.INT8, 128, "value 0 (128) must be in the range of int8");
    refused(NpyType.INT16, -32769, "value 0 (-32769) must be in the range of int16");
    refused(NpyType.UINT8, -1, "value 0 (-1) must be in the range of uint8");
    refused(NpyType.UINT32, 1L << 32, "value 0 (4294967296) must be in the range of uint32");
    refused(NpyType.BOOL, 2, "value 0 (2) must be in the range of bool");
  }

  private static void refused(NpyType type, long value, String message) {
    assertThatThrownBy(() -> NpyArray.of(type, new long[] {value}, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void shapesMustHoldTheValues() {
    double[] six = new double[6];
    assertThatThrownBy(() -> NpyArray.of(six, 2, 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (2, 2) must be one that holds 6 values");
    assertThatThrownBy(() -> NpyArray.of(six, -2, -3))
        .hasMessage("shape (-2, -3) must be non-negative");
    assertThatThrownBy(() -> NpyArray.of(six, 65536, 65536, 65536, 65536))
        .hasMessage("shape (65536, 65536, 65536, 65536) must be one that holds 6 values");
    assertThatThrownBy(() -> NpyArray.of(six, new int[65]))
        .hasMessage("shape (65 dimensions) must be at most 64");
    assertThatThrownBy(() -> NpyArray.of(NpyType.INT8, six, 6))
        .hasMessage("type (int8) must be float16, float32 or float64 for floating-point values");
    assertThatThrownBy(() -> new NpyLayout(4, false, ByteOrder.BIG_ENDIAN))
        .hasMessage("version (4) must be 1, 2 or 3");
  }

  @ParameterizedTest
  @EnumSource(NpyType.class)
  void everyLayoutGivesTheSameArray(NpyType type) {
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      int[] shape = random.ints(random.nextInt(5), 0, 5).toArray();
      byte[] bytes = new byte[ArrayBytes.bytes(shape, type.bytes())];
      random.nextBytes(bytes);
      NpyArray array = new NpyArray(type, shape, bytes);
      ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      NpyLayout layout = new NpyLayout(1 + random.nextInt(3), random.nextBoolean(), order);
      Path file = directory.resolve("array.npy");
      Npy.write(file, array, layout);
      assertThat(Npy.read(file)).as("%s %s", array, layout).isEqualTo(array);
    }
  }

  @Test
  void headersOfOtherWritersAreRead() {
    String[] headers = {
      "{'descr': '=f4', 'fortran_order': False, 'shape': (2,)}",
      "{\"shape\":(2L,),\"fortran_order\":True,\"descr\":\"f4\",}  \n",
      "{ 'descr' : '|f4' ,\n'fortran_order' : False , 'shape' : ( 2 , ) , }",
    };
    for (String header : headers) {
      NpyArray array = Npy.read("other.npy", HostileNpyTest.file(2, header, 8));
      assertThat(array).isEqualTo(NpyArray.of(new float[2], 2));
    }
  }

  @Test
  void aStreamIsReadToItsEndAndLeftOpen() throws IOException {
    byte[] bytes = NumpyFilesTest.resource("scalar.npy");
    boolean[] closed = {false};
    ByteArrayInputStream in =
        new ByteArrayInputStream(bytes) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    assertThat(Npy.read("stream", in).toDoubles()).containsExactly(2.5);
    assertThat(closed[0]).isFalse();
  }

  @Test
  void writingReplacesTheWholeFileOrNothing() throws IOException {
    Path file = directory.resolve("array.npy");
    Npy.write(file, NpyArray.of(new double[100], 100));
    Npy.write(file, NpyArray.of(new double[] {1}, 1));
    assertThat(Npy.read(file).toDoubles()).containsExactly(1);
    assertThat(names()).containsExactly("array.npy");

    Path nowhere = file.resolve("array.npy");
    assertThatThrownBy(() -> Npy.write(nowhere, NpyArray.of(new double[1], 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output directory (" + file + ") must be writable: not a directory");
    Path folder = Files.createDirectory(directory.resolve("folder.npy"));
    Files.createFile(folder.resolve("kept"));
    assertThatThrownBy(() -> Npy.write(folder, NpyArray.of(new double[1], 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("output file (" + folder + ") must not be a directory");
    assertThat(names()).containsExactly("array.npy", "folder.npy");
    assertThat(folder.resolve("kept")).exists();
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }
}
