package io.plumbline.jobs.check;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.jobs.check.CheckOutcome.Checked;
import io.plumbline.report.ColourScale;
import io.plumbline.report.ColourScale.Category;
import io.plumbline.report.ColourScale.Role;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HeatmapSet.Readout;
import io.plumbline.report.Section;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Maps of a sample that is an image, one set for each channel: verdicts and both gradients. */
final class CheckMaps {
  private static final int MOST_CHANNELS = 4;
  private static final List<Category> STATES =
      List.of(
          new Category("agrees", Role.GOOD),
          new Category("agrees, on a tie or kink", Role.TIED),
          new Category("undecided", Role.UNDECIDED),
          new Category("wrong", Role.BAD));

  private final boolean blackBox;
  private final Optional<Image> image;

  private CheckMaps(Variable variable, boolean blackBox) {
    this.blackBox = blackBox;
    Shape shape = Shape.of(variable.shape());
    this.image = variable.layout().map(found -> Image.of(shape, found));
  }

  /** The maps; none for what is no image, or has no derivative. */
  static List<Section> of(CheckOutcome outcome, Checked checked, String suffix) {
    return new CheckMaps(checked.variable(), outcome.settings().blackBox()).of(checked, suffix);
  }

  private List<Section> of(Checked checked, String suffix) {
    List<Section> sets = new ArrayList<>();
    if (image.isPresent() && checked.result().judged().isPresent()) {
      int channels = image.get().channels();
      for (int channel = 0; channel < Math.min(channels, MOST_CHANNELS); channel++) {
        String which = channels > 1 ? suffix + "-channel-" + channel : suffix;
        sets.add(set(checked, image.get(), channel, which));
      }
    }
    return sets;
  }

  private HeatmapSet set(Checked checked, Image image, int channel, String suffix) {
    Judged judged = checked.result().judged().orElseThrow();
    Differences differences = judged.derivative();
    Judgement judgement = judged.judgement();
    double[] analytic = image.channel(checked.result().gradient(), channel);
    double[] numeric = image.channel(differences.values(), channel);
    double[] difference = image.channel(judgement.differences(), channel);
    ColourScale scale = new ColourScale.Diverging(limit(numeric));
    List<Heatmap> maps =
        List.of(
            map(
                "verdicts" + suffix,
                "What is said",
                image.channel(states(judgement, differences), channel),
                new ColourScale.Categories(STATES)),
            map("analytic" + suffix, "Gradient as given", analytic, scale),
            map(
                "numeric" + suffix,
                blackBox ? "Difference quotient" : "Certified difference",
                numeric,
                scale),
            map(
                "difference" + suffix,
                "Their difference",
                difference,
                new ColourScale.Diverging(limit(difference))));
    List<Readout> readouts =
        List.of(
            new Readout("analytic", Values.of(analytic)),
            new Readout("numeric", Values.of(numeric)),
            new Readout("± bound", Values.of(image.channel(differences.bounds(), channel))),
            new Readout("difference", Values.of(difference)),
            new Readout("allowed", Values.of(image.channel(judgement.allowed(), channel))));
    String title = image.channels() > 1 ? "Pixel by pixel, channel " + channel : "Pixel by pixel";
    return new HeatmapSet(
        title,
        blackBox
            ? "The two gradients share one scale. At a hatched pixel the quotients show a kink, and"
                + " the gradient is within what it makes of them."
            : "The two gradients share one scale. A hatched pixel lies on an exact tie or kink and"
                + " agrees with the piece that the gradient follows.",
        image.rows(),
        image.columns(),
        maps,
        readouts,
        Optional.empty());
  }

  private static Heatmap map(String id, String title, double[] values, ColourScale scale) {
    return new Heatmap(id, title, Values.of(values), scale);
  }

  private static double[] states(Judgement judgement, Differences differences) {
    double[] states = new double[judgement.agreements().length];
    for (int k = 0; k < states.length; k++) {
      boolean tied = differences.standings()[k] == Differences.Standing.TIED;
      states[k] =
          switch (judgement.agreements()[k]) {
            case AGREES -> tied ? 1 : 0;
            case DOUBTFUL, UNDECIDED -> 2;
            case DISAGREES -> 3;
          };
    }
    return states;
  }

  private static double limit(double[] values) {
    double limit = 0;
    for (double value : values) {
      limit = Double.isFinite(value) ? Math.max(limit, Math.abs(value)) : limit;
    }
    return limit;
  }
}
