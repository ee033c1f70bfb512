package io.plumbline.jobs.explain;

import io.plumbline.core.InvalidInputException;
import io.plumbline.diagnose.explain.Explanation;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.TrainingSettings;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.StepOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * What to explain.
 *
 * @param of model, samples and loss
 * @param by what the arrays are by
 * @param index which sample is meant, where there are several
 * @param analytic the gradient by automatic differentiation, as .npy; several tensors' as arrays
 *     with their names
 * @param numeric the difference quotients, likewise
 * @param training how the model computed in training, where that is meant
 * @param blackBox whether the model is to be evaluated only, and not read
 * @param step half the distance between the two evaluations of a quotient
 * @param tile how many pixels a side were moved together
 * @param json where to write the result as a JSON object
 * @param report where to write it as an HTML page
 */
public record ExplainSettings(
    ModelAndSamples of,
    By by,
    OptionalInt index,
    Path analytic,
    Path numeric,
    Optional<TrainingSettings> training,
    boolean blackBox,
    double step,
    int tile,
    Optional<Path> json,
    Optional<Path> report)
    implements ExplainRequest {
  /**
   * Checks what can be checked without reading.
   *
   * @throws InvalidInputException if step or tile are out of range, or an index is given for what
   *     is of no batch
   */
  public ExplainSettings {
    StepOption.require(step);
    if (tile < 1) {
      throw new InvalidInputException("--tile (" + tile + ") must be at least 1");
    }
    if (training.isPresent() && blackBox) {
      throw new InvalidInputException(
          "--training (given) must not be with --black-box, which takes the model as it is");
    }
    if (index.isPresent() && training.isPresent()) {
      throw new InvalidInputException(
          "--index ("
              + index.getAsInt()
              + ") must not be with --training, which is of all samples");
    }
    if (index.isPresent() && !by.equals(By.INPUT)) {
      throw new InvalidInputException(
          "--index ("
              + index.getAsInt()
              + ") must not be with --by: a gradient by weights is of all samples together, and one"
              + " by a value inside the model of the one that is given");
    }
    if (tile > 1 && !by.equals(By.INPUT)) {
      throw new InvalidInputException(
          "--tile (" + tile + ") must be 1 with --by (" + by + "): tiles are of pictures");
    }
    if (blackBox) {
      BlackBoxModel.requirePlain(of.choices(), by.equals(By.INPUT));
    }
    if (index.isPresent() && of.image().isPresent()) {
      throw new InvalidInputException(
          "--index (" + index.getAsInt() + ") must be given with --input, not with --image");
    }
  }

  /**
   * Whether the arrays are by one sample's input.
   *
   * @return false by a tensor, and by all samples at once
   */
  boolean bySample() {
    return by.equals(By.INPUT) && training.isEmpty();
  }

  @Override
  public boolean isTable() {
    return by instanceof By.Parameters;
  }

  @Override
  public String subtitle(Explanation worst) {
    return ExplainReport.subtitle(this, worst);
  }

  @Override
  public List<String> commands(ExplainOutcome outcome) {
    return Answer.commands(this, outcome);
  }

  @Override
  public Marks marks() {
    return new Marks(
        Optional.empty(),
        blackBox ? Optional.of(true) : Optional.empty(),
        training.map(each -> true),
        by.equals(By.INPUT) ? Optional.empty() : Optional.of(by.toString()));
  }

  @Override
  public Optional<IntFunction<String>> places() {
    return Optional.empty();
  }

  /** All files that are read besides the model and its samples. */
  Stream<Path> filesRead() {
    return Stream.concat(
        Stream.of(analytic, numeric),
        training.stream().flatMap(each -> each.masks().values().stream()));
  }

  /** The same of another question. */
  ExplainSettings with(ModelAndSamples other) {
    return new ExplainSettings(
        other, by, index, analytic, numeric, training, blackBox, step, tile, json, report);
  }
}
