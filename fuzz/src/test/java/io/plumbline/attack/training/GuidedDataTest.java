package io.plumbline.attack.training;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plumbline.data.Source;
import io.plumbline.data.idx.Idx;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.picture.Picture;
import io.plumbline.djl.TrainingState;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Arrays, images, pictures and checkpoints, of bytes that Jazzer chooses by what they reach. {@code
 * docs/security.md} says how; else what it found is read again.
 */
class GuidedDataTest {
  private static final String SETTINGS = "seed 1, data 0";

  @TempDir private static Path folder;

  @MethodSource("arrays")
  @FuzzTest
  void npy(byte[] input) throws IOException {
    assertTakenOrRefused(".npy", input, Npy::read);
  }

  static Stream<byte[]> arrays() {
    return fixtures("losses/t-real.npy", "losses/t-classes.npy");
  }

  @MethodSource("archives")
  @FuzzTest
  void npz(byte[] input) throws IOException {
    assertTakenOrRefused(".npz", input, NamedArrays::read);
  }

  static Stream<byte[]> archives() {
    return fixtures("batches/images_sse.npz");
  }

  @MethodSource("tensors")
  @FuzzTest
  void safetensors(byte[] input) throws IOException {
    assertTakenOrRefused(".safetensors", input, NamedArrays::read);
  }

  static Stream<byte[]> tensors() {
    return fixtures("tensors/images_g.safetensors").map(whole -> Arrays.copyOf(whole, 2048));
  }

  @FuzzTest
  void images(byte[] input) throws IOException {
    assertTakenOrRefused("-ubyte", input, file -> Idx.readImages(Source.of(file)));
  }

  @FuzzTest
  void labels(byte[] input) throws IOException {
    assertTakenOrRefused("-ubyte", input, file -> Idx.readLabels(Source.of(file)));
  }

  @MethodSource("pictures")
  @FuzzTest
  void picture(byte[] input) throws IOException {
    assertTakenOrRefused(".picture", input, Picture::read);
  }

  static Stream<byte[]> pictures() {
    return fixtures("inputs/bits.png", "inputs/palette.png", "inputs/progressive.jpg");
  }

  /** With a checksum that is right, so that what is before it is read. */
  @MethodSource("checkpoints")
  @FuzzTest
  void checkpoint(byte[] body) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(body);
    byte[] input =
        ByteBuffer.allocate(body.length + Long.BYTES).put(body).putLong(sum.getValue()).array();
    assertTakenOrRefused(".checkpoint", input, file -> Checkpoint.read(file, network(), SETTINGS));
  }

  static Stream<byte[]> checkpoints() {
    Graph network = network();
    List<float[]> weights =
        network.parameters().stream()
            .filter(Parameter::trainable)
            .map(parameter -> new float[parameter.tensor().shape().size()])
            .toList();
    TrainingState state = TrainingState.of(network, weights, 1, 5, weights, weights);
    byte[] whole =
        new Checkpoint(SETTINGS, state, weights, List.of(new EpochScores(1, 1, 1, 1, 1))).bytes();
    return Stream.of(Arrays.copyOf(whole, whole.length - Long.BYTES));
  }

  private static Graph network() {
    return Models.read(Fixtures.path("losses/one.onnx"));
  }

  private static Stream<byte[]> fixtures(String... names) {
    return Stream.of(names)
        .map(
            name -> {
              try {
                return Files.readAllBytes(Fixtures.path(name));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static void assertTakenOrRefused(String ending, byte[] input, Consumer<Path> reader)
      throws IOException {
    Path file = folder.resolve("input" + ending);
    Trials.once(
        bytes -> {
          Files.write(file, bytes);
          reader.accept(file);
        },
        input);
  }
}
