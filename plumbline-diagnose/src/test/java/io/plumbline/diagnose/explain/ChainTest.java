package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChainTest {
  private static Said said(String id) {
    return new Said(id, id, id, id, Map.of());
  }

  @Test
  void effectsOfOneKindAreOneLink() {
    Chain chain =
        new Chain(new double[] {0, 0})
            .to(said("a"), new double[] {1, 0})
            .to(said("b"), new double[] {1, 2})
            .to(said("a"), new double[] {3, 2});
    assertThat(chain.links()).extracting(link -> link.said().id()).containsExactly("a", "b");
    assertThat(chain.links().get(0).values()).containsExactly(3, 0);
  }

  /** What was split into shares of -595,990 and +595,990 is one part, of which all is left. */
  @Test
  void effectsThatCancelCannotBeToldApart() {
    Chain chain =
        new Chain(new double[] {0, 0})
            .to(said("away"), new double[] {1000, -1000})
            .to(said("back"), new double[] {1e-6, 2e-6})
            .to(said("rest"), new double[] {2e-6, 3e-6});
    double[] whole = {2e-6, 3e-6};
    double square = Vectors.dot(whole, whole);
    assertThat(chain.links())
        .allSatisfy(
            link -> assertThat(Vectors.dot(link.values(), whole) / square).isBetween(0.0, 1.0))
        .hasSizeLessThan(3);
  }
}
