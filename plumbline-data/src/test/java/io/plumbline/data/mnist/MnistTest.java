package io.plumbline.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The expected values were computed with NumPy 2.4.6 from the original files. */
class MnistTest {
  @TempDir Path directory;

  @Test
  void theEmbeddedTestPartIsScaledAsNumpyDoes() throws Exception {
    Dataset test = Mnist.embedded().test();
    assertThat(test.shape()).containsExactly(10_000, 28, 28, 1);
    assertThat(test.labels()).startsWith(7, 2, 1, 0, 4, 1, 4, 9, 5, 9).endsWith(2, 3, 4, 5, 6);
    assertThat(counts(test)).containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(md5(test)).isEqualTo("1f64b2b2cf7c3bf471d6fcb375e031fb");
  }

  @Test
  void theEmbeddedTrainPartIsScaledAsNumpyDoes() throws Exception {
    Dataset train = Mnist.embedded().train();
    assertThat(train.shape()).containsExactly(60_000, 28, 28, 1);
    assertThat(train.labels()).startsWith(5, 0, 4, 1, 9, 2, 1, 3, 1, 4).endsWith(8, 3, 5, 6, 8);
    assertThat(counts(train))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(md5(train)).isEqualTo("b2729eb00932bc19cebaf4c17889f191");
  }

  private static long[] counts(Dataset data) {
    long[] counts = new long[10];
    for (int label : data.labels()) {
      counts[label]++;
    }
    return counts;
  }

  /** The sum of {@code (bytes.astype("float32") / 255).tobytes()}, little-endian. */
  private static String md5(Dataset data) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    int batch = 1000;
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * batch * data.pixels()).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < data.size(); start += batch) {
      bytes.asFloatBuffer().put(data.images(IntStream.range(start, start + batch).toArray()));
      md5.update(bytes.array());
    }
    return HexFormat.of().formatHex(md5.digest());
  }

  @Test
  void aPartIsReadOnceAndOnlyWhenAskedFor() throws IOException {
    copyTest("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", false);
    Mnist data = Mnist.fromDirectory(directory);
    assertThat(data.test()).isSameAs(data.test());
    assertThat(data.name()).isEqualTo(directory.toString());
    assertThatThrownBy(data::train)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "directory (%s) must hold train-images-idx3-ubyte or train-images.idx3-ubyte, with or without .gz",
            directory);
  }

  @Test
  void theUsualNamesAreFound() throws IOException {
    String[][] names = {
      {"t10k-images-idx3-ubyte.gz", "t10k-labels.idx1-ubyte.gz"},
      {"t10k-images.idx3-ubyte", "t10k-labels-idx1-ubyte"},
    };
    Dataset embedded = Mnist.embedded().test();
    for (String[] pair : names) {
      copyTest(pair[0], pair[1], !pair[0].endsWith(".gz"));
      Dataset test = Mnist.fromDirectory(directory).test();
      assertThat(test.labels()).isEqualTo(embedded.labels());
      assertThat(test.image(9_999)).isEqualTo(embedded.image(9_999));
      Files.delete(directory.resolve(pair[0]));
      Files.delete(directory.resolve(pair[1]));
    }
  }

  private void copyTest(String images, String labels, boolean unpack) throws IOException {
    copy("t10k-images-idx3-ubyte.gz", images, unpack);
    copy("t10k-labels-idx1-ubyte.gz", labels, unpack);
  }

  private void copy(String resource, String name, boolean unpack) throws IOException {
    try (InputStream packed = Mnist.class.getResourceAsStream(resource);
        InputStream in = unpack ? new GZIPInputStream(packed) : packed) {
      Files.copy(in, directory.resolve(name));
    }
  }

  @Test
  void otherSizesAreReadWhereBothPartsAgree() throws IOException {
    write("train", 2, 5, 7, 2);
    write("t10k", 1, 5, 7, 1);
    Mnist data = Mnist.fromDirectory(directory);
    assertThat(data.train().shape()).containsExactly(2, 5, 7, 1);
    assertThat(data.test().shape()).containsExactly(1, 5, 7, 1);
    assertThat(data.test().image(0)).hasSize(35);
  }

  @Test
  void partsThatDisagreeAreRefused() throws IOException {
    write("train", 2, 5, 7, 3);
    assertThatThrownBy(Mnist.fromDirectory(directory)::train)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "%s: count (3) must be 2, the number of images in %s",
            directory.resolve("train-labels-idx1-ubyte"),
            directory.resolve("train-images-idx3-ubyte"));
    write("train", 2, 5, 7, 2);
    write("t10k", 1, 7, 5, 1);
    Mnist data = Mnist.fromDirectory(directory);
    data.train();
    assertThatThrownBy(data::test)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "%s: image size (7x5) must be the same to train and to test on (5x7)", directory);
  }

  private void write(String part, int count, int rows, int columns, int labels) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * rows * columns);
    images.putInt(0x803).putInt(count).putInt(rows).putInt(columns);
    Files.write(directory.resolve(part + "-images-idx3-ubyte"), images.array());
    ByteBuffer values = ByteBuffer.allocate(8 + labels).putInt(0x801).putInt(labels);
    Files.write(directory.resolve(part + "-labels-idx1-ubyte"), values.array());
  }

  @Test
  void theDirectoryMustExist() {
    Path nowhere = directory.resolve("nowhere");
    assertThatThrownBy(() -> Mnist.fromDirectory(nowhere))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("directory (" + nowhere + ") must be an existing directory");
  }

  @Test
  void aChangedResourceIsNotTrusted() {
    InputStream changed = new ByteArrayInputStream(new byte[] {1, 2, 3});
    String md5 = "900150983cd24fb0d6963f7d28e17f72";
    assertThatThrownBy(() -> EmbeddedFile.verified("x", changed, md5).readAllBytes())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "embedded x: MD5 (5289df737df57326fcdd22597afb1fac) must be"
                + " 900150983cd24fb0d6963f7d28e17f72");
  }
}
