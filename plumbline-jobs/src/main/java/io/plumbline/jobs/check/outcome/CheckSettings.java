package io.plumbline.jobs.check.outcome;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.OutputFile;
import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.Coordinates;
import io.plumbline.evaluate.result.Arithmetic;
import io.plumbline.graph.TieRule;
import io.plumbline.jobs.ReportArchive;
import io.plumbline.jobs.input.BlackBoxModel;
import io.plumbline.jobs.input.Invocation;
import io.plumbline.jobs.input.ModelAndSamples;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What to check, and how.
 *
 * @param of model, samples and loss
 * @param by what the gradient is by
 * @param gradient to be checked, as .npy, or several arrays with names; the engine's where absent
 * @param inner gradients by values inside the model, as arrays with their names
 * @param derivative another derivative than a gradient, in its place
 * @param training how the model computed in training, where that is meant
 * @param arithmetic the gradient's; its array says so where absent
 * @param relativeTolerance allowed beside rounding
 * @param tieRule the only one accepted; any consistent one where absent
 * @param blackBox whether the model is to be evaluated only, and not read
 * @param coordinates which are differenced one by one
 * @param seed of whatever is drawn
 * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook;
 *     what is usual for the arithmetic where absent
 * @param selfTest whether to plant mistakes
 * @param names a file of what the entries of the input are called, a line for each
 * @param files where to write the result
 */
public record CheckSettings(
    ModelAndSamples of,
    By by,
    Optional<Path> gradient,
    Optional<Path> inner,
    Optional<Derivative> derivative,
    Optional<TrainingSettings> training,
    Optional<Arithmetic> arithmetic,
    double relativeTolerance,
    Optional<TieRule.Among> tieRule,
    boolean blackBox,
    Coordinates coordinates,
    long seed,
    Optional<Double> mustSee,
    boolean selfTest,
    Optional<Path> names,
    Files files) {
  /** What {@code check} asks of a gradient where nothing else is said. */
  public static CheckSettings of(
      ModelAndSamples of, By by, Optional<TrainingSettings> training, Path gradient) {
    return new CheckSettings(
        of,
        by,
        Optional.of(gradient),
        Optional.empty(),
        Optional.empty(),
        training,
        Optional.empty(),
        CheckOptions.DEFAULT.relativeTolerance(),
        CheckOptions.DEFAULT.tieRule(),
        false,
        CheckOptions.DEFAULT.coordinates(),
        CheckOptions.SEED,
        CheckOptions.DEFAULT.mustSee(),
        false,
        Optional.empty(),
        Files.NONE);
  }

  /**
   * The coarsest format of the gradient's arithmetic.
   *
   * @return the format; empty where its array says so
   */
  public Optional<Precision> precision() {
    return arithmetic.map(Arithmetic::coarsest);
  }

  /**
   * The same of another question.
   *
   * @param other model, samples and loss
   * @return with all else as it is
   */
  public CheckSettings with(ModelAndSamples other) {
    return new CheckSettings(
        other,
        by,
        gradient,
        inner,
        derivative,
        training,
        arithmetic,
        relativeTolerance,
        tieRule,
        blackBox,
        coordinates,
        seed,
        mustSee,
        selfTest,
        names,
        files);
  }

  /**
   * Where to write the result.
   *
   * @param json a JSON object
   * @param keep whether the report is kept beside that, to be drawn again
   * @param junit JUnit XML
   * @param report an HTML page
   * @param fragment the same as a piece of a page, without scripts
   * @param arrays an .npz archive of the numbers behind it
   * @param lines a line of JSON for each gradient, written as it is decided
   */
  public record Files(
      Optional<Path> json,
      boolean keep,
      Optional<Path> junit,
      Optional<Path> report,
      Optional<Path> fragment,
      Optional<Path> arrays,
      Optional<Path> lines) {
    /** Nowhere. */
    public static final Files NONE =
        new Files(
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /**
     * Checks that there is a place for what is kept.
     *
     * @throws InvalidInputException if there is none
     */
    public Files {
      if (keep && json.filter(file -> !OutputFile.isStandardOutput(file)).isEmpty()) {
        throw new InvalidInputException("--keep (given) must go with --json FILE");
      }
    }

    /**
     * Where the report is kept.
     *
     * @return the file, if that is asked for
     */
    public Optional<Path> kept() {
      return json.filter(file -> keep).map(ReportArchive::beside);
    }
  }

  /**
   * Checks the tolerance.
   *
   * @throws InvalidInputException if it is out of range
   */
  public CheckSettings {
    if (!(relativeTolerance >= 0 && relativeTolerance < 1)) {
      throw new InvalidInputException(
          "--rtol (" + relativeTolerance + ") must be at least 0 and below 1");
    }
    if (of.sample().isPresent() && ofTensors(derivative, inner, training, by)) {
      throw new InvalidInputException(
          "--sample ("
              + of.sample().getAsInt()
              + ") must be of a gradient by the input, not with --by, --inner, --training or another"
              + " derivative");
    }
    if (blackBox) {
      BlackBoxModel.requirePlain(of.choices(), inner.isEmpty() && by.equals(By.INPUT));
    }
    if (names.isPresent() && ofTensors(derivative, inner, training, by)) {
      throw new InvalidInputException(
          "--names ("
              + names.get().getFileName()
              + ") must be of a gradient by the input, not with --by, --inner, --training or another"
              + " derivative");
    }
    if (derivative.isPresent()) {
      requireAlone(derivative.get(), of, gradient.isPresent() || inner.isPresent(), by, blackBox);
    }
    if (derivative.filter(each -> each.kind().isOfOutputs()).isPresent()) {
      of = of.ofOutputs();
    } else if (of.loss().isOfOutputs()) {
      throw new InvalidInputException(
          "--loss (output) must be with --jacobian or --jvp, which are of every output");
    }
    if (inner.isPresent() && (gradient.isPresent() || !by.equals(By.INPUT))) {
      throw new InvalidInputException(
          "--gradient or --by (given) must not be with --inner, whose arrays have the names of what"
              + " they are by");
    }
    if (training.isPresent() && (blackBox || inner.isPresent() || derivative.isPresent())) {
      throw new InvalidInputException(
          "--training (given) must not be with --black-box, --inner or another derivative: it is of"
              + " gradients by the input and by weights");
    }
    if (blackBox && tieRule.isPresent()) {
      throw new InvalidInputException(
          "--tie-rule (given) must not be with --black-box, which cannot see ties");
    }
  }

  private static void requireAlone(
      Derivative derivative, ModelAndSamples of, boolean gradient, By by, boolean blackBox) {
    if (gradient || !by.equals(By.INPUT) || blackBox) {
      throw new InvalidInputException(
          "--gradient, --inner, --by and --black-box (given) must not be with "
              + derivative.kind()
              + ", which is by the input");
    }
    if (derivative.kind().isOfOutputs() && (of.label().isPresent() || of.loss().isSaid())) {
      throw new InvalidInputException(
          "--label and --loss (given) must not be with "
              + derivative.kind()
              + ", which is of the outputs themselves");
    }
  }

  /**
   * The same question, whatever the answer to be checked.
   *
   * @return a command line
   */
  public Invocation question() {
    Invocation line = Invocation.of("check", of);
    training.ifPresent(given -> given.on(line));
    return by.equals(By.INPUT) ? line : line.with("--by", by);
  }

  /**
   * The same check again, to which options may be added.
   *
   * @return a command line
   */
  public Invocation invocation() {
    Invocation line = question();
    inner.ifPresent(file -> line.with("--inner", file));
    derivative.ifPresent(
        other -> {
          line.with(other.kind().toString(), other.array());
          other.tangent().ifPresent(file -> line.with("--tangent", file));
        });
    if (blackBox) {
      line.with("--black-box");
    }
    gradient.ifPresent(file -> line.with("--gradient", file));
    names.ifPresent(file -> line.with("--names", file));
    if (hasGradient()) {
      arithmetic.ifPresent(each -> line.with("--precision", each.toString()));
    }
    return line;
  }

  /**
   * Whether each gradient is of a function of its own: by tensors, of a batch in training, or parts
   * of another derivative.
   *
   * @return false where they are of the loss by the input
   */
  public boolean ofTensors() {
    return ofTensors(derivative, inner, training, by);
  }

  private static boolean ofTensors(
      Optional<Derivative> derivative,
      Optional<Path> inner,
      Optional<TrainingSettings> training,
      By by) {
    return derivative.isPresent()
        || inner.isPresent()
        || training.isPresent()
        || !by.equals(By.INPUT);
  }

  /** All that is read beside the model and the samples. */
  public Stream<Path> filesRead() {
    return Stream.of(
            gradientFiles(),
            names.stream(),
            training.stream().flatMap(each -> each.masks().values().stream()))
        .flatMap(each -> each);
  }

  /** Whether a gradient was given; else PyTorch's is checked. */
  public boolean hasGradient() {
    return gradientFiles().findAny().isPresent();
  }

  /** What holds gradients, as it was given. */
  public Stream<Path> gradientFiles() {
    return Stream.of(
            gradient.stream(), inner.stream(), derivative.stream().flatMap(Derivative::files))
        .flatMap(each -> each);
  }
}
