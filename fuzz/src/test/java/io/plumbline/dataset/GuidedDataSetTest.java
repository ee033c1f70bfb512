package io.plumbline.dataset;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data sets, of bytes that Jazzer chooses by what they reach: the first samples and the last.
 * {@code docs/security.md} says how; else what it found is read again.
 */
class GuidedDataSetTest {
  private static final int FIRST = 3;

  /** Of a record of TFRecord, before and behind it. */
  private static final int HEADER = 12;

  private static final int SUM = 4;

  @TempDir private static Path folder;

  @MethodSource("arrays")
  @FuzzTest
  void rows(byte[] input) throws IOException {
    assertReadOrRefused(input, "");
  }

  static Stream<byte[]> arrays() {
    return fixtures("x.npy", "idx/train-images-idx3-ubyte", "idx/t10k-images.idx3-ubyte.gz");
  }

  @MethodSource("hdf5Files")
  @FuzzTest
  void hdf5(byte[] input) throws IOException {
    assertReadOrRefused(input, ":group/packed");
  }

  static Stream<byte[]> hdf5Files() {
    return fixtures("v114.h5");
  }

  @MethodSource("recordFiles")
  @FuzzTest
  void records(byte[] input) throws IOException {
    assertReadOrRefused(input, "");
  }

  static Stream<byte[]> recordFiles() {
    return fixtures("raw.tfrecord", "floats.tfrecord");
  }

  /** With sums that are right, so that what is between them is read. */
  @MethodSource("exampleBytes")
  @FuzzTest
  void examples(byte[] example) throws IOException {
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + example.length + SUM).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(example.length).putInt(sum(record.array(), 0, Long.BYTES)).put(example);
    record.putInt(sum(record.array(), HEADER, example.length));
    assertReadOrRefused(record.array(), "");
  }

  private static int sum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return Integer.rotateRight((int) sum.getValue(), 15) + 0xa282ead8;
  }

  static Stream<byte[]> exampleBytes() {
    return fixtures("raw.tfrecord", "floats.tfrecord", "shards/pets-train.tfrecord-00002-of-00003")
        .map(
            file -> {
              int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
              return Arrays.copyOfRange(file, HEADER, HEADER + length);
            });
  }

  @MethodSource("parquetFiles")
  @FuzzTest
  void parquet(byte[] input) throws IOException {
    assertReadOrRefused(input, ":x");
  }

  static Stream<byte[]> parquetFiles() {
    return fixtures("parquet/only.parquet", "parquet/jagged.parquet", "parquet/second.parquet");
  }

  private static Stream<byte[]> fixtures(String... names) {
    return Stream.of(names)
        .map(
            name -> {
              try {
                return Files.readAllBytes(Fixtures.path("datasets/" + name));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static void assertReadOrRefused(byte[] input, String within) throws IOException {
    Path file = folder.resolve("input");
    Trials.once(
        bytes -> {
          Files.write(file, bytes);
          try (SampleSource source = SampleSource.open(file + within)) {
            // One that is bad keeps nobody from the others.
            for (int k = 0; k < Math.min(FIRST, source.size()); k++) {
              int index = k;
              Trials.once(same -> source.read(index), input);
            }
            source.read(source.size() - 1);
          }
        },
        input);
  }
}
