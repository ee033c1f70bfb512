package io.plumbline.jobs.input;

import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.data.npy.Npy;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.ReadFiles;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What gradients are of, and where.
 *
 * @param model an .onnx or .keras file
 * @param choices what the model's file leaves open
 * @param input samples as .npy, or pictures; with a label
 * @param preprocessing what becomes of them before the model sees them
 * @param label a class, or labels as .npy
 * @param image a test image in place of input and label
 * @param data where the image is from; MNIST where absent
 * @param loss which scalar
 * @param sample which of the samples of a data set; all that are given where absent
 */
public record ModelAndSamples(
    Path model,
    ModelChoices choices,
    Optional<Path> input,
    Preprocessing preprocessing,
    Optional<String> label,
    OptionalInt image,
    Optional<Path> data,
    LossSettings loss,
    OptionalInt sample) {
  /**
   * Checks that the options go together.
   *
   * @throws InvalidInputException if they contradict each other
   */
  public ModelAndSamples {
    if (sample.isPresent()) {
      int number = sample.getAsInt();
      require(number >= 0, "--sample (" + number + ") must be at least 0");
      require(
          input.isPresent() && image.isEmpty(),
          "--sample (" + number + ") must be with --input, whose samples it is one of");
    }
    if (image.isPresent()) {
      String alone = "--image (" + image.getAsInt() + ") must be alone: it brings its own ";
      require(input.isEmpty(), alone + "input, so --input cannot be given too");
      require(label.isEmpty(), alone + "label, so --label cannot be given too");
      require(
          preprocessing.layout().isEmpty(),
          "--layout (given) must be with --input, not with --image, whose layout is the model's");
    } else {
      require(data.isEmpty(), "--data (" + data.orElse(null) + ") must be given with --image");
      require(
          input.isPresent() || label.isPresent(),
          "--input and --label (missing) must be given, or --image in their place");
      require(
          input.isPresent(),
          "--input (missing) must be given with --label: samples as a .npy file, or a picture");
    }
  }

  /**
   * All samples that are given.
   *
   * @param model an .onnx or .keras file
   * @param choices what the model's file leaves open
   * @param input samples as .npy, or pictures; with a label
   * @param preprocessing what becomes of them before the model sees them
   * @param label a class, or labels as .npy
   * @param image a test image in place of input and label
   * @param data where the image is from; MNIST where absent
   * @param loss which scalar
   */
  public ModelAndSamples(
      Path model,
      ModelChoices choices,
      Optional<Path> input,
      Preprocessing preprocessing,
      Optional<String> label,
      OptionalInt image,
      Optional<Path> data,
      LossSettings loss) {
    this(model, choices, input, preprocessing, label, image, data, loss, OptionalInt.empty());
  }

  /**
   * One of the samples.
   *
   * @param number of it
   * @return the same question of it alone
   * @throws InvalidInputException if samples are not given by --input
   */
  public ModelAndSamples only(int number) {
    return new ModelAndSamples(
        model, choices, input, preprocessing, label, image, data, loss, OptionalInt.of(number));
  }

  /**
   * Reads the model.
   *
   * @return the graph, for one sample
   * @throws InvalidInputException if it cannot be read, or leaves open what is not said
   */
  public Graph read() {
    return read(options -> Models.read(model, options), graph -> graph);
  }

  /**
   * Reads the model.
   *
   * @param reading of its file
   * @param graphOf the graph in what was read
   * @param <T> what is made of it
   * @return what was read, of one sample
   * @throws InvalidInputException if it cannot be read, or leaves open what is not said
   */
  public <T> T read(Function<ReadOptions, T> reading, Function<T, Graph> graphOf) {
    return choices.read(input.map(file -> array()), reading, graphOf);
  }

  /**
   * Reads the model.
   *
   * @param sample one of those that it will be fed, with a batch axis of one
   * @return the graph, for one sample
   * @throws InvalidInputException if it cannot be read, or leaves open what is not said
   */
  public Graph read(InputArray sample) {
    return choices.read(
        Optional.of(sample), options -> Models.read(model, options), graph -> graph);
  }

  /**
   * The samples' array, which there must be.
   *
   * @return as it is stored
   * @throws InvalidInputException if it cannot be read
   */
  public InputArray array() {
    if (sample.isEmpty()) {
      return InputArray.read(input.orElseThrow(), preprocessing.layout());
    }
    try (StoredSamples stored = stored(Optional.empty())) {
      return stored.array(sample.getAsInt(), preprocessing.layout());
    }
  }

  /**
   * Opens the data set that the sample is one of.
   *
   * @param gradient what holds the gradients, if any are given
   * @return its samples, to be closed
   * @throws InvalidInputException if it cannot be opened, or has no such sample
   */
  StoredSamples stored(Optional<Path> gradient) {
    StoredSamples stored =
        StoredSamples.open(input.orElseThrow().toString(), label, gradient.map(Path::toString));
    int number = sample.orElse(0);
    if (number >= stored.size()) {
      stored.close();
      throw new InvalidInputException(
          "--sample (" + number + ") must be below " + stored.size() + ", the number of samples");
    }
    return stored;
  }

  /**
   * The files that are read.
   *
   * @param more files that are read beside the model and its samples
   * @return all of them
   */
  public InputFiles files(Stream<Path> more) {
    Stream<Path> labels = label.filter(Npy::isNamedBy).map(Path::of).stream();
    Path[] arrays =
        Stream.of(labels, loss.files(), choices.held().values().stream(), more)
            .flatMap(each -> each)
            .toArray(Path[]::new);
    return ReadFiles.of(Optional.of(model), data)
        .and(this::inputs)
        .and(() -> Stream.of(arrays).flatMap(each -> NamedArrays.files(each).stream()).toList())
        .and(() -> loss.model().map(Models::filesBeside).orElse(List.of()));
  }

  private List<Path> inputs() {
    if (sample.isEmpty()) {
      return input.map(InputArray::files).orElse(List.of());
    }
    try (StoredSamples stored = stored(Optional.empty())) {
      return stored.files().toList();
    }
  }

  /**
   * The same model and samples, of each output itself.
   *
   * @return without a loss
   */
  public ModelAndSamples ofOutputs() {
    return new ModelAndSamples(
        model,
        choices,
        input,
        preprocessing,
        Optional.empty(),
        image,
        data,
        LossSettings.ofOutputs(),
        sample);
  }

  /**
   * The same where the samples have labels of their own, unless others are given.
   *
   * @param outputs how many the model has
   * @return with a label where the loss reads one
   * @throws InvalidInputException if the loss asked for does not fit the outputs
   */
  public ModelAndSamples labelledBySamples(int outputs) {
    if (label.isPresent() || !loss.of(outputs).meant().hasTarget()) {
      return this;
    }
    Optional<String> own = input.map(Path::toString);
    return new ModelAndSamples(
        model, choices, input, preprocessing, own, image, data, loss, sample);
  }

  /**
   * The same once it is known how many outputs the model has: with the loss that is meant.
   *
   * @param outputs how many
   * @return with a loss
   * @throws InvalidInputException if the loss asked for does not fit them, or needs a label, or has
   *     no use for one
   */
  public ModelAndSamples of(int outputs) {
    LossSettings fitting = loss.of(outputs);
    LossChoice meant = fitting.meant();
    require(
        label.isPresent() || image.isPresent() || sample.isPresent() || !meant.needsTarget(),
        "--label (missing) must be given with --input: a class or a .npy file");
    require(
        label.isEmpty() || meant.hasTarget(),
        "--label ("
            + label.orElse("")
            + ") must not be given with --loss "
            + meant
            + ", which "
            + meant.insteadOfTarget());
    return new ModelAndSamples(
        model, choices, input, preprocessing, label, image, data, fitting, sample);
  }

  /**
   * The label of a sample.
   *
   * @param target its target
   * @return empty where the loss has none, or one at each position, or targets that are no class
   */
  public Optional<Integer> labelOf(Target target) {
    LossChoice meant = loss.meant();
    boolean one =
        meant.hasTarget()
            && !loss.isGraph()
            && target.positions().isEmpty()
            && (meant != LossChoice.MSE || target.isOneClass());
    return one ? Optional.of(target.label()) : Optional.empty();
  }

  /**
   * What the model's output is.
   *
   * @param graph the model
   * @return as said, or as its last layer says
   * @throws InvalidInputException if it is said to be probabilities and no softmax gives them
   */
  public OutputKind kindOf(Graph graph) {
    if (loss.isGraph() || loss.meant() == LossChoice.VALUE) {
      return OutputKind.LOGITS;
    }
    OutputKind found = OutputKind.of(graph);
    OutputKind said = loss.kind().orElse(found);
    if (said == OutputKind.PROBABILITIES && found != OutputKind.PROBABILITIES) {
      String last = graph.nodes().get(graph.nodes().size() - 1).type();
      throw new InvalidInputException(
          "--probabilities (given) must be for a model that ends in a softmax, and "
              + graph.source()
              + " ends in "
              + last
              + "; without it the output is taken for scores");
    }
    return said;
  }

  /**
   * Whether the model's last layer gives probabilities, and they are said to be scores.
   *
   * @param graph the model
   * @return whether a softmax is taken of a softmax
   */
  public boolean takesProbabilitiesForScores(Graph graph) {
    return loss.kind().equals(Optional.of(OutputKind.LOGITS))
        && OutputKind.of(graph) == OutputKind.PROBABILITIES;
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }
}
