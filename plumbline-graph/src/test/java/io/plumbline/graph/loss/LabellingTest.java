package io.plumbline.graph.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import org.junit.jupiter.api.Test;

/** Weights by PyTorch's definition, worked out by hand; LossesTest holds PyTorch's own numbers. */
class LabellingTest {
  private static final double[] CLASSES = {1, 3};

  @Test
  void ofOneLabelTheMeanDividesByItsWeight() {
    Labelling smooth = new Labelling(0.2, CLASSES, Reduction.MEAN, Labelling.IGNORED);
    assertThat(smooth.target(1, 2).weights())
        .containsExactly(new double[] {0.1 / 3, 0.9}, within(1e-15));
    Labelling sum = new Labelling(0.2, CLASSES, Reduction.SUM, Labelling.IGNORED);
    assertThat(sum.target(1, 2).weights()).containsExactly(new double[] {0.1, 2.7}, within(1e-15));
  }

  @Test
  void softLabelsAreAveragedOverThePositionsAlone() {
    Labelling smooth = new Labelling(0.2, CLASSES, Reduction.MEAN, Labelling.IGNORED);
    double[] soft = {0.5, 1, 0.5, 0};
    assertThat(smooth.soft(soft, new Positions(1, 2, 2)).weights())
        .containsExactly(new double[] {0.25, 0.45, 0.75, 0.15}, within(1e-15));
  }

  @Test
  void whatIsIgnoredCountsNowhere() {
    Labelling smooth = new Labelling(0.2, new double[0], Reduction.MEAN, 7);
    Target target = smooth.target(new long[] {0, 7, 1}, new Positions(3, 2, 1));
    assertThat(target.weights())
        .containsExactly(new double[] {0.45, 0.05, 0, 0, 0.05, 0.45}, within(1e-15));
    assertThat(target.counted()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoPart() {
    assertThatThrownBy(() -> new Labelling(-0.1, CLASSES, Reduction.SUM, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("--label-smoothing (-0.1) must be at least 0 and at most 1");
    Labelling two = new Labelling(0, CLASSES, Reduction.SUM, 0);
    assertThatThrownBy(() -> two.target(1, 3))
        .hasMessage("--class-weights (2 numbers) must be as many as classes, 3");
  }
}
