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
import java.util.function.UnaryOperator;

/**
 * Maps of verdicts and both gradients: of an image one set for each channel, of a convolution's
 * kernels one of all.
 */
final class CheckMaps {
  private static final int MOST_CHANNELS = 4;
  private static final List<Category> STATES =
      List.of(
          new Category("agrees", Role.GOOD),
          new Category("agrees, on a tie or kink", Role.TIED),
          new Category("undecided", Role.UNDECIDED),
          new Category("wrong", Role.BAD));

  private final boolean blackBox;
  private final String analytic;
  private final List<Sheet> sheets;

  private CheckMaps(Variable variable, CheckSettings settings) {
    this.blackBox = settings.blackBox();
    this.analytic = settings.hasGradient() ? "Gradient as given" : "PyTorch's gradient";
    this.sheets = Sheet.of(variable);
  }

  /** Where the values of a tensor stand in one set of maps. */
  private record Sheet(
      String suffix,
      String title,
      int rows,
      int columns,
      UnaryOperator<double[]> arranged,
      Optional<HeatmapSet.Tiles> tiles) {
    /** An image's channels, or all kernels together; none for what is neither. */
    static List<Sheet> of(Variable variable) {
      Shape shape = Shape.of(variable.shape());
      return variable
          .layout()
          .map(layout -> of(Image.of(shape, layout)))
          .orElseGet(() -> variable.kernels().map(Sheet::of).stream().toList());
    }

    private static List<Sheet> of(Image image) {
      List<Sheet> sheets = new ArrayList<>();
      boolean several = image.channels() > 1;
      for (int k = 0; k < Math.min(image.channels(), MOST_CHANNELS); k++) {
        int channel = k;
        sheets.add(
            new Sheet(
                several ? "-channel-" + channel : "",
                several ? "Pixel by pixel, channel " + channel : "Pixel by pixel",
                image.rows(),
                image.columns(),
                values -> image.channel(values, channel),
                Optional.empty()));
      }
      return sheets;
    }

    private static Sheet of(KernelSheet kernels) {
      return new Sheet(
          "",
          "Kernel by kernel",
          kernels.height(),
          kernels.width(),
          kernels::arranged,
          Optional.of(kernels.tiles()));
    }
  }

  /** The maps; none for what is no image and no kernels, or has no derivative. */
  static List<Section> of(CheckOutcome outcome, Checked checked, String suffix) {
    return new CheckMaps(checked.variable(), outcome.settings()).of(checked, suffix);
  }

  private List<Section> of(Checked checked, String suffix) {
    return checked.result().judged().isEmpty()
        ? List.of()
        : sheets.stream().<Section>map(sheet -> set(checked, sheet, suffix)).toList();
  }

  private HeatmapSet set(Checked checked, Sheet sheet, String suffixOfSample) {
    Judged judged = checked.result().judged().orElseThrow();
    Differences differences = judged.derivative();
    Judgement judgement = judged.judgement();
    String suffix = suffixOfSample + sheet.suffix;
    double[] analytic = sheet.arranged.apply(checked.result().gradient());
    double[] numeric = sheet.arranged.apply(differences.values());
    double[] difference = sheet.arranged.apply(judgement.differences());
    ColourScale scale = new ColourScale.Diverging(limit(numeric));
    List<Heatmap> maps =
        List.of(
            map(
                "verdicts" + suffix,
                "What is said",
                sheet.arranged.apply(states(judgement, differences)),
                new ColourScale.Categories(STATES)),
            map("analytic" + suffix, this.analytic, analytic, scale),
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
            new Readout("± bound", Values.of(sheet.arranged.apply(differences.bounds()))),
            new Readout("difference", Values.of(difference)),
            new Readout("allowed", Values.of(sheet.arranged.apply(judgement.allowed()))));
    return new HeatmapSet(
        sheet.title,
        caption(sheet),
        sheet.rows,
        sheet.columns,
        maps,
        readouts,
        Optional.empty(),
        sheet.tiles);
  }

  private String caption(Sheet sheet) {
    String order =
        sheet.tiles.isPresent()
            ? "All kernels side by side: those of an output from left to right, the outputs in reading"
                + " order. "
            : "";
    return order
        + (blackBox
            ? "The two gradients share one scale. At a hatched pixel the quotients show a kink, and"
                + " the gradient is within what it makes of them."
            : "The two gradients share one scale. What is hatched lies on an exact tie or kink and"
                + " agrees with the piece that the gradient follows.");
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
