package io.plumbline.core.slip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PixelSlipTest {
  @Test
  void knowsPixelsAsTheyAreStored() {
    assertThat(PixelSlip.sentence("x.npy", new double[] {0, 17, 255}))
        .hasValueSatisfying(
            line -> assertThat(line).contains("x.npy", "from 0 to 255", "--scale 1/255"));
  }

  @Test
  void saysNothingOfOtherNumbers() {
    assertThat(PixelSlip.sentence("x.npy", new double[] {0, 0.5, 255})).isEmpty();
    assertThat(PixelSlip.sentence("x.npy", new double[] {0, 1, 1})).isEmpty();
    assertThat(PixelSlip.sentence("x.npy", new double[] {-1, 3})).isEmpty();
    assertThat(PixelSlip.sentence("x.npy", new double[] {0, 256})).isEmpty();
    assertThat(PixelSlip.sentence("x.npy", new double[] {Double.NaN, 3})).isEmpty();
  }
}
