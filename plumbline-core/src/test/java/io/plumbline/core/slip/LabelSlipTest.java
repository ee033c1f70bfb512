package io.plumbline.core.slip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelSlipTest {
  @Test
  void knowsOneHotLabels() {
    assertThat(LabelSlip.oneHot(new long[] {0, 0, 1}, 3))
        .isEqualTo("; they are one-hot, and y.argmax() makes of them the class 2");
    assertThat(LabelSlip.oneHot(new long[] {0, 0, 1, 1, 0, 0}, 3))
        .isEqualTo("; they are one-hot, and y.reshape(-1, 3).argmax(-1) makes of them 2, 0");
    assertThat(LabelSlip.oneHot(new long[] {0, 1, 1}, 3)).isEmpty();
    assertThat(LabelSlip.oneHot(new long[] {0, 0, 0}, 3)).isEmpty();
    assertThat(LabelSlip.oneHot(new long[] {0, 0, 2}, 3)).isEmpty();
    assertThat(LabelSlip.oneHot(new long[] {0, 0, 1, 1}, 3)).isEmpty();
    assertThat(LabelSlip.oneHot(new long[] {1, 1}, 1)).isEmpty();
  }

  @Test
  void knowsClassesCountedFromOneAndClassesAsFloats() {
    assertThat(LabelSlip.outside(10, 10)).isEqualTo("; classes are counted from 0");
    assertThat(LabelSlip.outside(11, 10)).isEmpty();
    assertThat(LabelSlip.outside(-1, 10)).isEmpty();
    assertThat(LabelSlip.floats(new double[] {3, 0})).contains("y.astype(int)");
    assertThat(LabelSlip.floats(new double[] {3, 0.5})).isEmpty();
    assertThat(LabelSlip.floats(new double[] {Double.NaN})).isEmpty();
    assertThat(LabelSlip.floats(new double[0])).isEmpty();
  }
}
