package io.plumbline.diagnose.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Shape;
import io.plumbline.diagnose.mistakes.WrongBackward.Way;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a maximum over four windows that overlap in the middle of 5 x 5 hands back. */
class BackwardPassTest {
  private static final int MIDDLE = 12;
  private static final double[] BAR = {1, 2, 3, 4};

  private static BackwardPass pass(double[] x) {
    Graph.Builder builder = Graph.builder("pool");
    Value image = builder.input("image", Shape.of(1, 1, 5, 5));
    Window window = Window.of(new int[] {3, 3}, new int[] {2, 2});
    Value end = builder.add("pool", "MaxPool", new MaxPool(window, Layout.CHANNELS_FIRST), image);
    return new BackwardPass(builder.build(end), end, x, BAR, TieRule.FIRST);
  }

  private static double[] wrong(String name, double[] x) {
    BackwardPass pass = pass(x);
    Way way =
        PoolBackward.ways().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    return pass.gradient(way.change(), Set.copyOf(pass.nodes()));
  }

  private static double[] at(List<Integer> places, double value) {
    double[] image = new double[25];
    places.forEach(place -> image[place] = value);
    return image;
  }

  @Test
  void theRightOneAddsUp() {
    assertThat(pass(at(List.of(MIDDLE), 1)).gradient()).isEqualTo(at(List.of(MIDDLE), 10));
  }

  @Test
  void theLastWindowOverwrites() {
    assertThat(wrong("overwritten", at(List.of(MIDDLE), 1))).isEqualTo(at(List.of(MIDDLE), 4));
  }

  @Test
  void allMaximaGetAll() {
    // The corner is the first window's alone.
    double[] expected = at(List.of(MIDDLE), 10);
    expected[0] = 1;
    assertThat(wrong("all-maxima", at(List.of(0, MIDDLE), 1))).isEqualTo(expected);
    assertThat(Arrays.stream(pass(at(List.of(0, MIDDLE), 1)).gradient()).sum()).isEqualTo(10);
  }
}
