package io.plumbline.jobs.check.page;

import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.diagnose.check.SampleResult.Judged;
import io.plumbline.evaluate.result.Differences;
import io.plumbline.jobs.check.outcome.CheckOutcome;
import io.plumbline.jobs.check.outcome.CheckOutcome.Checked;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.report.BarPlot;
import io.plumbline.report.ColourScale;
import io.plumbline.report.ColourScale.Category;
import io.plumbline.report.ColourScale.Role;
import io.plumbline.report.Gallery;
import io.plumbline.report.Heatmap;
import io.plumbline.report.HeatmapSet;
import io.plumbline.report.HeatmapSet.Readout;
import io.plumbline.report.Numbers;
import io.plumbline.report.Section;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Maps of verdicts and both gradients: of an image one set for each channel, of a convolution's
 * kernels one of all.
 */
final class CheckMaps {
  private static final int COLOURS = 3;
  private static final int MOST_BARS = 24;

  /** Most of them are rounding. */
  private static final int DIGITS_OF_DIFFERENCE = 3;

  private static final List<Category> STATES =
      List.of(
          new Category("agrees", Role.GOOD),
          new Category("agrees, on a tie or kink", Role.TIED),
          new Category("undecided", Role.UNDECIDED),
          new Category("wrong", Role.BAD));

  private static final int WRONG = 3;

  private final boolean blackBox;
  private final String analytic;
  private final List<MapSheet> sheets;

  private CheckMaps(Variable variable, CheckSettings settings) {
    this.blackBox = settings.blackBox();
    this.analytic = analytic(settings);
    this.sheets = MapSheet.of(variable);
  }

  /** What the gradient that is checked is called. */
  static String analytic(CheckSettings settings) {
    return settings.hasGradient() ? "Gradient as given" : "PyTorch's gradient";
  }

  /** The maps; none for what has no two axes, or no derivative. */
  static List<Section> of(CheckOutcome outcome, Checked checked, String suffix) {
    return new CheckMaps(checked.variable(), outcome.settings()).of(checked, suffix);
  }

  private List<Section> of(Checked checked, String suffix) {
    if (checked.result().judged().isEmpty()) {
      return List.of();
    }
    if (isVector(checked.variable())) {
      return List.of(bars(checked.variable(), checked.result().judged().get()));
    }
    Judged judged = checked.result().judged().get();
    List<Section> sections = new ArrayList<>();
    together(checked, suffix).ifPresent(sections::add);
    WeightedTokens.of(checked.variable(), judged).ifPresent(sections::add);
    List<MapSheet> shown =
        sheets.isEmpty() ? MapSheet.slices(checked.variable().shape(), judged) : sheets;
    shown.forEach(sheet -> sections.add(set(checked, sheet, suffix)));
    return sections;
  }

  private static boolean isVector(Variable variable) {
    return variable.shape().length == 1 && variable.shape()[0] > 1;
  }

  /** Of what has names or numbers and no place: the largest derivatives, the largest first. */
  private Section bars(Variable variable, Judged judged) {
    double[] right = judged.derivative().values();
    double[] states = states(judged.judgement(), judged.derivative());
    List<BarPlot.Bar> bars =
        IntStream.range(0, right.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(k -> states[k] == WRONG ? 0 : 1)
                    .thenComparing(
                        k -> -Math.max(Math.abs(right[k]), Math.abs(judged.gradient()[k]))))
            .limit(MOST_BARS)
            .map(
                k ->
                    new BarPlot.Bar(
                        k,
                        variable.place(k),
                        judged.gradient()[k],
                        right[k],
                        STATES.get((int) states[k]).name()))
            .toList();
    return new BarPlot(
        "Entry by entry",
        "Wrong ones first, then the largest"
            + (right.length > MOST_BARS
                ? ", " + MOST_BARS + " of " + Numbers.count(right.length)
                : "")
            + ".",
        "Entry",
        analytic,
        numeric(),
        bars);
  }

  /** A colour image with its channels together: each colour's value is its brightness. */
  private Optional<Section> together(Checked checked, String suffix) {
    Optional<Image> image =
        checked
            .variable()
            .layout()
            .map(layout -> Image.of(Shape.of(checked.variable().shape()), layout))
            .filter(each -> each.channels() == COLOURS);
    return image.map(
        each -> {
          Judged judged = checked.result().judged().orElseThrow();
          double[] right = judged.derivative().values();
          double[] x = checked.x();
          double low = Arrays.stream(x).min().orElseThrow();
          double high = Arrays.stream(x).max().orElseThrow();
          double limit = limit(right);
          return new Gallery(
              "All channels together",
              "What was checked, and as red, green and blue what each channel's derivative is: grey"
                  + " is zero, brighter is above and darker below.",
              List.of(
                  colours(each, "input" + suffix, "Input", x, low, high),
                  colours(each, "given" + suffix, analytic, judged.gradient(), -limit, limit),
                  colours(each, "right" + suffix, numeric(), right, -limit, limit)),
              COLOURS);
        });
  }

  private static Gallery.Picture colours(
      Image image, String id, String title, double[] values, double low, double high) {
    double[] last = new double[values.length];
    for (int k = 0; k < last.length; k++) {
      int pixel = k / COLOURS;
      last[k] = values[image.flat(pixel / image.columns(), pixel % image.columns(), k % COLOURS)];
    }
    return new Gallery.Picture(
        id,
        title,
        image.rows(),
        image.columns(),
        COLOURS,
        Values.of(last),
        new ColourScale.Gray(low, high > low ? high : low + 1),
        List.of("from " + Numbers.format(low) + " to " + Numbers.format(high)));
  }

  private String numeric() {
    return blackBox ? "Difference quotient" : "Certified difference";
  }

  private HeatmapSet set(Checked checked, MapSheet sheet, String suffixOfSample) {
    Judged judged = checked.result().judged().orElseThrow();
    Differences differences = judged.derivative();
    Judgement judgement = judged.judgement();
    String suffix = suffixOfSample + sheet.suffix();
    double[] analytic = sheet.arranged().apply(checked.result().gradient());
    double[] numeric = sheet.arranged().apply(differences.values());
    double[] difference = sheet.arranged().apply(judgement.differences());
    boolean lines = sheet.form() == HeatmapSet.Form.LINES;
    // A colour may be that of all larger numbers; a line would say that they are as large.
    double limit = lines ? Math.max(limit(numeric), limit(analytic)) : limit(numeric);
    ColourScale scale = new ColourScale.Diverging(limit);
    List<Heatmap> maps =
        List.of(
            map(
                "verdicts" + suffix,
                "What is said",
                sheet.arranged().apply(states(judgement, differences)),
                new ColourScale.Categories(STATES)),
            map("analytic" + suffix, this.analytic, analytic, scale),
            map("numeric" + suffix, numeric(), numeric, scale),
            map(
                "difference" + suffix,
                "Their difference",
                difference,
                new ColourScale.Diverging(limit(difference))));
    List<Readout> readouts =
        List.of(
            new Readout("analytic", Values.of(analytic)),
            new Readout("numeric", Values.of(numeric)),
            Readout.ofBound("± bound", Values.of(sheet.arranged().apply(differences.bounds()))),
            new Readout("difference", Values.of(difference), DIGITS_OF_DIFFERENCE),
            Readout.ofBound("allowed", Values.of(sheet.arranged().apply(judgement.allowed()))));
    return new HeatmapSet(
        sheet.title(),
        caption(sheet),
        sheet.rows(),
        sheet.columns(),
        maps,
        readouts,
        Optional.empty(),
        sheet.tiles(),
        EntrySlices.pixels(checked.slices(), checked.x().length, sheet.arranged()),
        sheet.labels(),
        sheet.form());
  }

  private String caption(MapSheet sheet) {
    return sheet.order()
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
            case DISAGREES -> WRONG;
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
