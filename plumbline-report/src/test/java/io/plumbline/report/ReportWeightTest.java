package io.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How large the page of a picture is: whatever is on it, and of noise, which nothing makes smaller.
 */
class ReportWeightTest {
  private static int kilobytes(int side, int channels, double size) {
    return HtmlReport.render(noise(side, channels, size)).getBytes(StandardCharsets.UTF_8).length
        / 1000;
  }

  @Test
  void aPictureOf150528CoordinatesHasTwoMegabytes() {
    assertThat(kilobytes(224, 3, 1)).isLessThan(1700);
    assertThat(kilobytes(224, 3, 1e-60)).as("below float32").isLessThan(1700);
  }

  @Test
  void aSmallOneHasAHundredKilobytes() {
    assertThat(kilobytes(28, 1, 1)).isLessThan(100);
  }

  /** The maps of a check, of numbers that are drawn by chance. */
  private static Report noise(int side, int channels, double size) {
    Random random = new Random(11);
    List<Section> sections = new ArrayList<>();
    for (int channel = 0; channel < channels; channel++) {
      sections.add(channel(side, channel, size, random));
    }
    return new Report("Noise", side + " x " + side, Optional.empty(), sections);
  }

  private static Section channel(int side, int channel, double size, Random random) {
    int count = side * side;
    double[] numeric =
        IntStream.range(0, count).mapToDouble(k -> size * random.nextGaussian()).toArray();
    double[] difference = new double[count];
    double[] bound = new double[count];
    double[] allowed = new double[count];
    double[] analytic = new double[count];
    double[] states = new double[count];
    for (int k = 0; k < count; k++) {
      difference[k] = 1e-7 * size * random.nextGaussian();
      bound[k] = 1e-12 * size * Math.exp(random.nextGaussian());
      allowed[k] = 1e-6 * size * Math.exp(random.nextGaussian());
      analytic[k] = numeric[k] + difference[k];
      states[k] = random.nextInt(4);
    }
    ColourScale verdicts =
        new ColourScale.Categories(
            List.of(
                new ColourScale.Category("agrees", ColourScale.Role.GOOD),
                new ColourScale.Category("on a tie", ColourScale.Role.TIED),
                new ColourScale.Category("undecided", ColourScale.Role.UNDECIDED),
                new ColourScale.Category("wrong", ColourScale.Role.BAD)));
    String id = "-" + channel;
    return new HeatmapSet(
        "Channel " + channel,
        "",
        side,
        side,
        List.of(
            new Heatmap("verdicts" + id, "What is said", Values.of(states), verdicts),
            new Heatmap(
                "a" + id, "Given", Values.of(analytic), new ColourScale.Diverging(3 * size)),
            new Heatmap("n" + id, "Right", Values.of(numeric), new ColourScale.Diverging(3 * size)),
            new Heatmap(
                "d" + id,
                "Difference",
                Values.of(difference),
                new ColourScale.Diverging(3e-7 * size))),
        List.of(
            new HeatmapSet.Readout("analytic", Values.of(analytic)),
            new HeatmapSet.Readout("numeric", Values.of(numeric)),
            HeatmapSet.Readout.ofBound("± bound", Values.of(bound)),
            new HeatmapSet.Readout("difference", Values.of(difference), 3),
            HeatmapSet.Readout.ofBound("allowed", Values.of(allowed))),
        Optional.empty());
  }
}
