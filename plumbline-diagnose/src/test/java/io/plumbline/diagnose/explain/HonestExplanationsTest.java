package io.plumbline.diagnose.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.Npy;
import io.plumbline.diagnose.mistakes.DataSet;
import io.plumbline.diagnose.mistakes.Example;
import io.plumbline.diagnose.mistakes.OtherSample;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What explain says of arrays that frameworks made of a residual network, and must not invent. */
@Tag("slow")
class HonestExplanationsTest {
  /** One pair of arrays and what is known of it. */
  private record Case(Evaluator evaluator, JsonObject known, double[] x, Shape shape) {
    static Case of(String name) throws IOException {
      Path folder = Fixtures.path("verdicts/explain/" + name);
      JsonObject known =
          JsonParser.parseString(Files.readString(folder.resolve("case.json"))).getAsJsonObject();
      Graph graph = Models.read(Fixtures.path("verdicts/" + known.get("model").getAsString()));
      int[] extents = graph.input().shape().extents();
      return new Case(
          Evaluator.of(graph, OutputKind.LOGITS),
          known,
          array(name, "input"),
          Shape.of(Arrays.copyOfRange(extents, 1, extents.length)));
    }

    static double[] array(String name, String which) {
      return Npy.read(Fixtures.path("verdicts/explain/" + name + "/" + which + ".npy")).toDoubles();
    }

    Explanation explain(double[] analytic, double[] numeric, double h, List<OtherSample> others) {
      return new Explainer(evaluator, DataSet.NONE)
          .explain(
              new Disagreement(
                  ArrayElements.PIXELS,
                  x,
                  shape,
                  InputLayout.of(evaluator.graph()),
                  Target.label(known.get("label").getAsInt(), evaluator.outputs()),
                  Loss.CROSS_ENTROPY,
                  new GivenArray(analytic, shape, Precision.FLOAT32),
                  new GivenArray(numeric, shape, Precision.FLOAT32),
                  h,
                  known.get("tile").getAsInt(),
                  others,
                  List.of()));
    }
  }

  private static Explanation explain(String name) throws IOException {
    Case of = Case.of(name);
    return of.explain(
        Case.array(name, "analytic"),
        Case.array(name, "numeric"),
        of.known.get("h").getAsDouble(),
        List.of());
  }

  private static void assertWhole(Explanation found) {
    double sum = 0;
    for (Part part : found.parts()) {
      if (part.isEffect()) {
        assertThat(part.share()).as(part.id()).isBetween(0.0, 1.0 + 1e-9);
        sum += part.share();
      }
    }
    double rest = found.rest().stream().filter(Part::isEffect).mapToDouble(Part::share).sum();
    assertThat(found.rest()).filteredOn(Part::isEffect).allMatch(part -> part.share() >= 0);
    assertThat(sum + rest).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({
    "resmax-3-fivepoint, kink, five-point, 0.005",
    "resmax-3-forward, truncation, forward, 0.001",
    "resmax-3-h0.1, kink, central, 0.1",
    "resmax-3-h1e-06, step-noise, central, 1e-6",
    "resmax-3-label, label, central, 0.01",
    "resmax-3-mean8, scale, central, 0.01",
    "resmax-3-tile2-sum, tile, central, 0.01",
    "resmax-3-tile7-mean, tile, central, 0.01",
    "resmax-3-transposed, axes, central, 0.01",
    "resmax-3-relative, step-noise, central, 0.001",
    "resmax-3-float16, kink, central, 0.01",
  })
  void whatFrameworksMadeIsToldAsItWasMade(String name, String first, String quotient, double h)
      throws IOException {
    Explanation found = explain(name);
    assertThat(found.parts().get(0).id()).isEqualTo(first);
    assertThat(found.made().quotient()).isEqualTo(quotient);
    assertThat(found.made().step()).isEqualTo(h);
    assertThat(found.parts()).extracting(Part::id).doesNotContain("unknown");
    assertWhole(found);
  }

  private static Map<String, Object> noise(Explanation found) {
    return found.parts().stream()
        .filter(part -> part.id().equals("step-noise"))
        .findFirst()
        .orElseThrow()
        .details();
  }

  @Test
  void stepsThatGoWithTheSizeOfXAreRead() throws IOException {
    assertThat(noise(explain("resmax-3-relative"))).containsEntry("steps", "0.001 max(|x|, 0.01)");
  }

  @Test
  void lossesOfFewBitsAreRead() throws IOException {
    assertThat(noise(explain("resmax-3-float16"))).containsEntry("arithmetic", "float16");
    assertThat(noise(explain("resmax-3-h1e-06"))).doesNotContainKey("arithmetic");
  }

  /** Of another image that was not handed in nothing can be told, and nothing is invented. */
  @Test
  void aNeighboursQuotientsAreNotMadeUpOfOtherMistakes() throws IOException {
    Explanation found = explain("resmax-3-neighbour");
    assertThat(found.parts().get(0).id()).isEqualTo("unknown");
    assertThat(found.made().factor()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-2, 0.1, 1, 10})
  void noiseIsCalledNoise(double size) throws IOException {
    String name = "resmax-3-h0.1";
    Case of = Case.of(name);
    double[] analytic = Case.array(name, "analytic");
    double largest = Arrays.stream(analytic).map(Math::abs).max().orElseThrow();
    Random random = new Random(17);
    double[] numeric =
        random.doubles(analytic.length, -1, 1).map(v -> (float) (size * largest * v)).toArray();
    Explanation found = of.explain(analytic, numeric, 1e-2, List.of());
    Part first = found.parts().get(0);
    assertThat(first.id()).isEqualTo("unknown");
    assertThat(first.sentence())
        .isEqualTo("The difference is noise; nothing more can be said from these arrays.");
    assertThat(found.made().toString()).contains("quotient=central", "tile=1", "factor=1.0");
    assertWhole(found);
  }

  /** A complex step has no h: the quotients at the stated one are no part of the difference. */
  @Test
  void theDerivativeItselfIsNoQuotient() throws IOException {
    String name = "resmax-3-h0.1";
    Case of = Case.of(name);
    double[] analytic = Case.array(name, "analytic");
    double[] numeric = new double[analytic.length];
    Arrays.setAll(numeric, k -> (float) (analytic[k] * (1 + 1.6e-6 * (k % 3 - 1))));
    Explanation found = of.explain(analytic, numeric, 1e-2, List.of());
    assertThat(found.made().quotient()).isEqualTo("exact");
    assertThat(found.parts())
        .filteredOn(Part::isEffect)
        .extracting(Part::id)
        .containsOnly("precision");
    assertWhole(found);
  }

  @Test
  void anotherSampleOfTheBatchIsTold() throws IOException {
    Case of = Case.of("resmax-3-label");
    double[] x = of.x.clone();
    Arrays.setAll(x, k -> of.x[x.length - 1 - k]);
    Target target = Target.label(2, of.evaluator.outputs());
    OtherSample other = OtherSample.ofBatch(4, new Example(x, target));
    int[][] single = Cut.single(x.length).groups();
    double[] numeric =
        of.evaluator
            .at(x, Loss.CROSS_ENTROPY, target)
            .surroundings(single, 1e-2)
            .quotients(
                io.plumbline.graph.loss.Objective.of(
                    Loss.CROSS_ENTROPY, target, OutputKind.LOGITS, of.evaluator.outputs()));
    double[] analytic = Case.array("resmax-3-label", "analytic");
    Explanation found = of.explain(analytic, numeric, 1e-2, List.of(other));
    Optional<Part> input =
        found.parts().stream().filter(part -> part.id().equals("input")).findFirst();
    assertThat(input.orElseThrow().details()).containsEntry("sample", 4);
  }
}
