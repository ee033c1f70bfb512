package io.plumbline.readers.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import io.plumbline.testing.generated.Archive;
import io.plumbline.testing.generated.Trials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models, read and evaluated as the readers' FuzzTest does it, of bytes that Jazzer chooses by what
 * they reach. {@code docs/security.md} says how; else what it found is read again.
 */
class GuidedModelTest {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  @TempDir private static Path folder;

  @MethodSource("models")
  @FuzzTest
  void onnx(byte[] model) throws IOException {
    assertTakenOrRefused(".onnx", model);
  }

  static Stream<byte[]> models() {
    return Stream.of("scores", "pixels", "margin", "softmax")
        .map(name -> bytes(Fixtures.path("losses/" + name + ".onnx")));
  }

  @MethodSource("configurations")
  @FuzzTest
  void keras(byte[] configuration) throws IOException {
    assertTakenOrRefused(".keras", archive().with(CONFIG, content -> configuration));
  }

  static Stream<byte[]> configurations() throws IOException {
    return Stream.of(archive().entry(CONFIG));
  }

  @MethodSource("weights")
  @FuzzTest
  void hdf5(byte[] weights) throws IOException {
    assertTakenOrRefused(".keras", archive().with(WEIGHTS, content -> weights));
  }

  static Stream<byte[]> weights() throws IOException {
    return Stream.of(archive().entry(WEIGHTS));
  }

  private static Archive archive() throws IOException {
    return new Archive(Fixtures.path("keras/order.keras"));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertTakenOrRefused(String ending, byte[] model) throws IOException {
    Trials.once(new ModelTrial(folder, ending, file -> Optional.of(Models.read(file))), model);
  }
}
