package io.plumbline.core.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.estimate.Estimate;
import io.plumbline.core.estimate.GradientEstimate;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilesTest {
  @ParameterizedTest
  @CsvSource({
    "HW, 1, 1",
    "HW, 3, 4",
    "HW, 9, 9",
    "HWC, 2, 3",
    "HWC, 4, 4",
    "CHW, 2, 3",
    "CHW, 5, 1"
  })
  void everyElementIsInOneTileOfItsPlace(ImageLayout layout, int height, int width) {
    Shape image =
        switch (layout) {
          case HW -> Shape.of(5, 7);
          case HWC -> Shape.of(5, 7, 3);
          case CHW -> Shape.of(3, 5, 7);
        };
    for (Channels channels : Channels.values()) {
      Tiles tiles = Tiles.of(Image.of(image, layout), height, width, channels);
      int[] seen = new int[image.size()];
      int elements = 0;
      for (int tile = 0; tile < tiles.count(); tile++) {
        int[] place = tiles.grid().coordinates(tile);
        for (int index : tiles.members(tile)) {
          seen[index]++;
          elements++;
          int[] at = image.coordinates(index);
          int first = layout == ImageLayout.CHW ? 1 : 0;
          assertThat(at[first] / height).isEqualTo(place[place.length - 2]);
          assertThat(at[first + 1] / width).isEqualTo(place[place.length - 1]);
        }
      }
      assertThat(seen).containsOnly(1);
      assertThat(elements).isEqualTo(image.size());
    }
  }

  @Test
  void theTwoMeaningsDifferByTheNumberOfPixelsOfEachTile() {
    Tiles tiles = Tiles.of(Shape.of(3, 3), ImageLayout.HW, 2);
    double[] gradient = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    assertThat(tiles.of(gradient, TileMeaning.ALONG_TILE)).containsExactly(12, 9, 15, 9);
    assertThat(tiles.of(gradient, TileMeaning.MEAN_PER_PIXEL)).containsExactly(3, 4.5, 7.5, 9);
    assertThat(tiles.meanPerPixel(new double[] {12, 9, 15, 9})).containsExactly(3, 4.5, 7.5, 9);
    assertThat(tiles.expand(new double[] {3, 4.5, 7.5, 9}))
        .containsExactly(3, 3, 4.5, 3, 3, 4.5, 7.5, 7.5, 9);
  }

  @Test
  void channelsMovedTogetherAreNotCountedAsPixels() {
    double[] gradient = {1, 10, 2, 20, 3, 30, 4, 40};
    Tiles last = Tiles.of(Shape.of(2, 2, 2), ImageLayout.HWC, 2);
    assertThat(last.pixels(0)).isEqualTo(4);
    assertThat(last.of(gradient, TileMeaning.MEAN_PER_PIXEL)).containsExactly(27.5);
    Tiles separate =
        Tiles.of(Image.of(Shape.of(2, 2, 2), ImageLayout.HWC), 2, 2, Channels.SEPARATE);
    assertThat(separate.grid()).isEqualTo(Shape.of(2, 1, 1));
    assertThat(separate.of(gradient, TileMeaning.MEAN_PER_PIXEL)).containsExactly(2.5, 25);
    Tiles first = Tiles.of(Image.of(Shape.of(2, 2, 2), ImageLayout.CHW), 2, 2, Channels.SEPARATE);
    assertThat(first.of(gradient, TileMeaning.ALONG_TILE)).containsExactly(33, 77);
  }

  @ParameterizedTest
  @CsvSource({"FLOAT64, 1", "FLOAT64, 4", "FLOAT32, 3", "FLOAT32, 28"})
  void differencesEstimateTheDerivativeAlongTheTile(Precision precision, int size) {
    Shape image = Shape.of(28, 28, 1);
    Random random = new Random(2);
    double[] x = random.doubles(image.size()).map(precision::round).toArray();
    double[] weights = random.doubles(image.size(), -1, 1).map(w -> w / 28).toArray();
    ScalarFunction function =
        ScalarFunction.of(
            image,
            precision,
            p -> {
              double sum = 0;
              for (int i = 0; i < p.length; i++) {
                sum += weights[i] * Math.sin(p[i]);
              }
              return precision.round(3 + sum);
            });
    double[] gradient = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      gradient[i] = weights[i] * Math.cos(x[i]);
    }
    double[] before = x.clone();
    Tiles tiles = Tiles.of(image, ImageLayout.HWC, size);
    GradientEstimate estimates = tiles.differences(function, x, DifferenceOptions.defaults());
    assertThat(x).isEqualTo(before);
    double[] expected = tiles.of(gradient, TileMeaning.ALONG_TILE);
    assertThat(estimates.boundedCount()).isGreaterThan(tiles.count() * 9 / 10);
    for (int tile = 0; tile < tiles.count(); tile++) {
      Estimate estimate = estimates.get(tile);
      assertThat(estimate.value()).isCloseTo(expected[tile], within(estimate.bound()));
    }
  }

  @Test
  void badTilesAreNamed() {
    assertThatThrownBy(() -> Tiles.of(Shape.of(28, 28), ImageLayout.HW, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("tile height (0) must be positive");
    assertThatThrownBy(() -> Tiles.of(Shape.of(28, 28), ImageLayout.HWC, 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("image shape (28, 28) must have 3 axes, HWC");
    assertThat(Tiles.of(Shape.of(2, 3), ImageLayout.HW, Integer.MAX_VALUE).count()).isEqualTo(1);
  }
}
