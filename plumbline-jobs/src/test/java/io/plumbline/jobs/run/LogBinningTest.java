package io.plumbline.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.run.result.GradientComparison.LogBins;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogBinningTest {
  @Test
  void edgesAreQuarterDecades() {
    LogBins bins = LogBinning.of(new double[0]);
    assertThat(bins.edges().size()).isEqualTo(33);
    assertThat(bins.edges().get(0)).isEqualTo(LogBinning.LOW);
    assertThat(bins.edges().get(4)).isEqualTo(1e-7);
    assertThat(bins.edges().get(32)).isEqualTo(LogBinning.HIGH);
  }

  @Test
  void everyErrorIsCountedOnceAndWhereItBelongs() {
    double[] errors = {
      0, 9.9e-9, 1e-8, 1.1e-8, 0.9, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY, 1e-7
    };
    LogBins bins = LogBinning.of(errors);
    assertThat(bins.below()).isEqualTo(2);
    assertThat(bins.above()).isEqualTo(1);
    assertThat(bins.notFinite()).isEqualTo(2);
    assertThat(bins.counts().get(0)).isEqualTo(2);
    assertThat(bins.counts().get(4)).isEqualTo(1);
    assertThat(bins.counts().get(31)).isEqualTo(2);
    assertThat(Arrays.stream(bins.counts().toArray()).sum()).isEqualTo(5);
  }

  @Test
  void agreesWithCountingEdgeByEdge() {
    SplittableRandom random = new SplittableRandom(1);
    double[] errors = random.doubles(1000, -9, 0.1).map(e -> Math.pow(10, e)).toArray();
    LogBins bins = LogBinning.of(errors);
    for (int k = 0; k < bins.counts().size(); k++) {
      double low = bins.edges().get(k);
      double high = bins.edges().get(k + 1);
      assertThat(bins.counts().get(k))
          .isEqualTo((double) Arrays.stream(errors).filter(e -> e >= low && e < high).count());
    }
  }
}
