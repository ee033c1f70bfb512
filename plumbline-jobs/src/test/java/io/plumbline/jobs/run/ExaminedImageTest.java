package io.plumbline.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.mnist.Mnist;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExaminedImageTest {
  private static ExaminedImage image(int index, double h, int tile) {
    return ExaminedImage.of(
        Mnist.embedded().test(),
        new RunSettings(
            index, h, tile, 1, 0.1, 42, Optional.empty(), Optional.empty(), Path.of("out")));
  }

  @Test
  void theJitterMovesEveryPixelALittleAndIsReproducible() {
    ExaminedImage subject = image(2, 1e-3, 1);
    double[] before = subject.x().clone();

    ExaminedImage jittered = subject.jittered(7);

    assertThat(subject.x()).containsExactly(before);
    assertThat(jittered.x()).containsExactly(subject.jittered(7).x());
    assertThat(jittered.x()).isNotEqualTo(subject.jittered(8).x());
    for (int k = 0; k < before.length; k++) {
      assertThat(Math.abs(jittered.x()[k] - before[k])).isPositive().isLessThan(0.0101);
      assertThat((double) (float) jittered.x()[k]).isEqualTo(jittered.x()[k]);
    }
    assertThat(jittered.label()).isEqualTo(1);
  }

  @Test
  void aStepThatMovesNoPixelIsRefusedAtOnce() {
    assertThatThrownBy(() -> image(2, 1e-9, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("h (1.0E-9) must be large enough that x + h differs from x");
    assertThatThrownBy(() -> image(2, 1e-9, 4)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void tilesCoverTheImage() {
    assertThat(image(0, 1e-3, 5).tiles().count()).isEqualTo(36);
    assertThat(image(0, 1e-3, 28).tiles().count()).isEqualTo(1);
  }
}
