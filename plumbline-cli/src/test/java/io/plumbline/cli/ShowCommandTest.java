package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.djl.SeedNetwork;
import io.plumbline.readers.onnx.write.OnnxWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  @TempDir private Path directory;

  @Test
  void printsTheTableOfLayers() {
    Path model = directory.resolve("seed.onnx");
    OnnxWriter.write(SeedNetwork.create(1), model);

    Printed printed = Printed.by("show", model.toString());

    assertThat(printed.code()).isEqualTo(ExitCode.FINE);
    assertThat(printed.err()).isEmpty();
    assertThat(printed.out().lines()).first().isEqualTo("Model: seed.onnx");
    assertThat(printed.out())
        .containsPattern("conv2d\\S* +Conv +\\(None, \\S+, \\S+, \\S+\\) +320")
        .containsPattern("Conv +\\(None, \\S+, \\S+, \\S+\\) +18,496")
        .containsPattern("\\(None, 10\\) +16,010")
        .endsWith("Parameters: 34,826 (34,826 trainable, 0 fixed)" + System.lineSeparator());
  }

  @Test
  void aModelCutShortIsOneLine() throws IOException {
    Path model = directory.resolve("cut.onnx");
    OnnxWriter.write(SeedNetwork.create(1), model);
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length / 2));

    Printed printed = Printed.by("show", model.toString());

    assertThat(printed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(printed.err()).startsWith("plumbline: cut.onnx: ").hasLineCount(1);
    assertThat(printed.out()).isEmpty();
  }
}
