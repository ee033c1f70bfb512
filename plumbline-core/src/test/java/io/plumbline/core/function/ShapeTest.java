package io.plumbline.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void flatPositionsAreInRowMajorOrder() {
    Shape shape = Shape.of(2, 3, 5);
    for (int flat = 0; flat < shape.count(); flat++) {
      assertThat(shape.flat(shape.index(flat))).isEqualTo(flat);
    }
    assertThat(shape.index(17)).containsExactly(1, 0, 2);
  }

  @Test
  void unitAxesMakeAnotherShape() {
    assertThat(Shape.of(28, 28)).isNotEqualTo(Shape.of(28, 28, 1));
    assertThat(Shape.of(28, 28).equalsButForUnitAxes(Shape.of(1, 28, 28, 1))).isTrue();
    assertThat(Shape.of(28, 28).equalsButForUnitAxes(Shape.of(784))).isFalse();
  }

  @Test
  void sizesMustBePositiveAndFewEnough() {
    assertThatThrownBy(() -> Shape.of(2, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (2, 0) must have positive sizes only");
    assertThatThrownBy(() -> Shape.of(1 << 20, 1 << 20))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (1048576, 1048576) must have fewer than 2^31 elements");
  }
}
