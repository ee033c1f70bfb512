package io.plumbline.diagnose.check;

import io.plumbline.core.Euclidean;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Judgement;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Shows that a check would have seen mistakes: plants a dozen and more into a gradient that passed,
 * and checks each.
 */
public final class MistakeTrials {
  /** What is smaller than this part of what a pass may overlook need not be seen. */
  private static final double LEAST = 0.99;

  private static final long SEED = 20;

  private final Image image;
  private final Function<Sample, Optional<double[]>> otherLabel;
  private final Function<Sample, Verdict> check;

  /**
   * Trials of a check of a network.
   *
   * @param evaluator the model
   * @param options how gradients are checked
   */
  public MistakeTrials(Evaluator evaluator, CheckOptions options) {
    NetworkCheck whole = new NetworkCheck(evaluator, options).withoutCauses();
    Shape sample = evaluator.graph().input().shape().withoutFirst();
    this.image = image(sample, InputLayout.of(evaluator.graph()));
    this.otherLabel = of -> otherLabel(evaluator, options, of);
    this.check = wrong -> whole.check(List.of(wrong)).verdict();
  }

  /**
   * Trials of any check.
   *
   * @param shape of one sample
   * @param check from a sample with a wrong gradient to what is said of it
   */
  public MistakeTrials(int[] shape, Function<Sample, Verdict> check) {
    this.image = image(Shape.of(shape), InputLayout.of(shape));
    this.otherLabel = sample -> Optional.empty();
    this.check = check;
  }

  /** What became of a planted mistake. */
  public enum Outcome {
    /** The check calls the gradient wrong. */
    CAUGHT,
    /** The check does not accept the gradient, and cannot prove it wrong. */
    NOT_ACCEPTED,
    /** It accepts the gradient. */
    MISSED,
    /** The mistake changes this gradient by less than a pass must see, if at all. */
    NO_CHANGE
  }

  /**
   * A planted mistake.
   *
   * @param mistake what was done to the gradient
   * @param outcome whether it was seen
   */
  public record Trial(String mistake, Outcome outcome) {}

  /**
   * Plants every mistake in turn.
   *
   * @param sample with a gradient that passed
   * @param passed what was said of it
   * @return one entry for each mistake
   */
  public List<Trial> plant(Sample sample, SampleResult.Judged passed) {
    List<Trial> planted = new ArrayList<>();
    mistakes(sample, passed)
        .forEach(
            (name, gradient) -> planted.add(new Trial(name, outcome(sample, gradient, passed))));
    return planted;
  }

  private Outcome outcome(Sample sample, double[] gradient, SampleResult.Judged passed) {
    double[] difference = new double[gradient.length];
    for (int k = 0; k < difference.length; k++) {
      difference[k] = gradient[k] - sample.gradient()[k];
    }
    double least = LEAST * passed.mustSee() * Euclidean.norm(sample.gradient());
    if (Euclidean.norm(difference) < least) {
      return Outcome.NO_CHANGE;
    }
    Sample wrong = new Sample(sample.x(), sample.target(), gradient);
    return switch (check.apply(wrong)) {
      case FAIL -> Outcome.CAUGHT;
      case INCONCLUSIVE -> Outcome.NOT_ACCEPTED;
      case PASS -> Outcome.MISSED;
    };
  }

  private Map<String, double[]> mistakes(Sample sample, SampleResult.Judged passed) {
    double[] g = sample.gradient();
    int largest = largestDecided(g, passed.judgement());
    Map<String, double[]> mistakes = new LinkedHashMap<>();
    mistakes.put("1 % too large", times(g, 1.01));
    mistakes.put("halved", times(g, 0.5));
    mistakes.put("negated", times(g, -1));
    mistakes.put("times 255", times(g, 255));
    mistakes.put("zero", new double[g.length]);
    mistakes.put("signs only", signs(g));
    mistakes.put("largest coordinate doubled", plus(g, largest, g[largest]));
    mistakes.put(
        "one coordinate off by 1 % of the norm", plus(g, largest, 0.01 * Euclidean.norm(g)));
    mistakes.put("2 % of noise", noisy(g));
    moved(mistakes, g);
    otherLabel.apply(sample).ifPresent(other -> mistakes.put("another label's", other));
    return mistakes;
  }

  private void moved(Map<String, double[]> mistakes, double[] g) {
    int rows = image.rows();
    int columns = image.columns();
    if (rows == columns) {
      mistakes.put("transposed", moved(g, (row, column, c) -> image.flat(column, row, c)));
    }
    mistakes.put(
        "mirrored", moved(g, (row, column, c) -> image.flat(row, columns - 1 - column, c)));
    mistakes.put(
        "shifted by one",
        moved(g, (row, column, c) -> image.moved(image.flat(row, column, c), 0, 1, false)));
    int top = rows / 4;
    int left = columns / 4;
    int bottom = Math.max(top + 1, rows - rows / 4);
    int right = Math.max(left + 1, columns - columns / 4);
    mistakes.put(
        "zero in the middle",
        moved(
            g,
            (row, column, c) -> {
              boolean inside = row >= top && row < bottom && column >= left && column < right;
              return inside ? -1 : image.flat(row, column, c);
            }));
  }

  /** Where an element comes from; -1 for nowhere. */
  private interface Source {
    int of(int row, int column, int channel);
  }

  private double[] moved(double[] values, Source source) {
    double[] moved = new double[values.length];
    for (int k = 0; k < moved.length; k++) {
      int from = source.of(image.row(k), image.column(k), image.channel(k));
      moved[k] = from < 0 ? 0 : values[from];
    }
    return moved;
  }

  /** A sample that is no image is one row. */
  private static Image image(Shape shape, Optional<ImageLayout> layout) {
    return layout
        .map(known -> Image.of(shape, known))
        .orElseGet(() -> Image.ofAny(Shape.of(shape.size()), false));
  }

  private static Optional<double[]> otherLabel(
      Evaluator evaluator, CheckOptions options, Sample sample) {
    int outputs = evaluator.outputs();
    if (outputs < 2 || sample.target().positions().isPresent()) {
      return Optional.empty();
    }
    Target other = Target.label((sample.target().label() + 1) % outputs, outputs);
    return Optional.of(
        evaluator.at(sample.x(), options.loss().of(other), other).gradient(TieRule.FIRST));
  }

  private static int largestDecided(double[] g, Judgement judgement) {
    int largest = 0;
    for (int k = 0; k < g.length; k++) {
      boolean decided = judgement.agreements()[k] == Agreement.AGREES;
      if (decided && Math.abs(g[k]) > Math.abs(g[largest])) {
        largest = k;
      }
    }
    return largest;
  }

  private static double[] times(double[] g, double factor) {
    double[] scaled = g.clone();
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] *= factor;
    }
    return scaled;
  }

  private static double[] plus(double[] g, int index, double by) {
    double[] moved = g.clone();
    moved[index] += by;
    return moved;
  }

  private static double[] signs(double[] g) {
    double[] signs = new double[g.length];
    for (int k = 0; k < signs.length; k++) {
      signs[k] = Math.signum(g[k]);
    }
    return signs;
  }

  /** Each coordinate off by 2 % of itself, up or down. */
  private static double[] noisy(double[] g) {
    Random random = new Random(SEED);
    double[] noisy = g.clone();
    for (int k = 0; k < noisy.length; k++) {
      noisy[k] *= random.nextBoolean() ? 1.02 : 0.98;
    }
    return noisy;
  }
}
