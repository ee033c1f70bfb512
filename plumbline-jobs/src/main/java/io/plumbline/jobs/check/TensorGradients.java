package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.jobs.check.outcome.By;
import io.plumbline.jobs.check.outcome.CheckSettings;
import io.plumbline.jobs.check.outcome.TrainingSettings;
import io.plumbline.jobs.check.question.GivenArrays;
import io.plumbline.jobs.check.question.Question;
import io.plumbline.jobs.check.question.TensorModel;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.PreparedInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gradients by tensors of a model, and what each is of, for what asks more than a check. */
public final class TensorGradients {
  private final TensorModel model;

  private TensorGradients(TensorModel model) {
    this.model = model;
  }

  /**
   * Reads a model, its samples and gradients.
   *
   * @param of model, samples and loss
   * @param by what the gradients are by, other than one sample's input
   * @param training how the model computed in training, where that is meant
   * @param file that holds them
   * @param progress is told how far any work with them has come
   * @return the gradients
   * @throws InvalidInputException if anything cannot be read
   */
  public static TensorGradients read(
      ModelAndSamples of,
      By by,
      Optional<TrainingSettings> training,
      Path file,
      Progress progress) {
    TensorModel.Watcher watch = new TensorModel.Watcher(new CancellationToken(), progress);
    return new TensorGradients(TensorModel.read(CheckSettings.of(of, by, training, file), watch));
  }

  /**
   * Other arrays of the same.
   *
   * @param file that holds them
   * @return with these in the gradients' place
   * @throws InvalidInputException if it cannot be read
   */
  public TensorGradients in(Path file) {
    return new TensorGradients(model.with(GivenArrays.read(file)));
  }

  /**
   * The gradients, each with what it is of.
   *
   * @return one for each tensor, made when asked for
   * @throws InvalidInputException if a name or a shape does not fit
   */
  public List<Supplier<Question>> questions() {
    return TensorCheck.questions(model);
  }

  /**
   * About how long it takes to check one of them.
   *
   * @return seconds, to about a factor of two
   */
  public double seconds() {
    return model.seconds();
  }

  /**
   * What they are of.
   *
   * @return with the loss that is meant
   */
  public ModelAndSamples of() {
    return model.settings().of();
  }

  /**
   * The model's file.
   *
   * @return its name
   */
  public String source() {
    return model.graph().source();
  }

  /**
   * The format of the arithmetic behind the arrays.
   *
   * @return the coarsest that one is stored in
   */
  public Precision precision() {
    return model.precision();
  }

  /**
   * Factors by which a gradient of the loss, as others define it, differs.
   *
   * @param question which gradient
   * @return the likeliest first
   */
  public List<Factor> conventions(Question question) {
    return model.conventions(question);
  }

  /**
   * What was done to the samples before the model saw them.
   *
   * @return empty where nothing was
   */
  public Optional<PreparedInput> input() {
    return model.preparedInput();
  }
}
