package io.plumbline.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void flatPositionsAreInRowMajorOrder() {
    Shape shape = Shape.of(2, 3, 5);
    for (int flat = 0; flat < shape.size(); flat++) {
      assertThat(shape.flat(shape.coordinates(flat))).isEqualTo(flat);
    }
    assertThat(shape.coordinates(17)).containsExactly(1, 0, 2);
  }

  @Test
  void unitAxesMakeAnotherShape() {
    assertThat(Shape.of(28, 28)).isNotEqualTo(Shape.of(28, 28, 1));
    assertThat(Shape.of(28, 28).equalsButForUnitAxes(Shape.of(1, 28, 28, 1))).isTrue();
    assertThat(Shape.of(28, 28).equalsButForUnitAxes(Shape.of(784))).isFalse();
  }

  @Test
  void extentsMustBePositiveAndFewEnough() {
    assertThatThrownBy(() -> Shape.of(2, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (2, 0) must have positive extents only");
    assertThatThrownBy(() -> Shape.of(1 << 20, 1 << 20))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (1048576, 1048576) must have at most 2147483647 elements");
  }

  @Test
  void aTensorsShapeMayBeEmptyButNotLarge() {
    assertThat(Shape.upTo(9, 0, 3).size()).isZero();
    assertThat(Shape.upTo(9, 3, 3).size()).isEqualTo(9);
    assertThatThrownBy(() -> Shape.upTo(9, 2, 5))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (2, 5) must have at most 9 elements");
    assertThatThrownBy(() -> Shape.upTo(9, 2, -1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shape (2, -1) must have no negative extent");
  }

  @Test
  void operandsBroadcastFromTheLastAxis() {
    assertThat(Shape.of(4, 1, 3).broadcast(Shape.of(5, 1))).isEqualTo(Shape.of(4, 5, 3));
    assertThatThrownBy(() -> Shape.of(2, 3).broadcast(Shape.of(2)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("shapes (2, 3), (2,) must broadcast");
  }

  @Test
  void withoutItsFirstAxisIsTheShapeOfAPart() {
    assertThat(Shape.of(5, 28, 3).withoutFirst().extents()).containsExactly(28, 3);
    assertThat(Shape.of(5).withoutFirst().rank()).isZero();
    assertThat(Shape.of().withoutFirst().size()).isEqualTo(1);
    assertThat(Shape.of(28, 3).withFirst(5).extents()).containsExactly(5, 28, 3);
    assertThat(Shape.of().withFirst(1).extents()).containsExactly(1);
  }
}
