package io.plumbline.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import org.junit.jupiter.api.Test;

/** What a composition keeps of both graphs. */
class CompositionTest {
  private static Graph scaled(String source, double factor, int extent) {
    Graph.Builder builder = Graph.builder(source);
    Value x = builder.input("x", Shape.of(1, extent));
    Value by = builder.constant(Parameter.trainable("by", Tensor.scalar(factor)));
    return builder.build(builder.add("scaled", "Mul", new Binary(Binary.Kind.MULTIPLY), x, by));
  }

  @Test
  void theSecondReadsWhatTheFirstGives() {
    Graph both = Composition.of(scaled("first", 2, 3), scaled("second", 5, 3));
    assertThat(both.source()).isEqualTo("first");
    assertThat(both.nodes()).extracting(Node::name).containsExactly("scaled", "scaled_1");
    assertThat(both.nodes().get(1).input()).isEqualTo(both.nodes().get(0).output());
    assertThat(both.output()).isEqualTo(both.nodes().get(1).output());
    assertThat(both.parameters())
        .extracting(parameter -> parameter.tensor().values()[0])
        .containsExactly(2.0, 5.0);
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> Composition.of(scaled("first", 2, 3), scaled("second", 5, 4)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("second: input x (1, 4) must have the shape of the output of first, (1, 3)");
  }
}
