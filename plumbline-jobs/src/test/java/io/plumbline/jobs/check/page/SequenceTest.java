package io.plumbline.jobs.check.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.jobs.check.outcome.EntryNames;
import io.plumbline.report.HeatmapSet.Form;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which arrays of two axes are drawn as sequences, and which may be pictures. */
class SequenceTest {
  @Test
  void fewFeaturesAreLinesWhicheverAxisTheyAre() {
    assertThat(Sequence.of(9, 8)).contains(new Sequence(8, 9, true, Form.LINES));
    assertThat(Sequence.of(1, 500)).contains(new Sequence(1, 500, false, Form.LINES));
  }

  @Test
  void moreAreAPianoRollWhereNoPictureIsSoLong() {
    assertThat(Sequence.of(36, 9)).contains(new Sequence(9, 36, true, Form.ROLL));
    assertThat(Sequence.of(35, 9)).isEmpty();
  }

  @Test
  void whatMayBeAPictureIsNone() {
    assertThat(Sequence.of(28, 28)).isEmpty();
    assertThat(Sequence.of(8, 8)).isEmpty();
    assertThat(Sequence.of(40, 3, 1)).isEmpty();
    assertThat(Sequence.of(40)).isEmpty();
  }

  @Test
  void namesSayWhichAxisHasFeatures() {
    List<String> names = List.of("a", "b", "c");
    assertThat(Sequence.of(new int[] {3, 3}, Optional.of(new EntryNames(names, 1))))
        .contains(new Sequence(3, 3, true, Form.LINES));
    assertThat(Sequence.of(new int[] {3, 50}, Optional.of(new EntryNames(names, 0))))
        .contains(new Sequence(3, 50, false, Form.LINES));
    assertThat(Sequence.of(new int[] {50, 3}, Optional.of(new EntryNames(names, 0)))).isEmpty();
  }

  @Test
  void featuresStandBelowEachOther() {
    double[] values = {0, 1, 2, 3, 4, 5};
    assertThat(new Sequence(2, 3, true, Form.LINES).arranged(values))
        .containsExactly(0, 2, 4, 1, 3, 5);
    assertThat(new Sequence(2, 3, false, Form.LINES).arranged(values)).isEqualTo(values);
  }
}
