package io.plumbline.core.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statistics that NumPy computes from arrays that Keras made. */
class FixtureStatisticsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed-2-h1e-3",
        "seed-2-h1e-4",
        "seed-2-h1e-6",
        "seed-2-tile4",
        "seed-8-label",
        "seed-8-squeezed"
      })
  void everyStatisticIsNumPys(String name) throws IOException {
    String expected = new String(bytes(name + "/case.json"), StandardCharsets.UTF_8);
    Npy analytic = Npy.parse(bytes(name + "/analytic.npy"));
    Npy numeric = Npy.parse(bytes(name + "/numeric.npy"));
    Comparison comparison = Comparison.of(analytic.shape(), analytic.data(), numeric.data());

    assertClose(
        comparison.statistics(ErrorFormula.ABSOLUTE).max(), number(expected, "absolute_max"));
    assertStatistics(comparison, ErrorFormula.AS_PRINTED, section(expected, "as_printed"));
    assertStatistics(comparison, ErrorFormula.RELATIVE_TO_ANALYTIC, section(expected, "relative"));
    assertStatistics(comparison, ErrorFormula.SYMMETRIC_RELATIVE, section(expected, "symmetric"));
  }

  @Test
  void aSqueezedArrayIsAnErrorAndNoBroadcast() throws IOException {
    Npy analytic = Npy.parse(bytes("seed-8-squeezed/analytic.npy"));
    Npy numeric = Npy.parse(bytes("seed-8-squeezed/numeric.npy"));
    assertThatThrownBy(
            () -> Comparison.of(analytic.shape(), analytic.data(), numeric.shape(), numeric.data()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "numeric shape (28, 28) must be the analytic shape (28, 28, 1):"
                + " they differ by an axis of size one, and nothing is broadcast");
  }

  private static void assertStatistics(Comparison comparison, ErrorFormula formula, String json) {
    Statistics statistics = comparison.statistics(formula);
    assertClose(statistics.median(), number(json, "median"));
    assertClose(statistics.mean(), number(json, "mean"));
    assertClose(statistics.geometricMean(), number(json, "geometric_mean"));
    assertClose(statistics.max(), number(json, "max"));
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
  }

  private static String section(String json, String key) {
    int start = json.indexOf("\"" + key + "\": {");
    assertThat(start).isNotNegative();
    return json.substring(start, json.indexOf('}', start));
  }

  private static double number(String json, String key) {
    Matcher matcher = Pattern.compile("\"" + key + "\": ([-+.0-9e]+)").matcher(json);
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(Path.of("../plumbline-testing/fixtures/explain", name));
  }

  /** Little-endian float32 in C order, version 1: what these files are. */
  private record Npy(Shape shape, double[] data) {
    static Npy parse(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int header = buffer.getShort(8);
      String text = new String(bytes, 10, header, StandardCharsets.US_ASCII);
      assertThat(text).contains("'<f4'").contains("'fortran_order': False");
      String sizes = text.replaceAll(".*\\((.*)\\).*\\s*", "$1");
      int[] shape =
          Stream.of(sizes.split(","))
              .map(String::strip)
              .filter(size -> !size.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      buffer.position(10 + header);
      double[] data = new double[buffer.remaining() / 4];
      for (int i = 0; i < data.length; i++) {
        data[i] = buffer.getFloat();
      }
      return new Npy(Shape.of(shape), data);
    }
  }
}
