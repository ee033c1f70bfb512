package io.plumbline.readers;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.graph.Summary;
import io.plumbline.testing.Fixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Path RESOURCES = Fixtures.path("");

  @Test
  void countsSeedAsKerasDoes() {
    Summary summary = Summary.of(Models.read(RESOURCES.resolve("models/seed.keras")));
    assertThat(summary.parameters()).isEqualTo(34_826);
    assertThat(summary.trainable()).isEqualTo(34_826);
    assertThat(summary.inputShape()).isEqualTo("(None, 28, 28, 1)");
    assertThat(summary.rows())
        .contains(
            new Summary.Row("conv2d", "Conv2D", "(None, 26, 26, 32)", 320),
            new Summary.Row("dropout", "Dropout", "(None, 1600)", 0),
            new Summary.Row("dense", "Dense", "(None, 10)", 16_010));
  }

  @Test
  void countsSharedWeightsOnceAndStatisticsApart() {
    Summary summary = Summary.of(Models.read(RESOURCES.resolve("keras/nested.keras")));
    assertThat(summary.parameters()).isEqualTo(160);
    assertThat(summary.fixed()).isEqualTo(8);
  }

  @Test
  void writesNoneForTheBatchAxisOnly() {
    Summary torch = Summary.of(Models.read(RESOURCES.resolve("models/torchres.onnx")));
    assertThat(torch.inputShape()).isEqualTo("(None, 1, 28, 28)");
  }
}
