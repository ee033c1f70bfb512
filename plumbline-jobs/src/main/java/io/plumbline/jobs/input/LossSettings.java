package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.data.npy.Npy;
import io.plumbline.graph.loss.Labelling;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Reduction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The scalar that gradients are of, as the command line says it.
 *
 * @param choice by name; what fits the outputs where absent
 * @param kind what the model's output is; its last layer says so where absent
 * @param clipProbabilities as Keras does
 * @param ignored the label of positions that do not count
 * @param smoothing of labels
 * @param classWeights as .npy, one for each class
 * @param reduction over outputs or positions, and over the samples where they share one gradient;
 *     the loss's own where absent
 * @param classAxis the output's axis of the classes, its batch axis counted
 * @param weights of the outputs, as .npy
 * @param model a loss of the user's own, as .onnx
 * @param pairs what samples are held against
 */
public record LossSettings(
    Optional<LossChoice> choice,
    Optional<OutputKind> kind,
    boolean clipProbabilities,
    Optional<Long> ignored,
    Optional<Double> smoothing,
    Optional<Path> classWeights,
    Optional<Reduction> reduction,
    Optional<Integer> classAxis,
    Optional<Path> weights,
    Optional<Path> model,
    Counterparts pairs) {
  /** Nothing is said. */
  public static final LossSettings NONE =
      new LossSettings(
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Counterparts.NONE);

  /** What an option is for. */
  private record Use(String option, Optional<?> given, Predicate<LossChoice> of) {
    void require(LossChoice loss) {
      if (given.isPresent() && !of.test(loss)) {
        String others =
            Arrays.stream(LossChoice.values())
                .filter(of)
                .map(LossChoice::toString)
                .collect(Collectors.joining(", "));
        throw new InvalidInputException(
            option + " (" + given.get() + ") must be with --loss " + others + ", not " + loss);
      }
    }
  }

  /**
   * Checks that the options go together, once the loss is known.
   *
   * @throws InvalidInputException if the loss has no use for one, or lacks one
   */
  public LossSettings {
    Use ofClip = new Use("--clip-probabilities", given(clipProbabilities), LossSettings::clips);
    List<Use> ofLabels =
        List.of(
            new Use("--ignore-index", ignored, LossChoice::isOfLabels),
            new Use("--label-smoothing", smoothing, LossChoice::isOfLabels),
            new Use("--class-weights", classWeights, LossChoice::isOfLabels));
    Use ofWeights = new Use("--weights", weights, loss -> loss == LossChoice.DOT);
    Use ofModel = new Use("--loss-model", model, loss -> loss == LossChoice.MODEL);
    boolean labelled =
        clipProbabilities || ofLabels.stream().anyMatch(use -> use.given().isPresent());
    if (choice.isEmpty()) {
      choice = implied(model.isPresent(), weights.isPresent(), labelled);
    }
    List<Use> all = new ArrayList<>(ofLabels);
    all.addAll(
        List.of(
            ofClip,
            new Use("--reduction", reduction, LossChoice::takesReduction),
            new Use("--class-axis", classAxis, LossSettings::hasClasses),
            new Use("--positive", pairs.positive(), LossChoice::isOfPairs),
            new Use("--negative", pairs.negative(), LossChoice::isOfPairs),
            new Use("--margin", pairs.margin(), LossChoice::isOfPairs),
            ofWeights,
            ofModel));
    choice.ifPresent(loss -> all.forEach(use -> use.require(loss)));
    choice.ifPresent(pairs::requireFor);
    require(
        !choice.equals(Optional.of(LossChoice.DOT)) || weights.isPresent(),
        "--weights (missing) must be given with --loss dot: a weight for each output, as .npy");
    require(
        !choice.equals(Optional.of(LossChoice.MODEL)) || model.isPresent(),
        "--loss-model (missing) must be given with --loss model: an .onnx file");
  }

  /** The loss that an option is of. */
  private static Optional<LossChoice> implied(boolean model, boolean weights, boolean labelled) {
    if (model) {
      return Optional.of(LossChoice.MODEL);
    } else if (weights) {
      return Optional.of(LossChoice.DOT);
    }
    return labelled ? Optional.of(LossChoice.CROSS_ENTROPY) : Optional.empty();
  }

  private static Optional<String> given(boolean flag) {
    return flag ? Optional.of("given") : Optional.empty();
  }

  private static boolean clips(LossChoice loss) {
    return loss == LossChoice.CROSS_ENTROPY || loss == LossChoice.BCE;
  }

  private static boolean hasClasses(LossChoice loss) {
    return loss.isOfLabels() || loss == LossChoice.KL || loss == LossChoice.COSINE;
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }

  /**
   * The same once it is known how many outputs the model has: with the loss that is meant.
   *
   * @param outputs how many
   * @return with a choice
   * @throws InvalidInputException if the loss does not fit them, or has no use for an option
   */
  LossSettings of(int outputs) {
    LossChoice meant = choice.orElse(LossChoice.of(outputs));
    meant.requireFits(outputs);
    return with(meant);
  }

  private LossSettings with(LossChoice meant) {
    return new LossSettings(
        Optional.of(meant),
        kind,
        clipProbabilities,
        ignored,
        smoothing,
        classWeights,
        reduction,
        classAxis,
        weights,
        model,
        pairs);
  }

  /**
   * The loss that is meant.
   *
   * @return as asked for, or as fits
   */
  public LossChoice meant() {
    return choice.orElseThrow();
  }

  /**
   * How the losses of several samples become the one that weights have a gradient of.
   *
   * @return as asked for, or as frameworks do
   */
  public Reduction overBatch() {
    return reduction.orElse(meant().overBatch());
  }

  /**
   * What words call it.
   *
   * @return its name, or that of its file
   */
  public String name() {
    return model.map(file -> "loss " + file.getFileName()).orElse(meant().toString());
  }

  /**
   * The loss.
   *
   * @return of the outputs; where it {@link #isGraph}, the one output of that
   */
  public Loss scalar() {
    return isGraph() ? new Loss.Logit(0) : meant().loss(clipProbabilities);
  }

  /**
   * Whether the loss is a graph on top of the model's.
   *
   * @return false where it is a function of the model's outputs
   */
  public boolean isGraph() {
    boolean mean = reductionOr(Reduction.MEAN) == Reduction.MEAN;
    return meant() == LossChoice.MODEL
        || meant().isOfPairs()
        || meant().isOfOutputs() && !(meant() == LossChoice.MSE && mean);
  }

  /**
   * The reduction.
   *
   * @param usual the loss's own
   * @return that which is asked for, or the loss's own
   */
  Reduction reductionOr(Reduction usual) {
    return reduction.orElse(usual);
  }

  /**
   * What happens to the losses of several positions.
   *
   * @return the mean or the sum
   */
  public Reduction overPositions() {
    return reductionOr(Reduction.MEAN);
  }

  /**
   * How labels become weights.
   *
   * @return as asked for
   * @throws InvalidInputException if the class weights cannot be read
   */
  Labelling labelling() {
    return new Labelling(
        smoothing.orElse(0.0),
        classWeights.map(LossSettings::weightsOf).orElse(new double[0]),
        overPositions(),
        ignored.orElse(Labelling.IGNORED));
  }

  /** None are no weights: those are not asked for. */
  private static double[] weightsOf(Path file) {
    double[] weights = Npy.read(file).toDoubles();
    if (weights.length == 0) {
      throw new InvalidInputException(
          "--class-weights (" + weights.length + " numbers) must be as many as classes");
    }
    return weights;
  }

  /**
   * The axis of the classes that is asked for.
   *
   * @param shape of the outputs for one sample
   * @return counted from 0, without a batch axis
   * @throws InvalidInputException if the outputs have no such axis
   */
  int axis(Shape shape) {
    int given = classAxis.orElseThrow();
    int axis = given < 0 ? given + shape.rank() : given - 1;
    if (axis < 0 || axis >= shape.rank() || given == 0) {
      throw new InvalidInputException(
          "--class-axis ("
              + given
              + ") must be from 1 to "
              + shape.rank()
              + ", an axis of the output behind the batch's, or from -1 to -"
              + shape.rank());
    }
    return axis;
  }

  /**
   * The files that are read.
   *
   * @return of weights, a loss of the user's own, and samples that are held against others
   */
  public Stream<Path> files() {
    return Stream.concat(
        Stream.of(classWeights, weights, model).flatMap(Optional::stream), pairs.files());
  }

  /**
   * Whether anything was said of a loss.
   *
   * @return false where all is as it is by default
   */
  public boolean isSaid() {
    return !equals(NONE) && !isOfOutputs();
  }

  /**
   * Whether the outputs themselves are meant, each by itself.
   *
   * @return whether no scalar is
   */
  public boolean isOfOutputs() {
    return choice.equals(Optional.of(LossChoice.OUTPUT));
  }

  /** The outputs themselves. */
  static LossSettings ofOutputs() {
    return NONE.with(LossChoice.OUTPUT);
  }
}
