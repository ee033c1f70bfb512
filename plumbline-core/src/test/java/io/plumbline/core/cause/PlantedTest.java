package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plants each mistake that arrays alone can tell into made-up gradients, and asks for its name. */
class PlantedTest {
  private static final int SEEDS = 20;
  private final Causes causes = Causes.of(Causes.ofArrays());

  /** A derivative of an image, smooth with a dark border, known to some float32 roundings. */
  record Sample(Shape shape, boolean channelsFirst, double[] derivative, double[] rounding) {
    Image image() {
      return Image.ofAny(shape, channelsFirst);
    }

    Suspicion with(double[] gradient) {
      return new Suspicion(gradient, shape, channelsFirst, List.of(derivative), rounding);
    }
  }

  private static Sample sample(int seed) {
    Shape shape =
        List.of(Shape.of(28, 28, 1), Shape.of(3, 16, 20), Shape.of(17, 17, 3), Shape.of(13, 24))
            .get(seed % 4);
    return sample(seed, shape, seed % 4 == 1);
  }

  static Sample sample(int seed, Shape shape, boolean first) {
    Random random = new Random(seed);
    Image image = Image.ofAny(shape, first);
    double[] derivative = new double[shape.size()];
    double[] rounding = new double[shape.size()];
    double size = Math.pow(10, random.nextInt(5) - 3);
    for (int k = 0; k < derivative.length; k++) {
      boolean border = image.row(k) == 0 || image.column(k) == image.columns() - 1;
      derivative[k] = border ? 0 : size * random.nextGaussian() * Math.exp(random.nextGaussian());
      rounding[k] = border ? 0 : 4e-6 * size;
    }
    return new Sample(shape, first, derivative, rounding);
  }

  /** What a framework would have handed out: off by rounding, and a float32. */
  static double[] handedOut(double[] exact, Sample sample, Random random) {
    double[] gradient = new double[exact.length];
    for (int k = 0; k < gradient.length; k++) {
      double noise = exact[k] == 0 ? 0 : sample.rounding[k] / 8 * random.nextGaussian();
      gradient[k] = (float) (exact[k] * (1 + 1e-7 * random.nextGaussian()) + noise);
    }
    return gradient;
  }

  interface Mistake {
    double[] in(double[] gradient, Sample sample, Random random);
  }

  private List<Cause> explain(int seed, Mistake mistake) {
    Sample sample = sample(seed);
    Random random = new Random(1000 + seed);
    double[] right = handedOut(sample.derivative, sample, random);
    return causes.explain(sample.with(mistake.in(right, sample, random)));
  }

  private List<Cause> firsts(Mistake mistake) {
    List<Cause> firsts = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      firsts.add(explain(seed, mistake).get(0));
    }
    return firsts;
  }

  static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(v -> (float) (v * factor)).toArray();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 2, 0.5, 255, 1 / 255.0, 1 / 128.0, 16, 1.01, 0.73, -3.7, 1e-6})
  void scale(double factor) {
    assertThat(firsts((g, sample, random) -> times(g, factor)))
        .allSatisfy(
            cause -> {
              assertThat(cause.id()).isEqualTo("scale");
              double named = (double) cause.details().get("factor");
              assertThat(named / factor).isBetween(0.9999, 1.0001);
              assertThat(cause.confidence()).isGreaterThan(0.99);
            });
  }

  @Test
  void scaleSaysWhatTheFactorMayBe() {
    assertThat(explain(0, (g, sample, random) -> times(g, 255)).get(0).sentence())
        .isEqualTo(
            "Every entry is 255 times what it should be: the chain rule's factor of an input"
                + " scaled by 1/255.");
    assertThat(explain(0, (g, sample, random) -> times(g, -1)).get(0).sentence())
        .startsWith("Every entry has the wrong sign");
    assertThat(
            (String)
                explain(0, (g, s, random) -> times(g, 1 / 128.0)).get(0).details().get("meaning"))
        .contains("batch of 128");
  }

  @Test
  void scaleOfEachChannel() {
    double[] factors = {1 / 0.229, 1 / 0.224, 1 / 0.225};
    Cause cause =
        explain(
                2,
                (g, sample, random) -> {
                  double[] wrong = new double[g.length];
                  for (int k = 0; k < g.length; k++) {
                    wrong[k] = (float) (g[k] * factors[sample.image().channel(k)]);
                  }
                  return wrong;
                })
            .get(0);
    assertThat(cause.id()).isEqualTo("scale");
    assertThat((double[]) cause.details().get("factors"))
        .satisfies(found -> assertThat(found[1]).isBetween(4.464, 4.465));
  }

  @Test
  void repeatedPassesStandBehindTheFactor() {
    List<Cause> found = explain(3, (g, sample, random) -> times(g, 3));
    assertThat(found).extracting(Cause::id).containsExactly("scale", "accumulated");
    assertThat(found.get(1).details()).containsEntry("times", 3);
    assertThat(explain(3, (g, sample, random) -> times(g, 2.5)))
        .extracting(Cause::id)
        .containsExactly("scale");
  }

  @Test
  void axes() {
    for (Transform transform : Transform.ofAxes(Image.ofAny(Shape.of(9, 9, 3), false))) {
      List<Cause> firsts =
          firsts(
              (g, sample, random) ->
                  Transform.ofAxes(sample.image()).stream()
                      .filter(each -> each.name().equals(transform.name()))
                      .findFirst()
                      .map(each -> each.apply(g))
                      .orElseGet(() -> Transform.ofAxes(sample.image()).get(0).apply(g)));
      assertThat(firsts)
          .as(transform.name())
          .allSatisfy(cause -> assertThat(cause.id()).isEqualTo("axes"));
    }
  }

  @Test
  void axesShifted() {
    for (boolean wrap : new boolean[] {true, false}) {
      for (int[] by : new int[][] {{0, 1}, {1, 0}, {-2, 3}, {5, -1}}) {
        List<Cause> firsts =
            firsts(
                (g, sample, random) -> {
                  double[] moved = new double[g.length];
                  for (int k = 0; k < g.length; k++) {
                    int from = sample.image().moved(k, by[0], by[1], wrap);
                    moved[k] = from < 0 ? 0 : g[from];
                  }
                  return moved;
                });
        assertThat(firsts)
            .allSatisfy(
                cause -> {
                  assertThat(cause.id()).isEqualTo("axes");
                  assertThat(cause.details())
                      .containsEntry("shift", List.of(by[0], by[1]))
                      .containsEntry("factor", 1.0);
                });
      }
    }
  }

  @Test
  void axesAndAFactor() {
    Mistake both =
        (g, sample, random) -> times(Transform.ofAxes(sample.image()).get(0).apply(g), 255);
    assertThat(firsts(both))
        .allSatisfy(
            cause -> {
              assertThat(cause.id()).isEqualTo("axes");
              assertThat(cause.details()).containsEntry("factor", 255.0);
            });
  }

  @Test
  void zero() {
    assertThat(firsts((g, sample, random) -> new double[g.length]))
        .extracting(Cause::id)
        .containsOnly("zero");
  }

  @Test
  void partlyZero() {
    List<Cause> firsts =
        firsts(
            (g, sample, random) -> {
              Image image = sample.image();
              int top = 2 + random.nextInt(4);
              int left = 2 + random.nextInt(4);
              int high = 2 + random.nextInt(5);
              double[] wrong = g.clone();
              for (int k = 0; k < g.length; k++) {
                boolean inside =
                    image.row(k) >= top
                        && image.row(k) < top + high
                        && image.column(k) >= left
                        && image.column(k) < left + high;
                wrong[k] = inside ? 0 : g[k];
              }
              return wrong;
            });
    assertThat(firsts)
        .allSatisfy(
            cause -> {
              assertThat(cause.id()).isEqualTo("partly-zero");
              assertThat(cause.details()).containsEntry("kind", "box");
            });
  }

  @Test
  void partlyZeroRows() {
    Cause cause =
        explain(
                0,
                (g, sample, random) -> {
                  double[] wrong = g.clone();
                  Arrays.fill(wrong, 5 * 28, 8 * 28, 0);
                  return wrong;
                })
            .get(0);
    assertThat(cause.id()).isEqualTo("partly-zero");
    assertThat(cause.details()).containsEntry("rows", List.of(5, 7));
    assertThat(cause.sentence())
        .startsWith("81 entries are zero where the derivative is not (rows 5 to 7");
  }

  @Test
  void tile() {
    for (int size : new int[] {2, 3, 4, 7}) {
      for (boolean mean : new boolean[] {true, false}) {
        List<Cause> firsts =
            firsts(
                (g, sample, random) -> {
                  Image image = sample.image();
                  double[] wrong = new double[g.length];
                  for (int k = 0; k < g.length; k++) {
                    double sum = 0;
                    int count = 0;
                    for (int j = 0; j < g.length; j++) {
                      if (image.row(j) / size == image.row(k) / size
                          && image.column(j) / size == image.column(k) / size
                          && image.channel(j) == image.channel(k)) {
                        sum += g[j];
                        count++;
                      }
                    }
                    wrong[k] = (float) (mean ? sum / count : sum);
                  }
                  return wrong;
                });
        assertThat(firsts)
            .allSatisfy(
                cause -> {
                  assertThat(cause.id()).isEqualTo("tile");
                  assertThat(cause.details())
                      .containsEntry("tile", size)
                      .containsEntry("kind", mean ? "mean" : "sum");
                });
      }
    }
  }

  @Test
  void precision() {
    for (Precision format : new Precision[] {Precision.BFLOAT16, Precision.FLOAT16}) {
      List<Cause> firsts =
          firsts((g, sample, random) -> Arrays.stream(g).map(format::round).toArray());
      assertThat(firsts).extracting(Cause::id).containsOnly("precision");
    }
  }

  @Test
  void coordinate() {
    for (int count : new int[] {1, 2, 5}) {
      List<Cause> firsts =
          firsts(
              (g, sample, random) -> {
                double[] wrong = g.clone();
                for (int k = 0; k < count; ) {
                  int at = random.nextInt(g.length);
                  if (Math.abs(g[at]) > 1e3 * sample.rounding[at] && wrong[at] == g[at]) {
                    wrong[at] = (float) (g[at] * (1.2 + random.nextDouble()));
                    k++;
                  }
                }
                return wrong;
              });
      assertThat(firsts)
          .allSatisfy(
              cause -> {
                assertThat(cause.id()).isEqualTo("coordinate");
                assertThat((List<?>) cause.details().get("coordinates")).hasSize(count);
              });
    }
  }

  @Test
  void notFinite() {
    Mistake mistake =
        (g, sample, random) -> {
          double[] wrong = g.clone();
          wrong[30] = Double.NaN;
          wrong[40] = Double.POSITIVE_INFINITY;
          return wrong;
        };
    Cause cause = explain(0, mistake).get(0);
    assertThat(cause.id()).isEqualTo("not-finite");
    assertThat(cause.details())
        .isEqualTo(Map.of("nan", 1, "infinite", 1, "first", List.of(1, 2, 0), "coordinates", 2));
  }

  @Test
  void signOnly() {
    for (double size : new double[] {1, 0.1, -0.3}) {
      assertThat(
              firsts(
                  (g, sample, random) ->
                      Arrays.stream(g).map(v -> (float) (size * Math.signum(v))).toArray()))
          .extracting(Cause::id)
          .containsOnly("sign-only");
    }
  }

  @Test
  void clipped() {
    for (double share : new double[] {0.05, 0.3, 0.6}) {
      List<Cause> firsts =
          firsts(
              (g, sample, random) -> {
                double[] sizes = Arrays.stream(g).map(Math::abs).sorted().toArray();
                double at = sizes[(int) ((1 - share) * (sizes.length - 1))];
                return Arrays.stream(g).map(v -> Math.max(-at, Math.min(at, v))).toArray();
              });
      assertThat(firsts).extracting(Cause::id).containsOnly("clipped");
    }
    assertThat(firsts((g, s, r) -> Arrays.stream(g).map(v -> Math.max(0, v)).toArray()))
        .extracting(Cause::id)
        .containsOnly("clipped");
  }

  @Test
  void aDerivativeThatIsExactlyZero() {
    Sample sample = sample(0);
    double[] nothing = new double[sample.derivative.length];
    double[] gradient = new Random(3).doubles(nothing.length, -1, 1).toArray();
    Suspicion suspicion = new Suspicion(gradient, sample.shape, false, List.of(nothing), nothing);
    assertThat(causes.explain(suspicion)).extracting(Cause::id).containsExactly("zero-derivative");
    assertThat(firsts((g, of, random) -> times(g, 2)))
        .extracting(Cause::id)
        .doesNotContain("zero-derivative");
  }

  @Test
  void whatHasNoNameIsUnknown() {
    List<Cause> noisy =
        firsts(
            (g, sample, random) -> {
              double most = Arrays.stream(g).map(Math::abs).max().orElseThrow();
              return Arrays.stream(g).map(v -> v + most / 50 * random.nextGaussian()).toArray();
            });
    assertThat(noisy).extracting(Cause::id).containsOnly("unknown");
    List<Cause> other =
        firsts(
            (g, sample, random) ->
                Arrays.stream(g).map(v -> (float) random.nextGaussian()).toArray());
    assertThat(other).extracting(Cause::id).containsOnly("unknown");
  }
}
