package io.plumbline.data.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.idx.IdxImages;
import io.plumbline.data.idx.IdxLabels;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private final Dataset data =
      Dataset.of(
          new IdxImages("images", 3, 1, 2, new byte[] {0, 51, (byte) 255, 1, 2, (byte) 128}),
          new IdxLabels("labels", new byte[] {7, 0, 9}));

  @Test
  void imagesComeAsFloatsAndAsTheSamePointInDoubles() {
    assertThat(data.image(1)).containsExactly(1f, 1f / 255f);
    assertThat(data.imageAsDoubles(1)).containsExactly(1.0, (double) (1f / 255f));
    assertThat(data.images(new int[] {2, 0})).containsExactly(2f / 255, 128f / 255, 0f, 0.2f);
  }

  @Test
  void labelsComeAsClassesAndOneHot() {
    assertThat(data.label(2)).isEqualTo(9);
    assertThat(data.labels(new int[] {2, 0})).containsExactly(9, 7);
    assertThat(data.oneHot(new int[] {1, 2}))
        .containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void aSliceIsRenumbered() {
    Dataset last = data.slice(1, 3).slice(1, 2);
    assertThat(last.shape()).containsExactly(1, 1, 2, 1);
    assertThat(last.labels()).containsExactly(9);
    assertThat(last.image(0)).isEqualTo(data.image(2));
    assertThatThrownBy(() -> last.image(1)).hasMessage("image (1) must be between 0 and 0");
  }

  @Test
  void findsAnImageByItsPixels() {
    assertThat(data.indexOf(new byte[] {(byte) 255, 1})).hasValue(1);
    assertThat(data.slice(1, 3).indexOf(new byte[] {2, (byte) 128})).hasValue(1);
    assertThat(data.slice(1, 3).indexOf(new byte[] {0, 51})).isEmpty();
    assertThat(data.indexOf(new byte[] {51, (byte) 255})).isEmpty();
    assertThat(data.indexOf(new byte[] {0})).isEmpty();
  }

  @Test
  void indicesMustExist() {
    assertThatThrownBy(() -> data.image(3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("image (3) must be between 0 and 2");
    assertThatThrownBy(() -> data.label(-1)).hasMessage("image (-1) must be between 0 and 2");
    assertThatThrownBy(() -> data.slice(1, 4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("slice (1 to 4) must be a part of 0 to 3");
    assertThatThrownBy(() -> data.slice(1, 1))
        .hasMessage("slice (1 to 1) must be a part of 0 to 3");
  }

  @Test
  void aDigestTellsDataApart() {
    Dataset data = Mnist.embedded().test().slice(0, 4);
    assertThat(data.digest()).matches("[0-9a-f]{16}").isEqualTo(data.slice(0, 4).digest());
    assertThat(data.slice(0, 3).digest()).isNotEqualTo(data.digest());
    assertThat(data.slice(1, 4).digest()).isNotEqualTo(data.slice(0, 3).digest());
  }
}
