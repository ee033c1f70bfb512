package io.plumbline.jobs.attack;

import io.plumbline.attack.Bounds;
import io.plumbline.attack.EngineClassifier;
import io.plumbline.core.InputFiles;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.Image;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.ReadFiles;
import io.plumbline.jobs.input.Decisions;
import io.plumbline.jobs.input.InputArray;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.LossSettings;
import io.plumbline.jobs.input.ModelAndSamples;
import io.plumbline.jobs.input.ModelChoices;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.jobs.input.Preprocessing;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.report.Numbers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A model and the images that it is to err on: test images, or inputs of one's own.
 *
 * @param model an .onnx or .keras file
 * @param choices what the model's file leaves open
 * @param input samples as .npy, or pictures; with labels
 * @param preprocessing what becomes of them before the model sees them; attacks move what is behind
 *     the scale, and before mean and standard deviation
 * @param label a class, or classes as .npy
 * @param image one test image, where there is no input
 * @param count how many of all, from the first
 * @param data where test images are from; MNIST where absent
 */
public record ModelAndImages(
    Path model,
    ModelChoices choices,
    Optional<Path> input,
    Preprocessing preprocessing,
    Optional<String> label,
    OptionalInt image,
    OptionalInt count,
    Optional<Path> data) {
  private static final int WHITE = 255;

  /**
   * Checks that the options go together.
   *
   * @throws InvalidInputException if they contradict each other
   */
  public ModelAndImages {
    if (input.isPresent()) {
      require(data.isEmpty(), "--data (given) must be with test images, not with --input");
      new ModelAndSamples(
          model, choices, input, preprocessing, label, image, data, LossSettings.NONE);
    } else {
      require(label.isEmpty(), "--label (" + label.orElse("") + ") must be given with --input");
      require(
          preprocessing.layout().isEmpty(),
          "--layout (given) must be with --input: test images have the model's");
    }
    require(
        count.isEmpty() || image.isEmpty(),
        "--count (" + count.orElse(0) + ") must be left out where --image is given");
    require(
        count.isEmpty() || count.getAsInt() >= 1,
        "count (" + count.orElse(0) + ") must be at least 1");
  }

  /**
   * A model of what is behind the scale, and what it is to err on.
   *
   * @param graph the model with mean and standard deviation before it
   * @param images the inputs
   * @param prepared what was done to them, where anything was
   */
  public record Read(Graph graph, LabelledImages images, Optional<PreparedInput> prepared) {}

  /**
   * Reads both.
   *
   * @param usual how many test images, where nobody says it
   * @return the model and its images
   * @throws InvalidInputException if they cannot be read, or do not fit
   */
  public Read read(int usual) {
    return input.isPresent() ? ofInput() : ofTest(usual);
  }

  private Read ofTest(int usual) {
    Graph graph = choices.read(model, Optional.empty());
    EngineClassifier.requireClasses(graph);
    LabelledImages images = LabelledImages.ofTest(data, image, count, usual);
    images.requireFit(graph);
    return new Read(
        preprocessing.before(graph),
        images.times(preprocessing.scale().orElse(1)),
        PreparedInput.of(preprocessing, Optional.empty(), Optional.empty()));
  }

  private Read ofInput() {
    ModelAndSamples of =
        new ModelAndSamples(
            model,
            choices,
            input,
            preprocessing.untilScaled(),
            label,
            OptionalInt.empty(),
            Optional.empty(),
            LossSettings.NONE);
    Graph graph = of.read();
    EngineClassifier.requireClasses(graph);
    SampleArrays arrays = new SampleArrays(graph);
    InputArray array = of.array();
    LabelledSamples samples = arrays.read(of.of(graph.output().shape().size()), array);
    int all = samples.samples().size();
    int wanted = count.orElse(all);
    require(wanted <= all, "count (" + wanted + ") must be at most the number of samples, " + all);
    boolean last = InputLayout.of(graph).equals(Optional.of(ImageLayout.HWC));
    LabelledImages images =
        new LabelledImages(
            String.valueOf(input.orElseThrow().getFileName()),
            "sample",
            Image.ofAny(Shape.of(arrays.shape()), !last),
            IntStream.range(0, wanted).toArray(),
            samples.samples().stream()
                .limit(wanted)
                .map(ModelAndImages::narrow)
                .toArray(float[][]::new),
            labels(samples.targets().subList(0, wanted)),
            bounds(array));
    return new Read(
        preprocessing.before(graph),
        images,
        PreparedInput.of(preprocessing, samples.turn(), Optional.empty()));
  }

  private int[] labels(List<Target> targets) {
    require(
        targets.stream().allMatch(Target::isOneClass),
        "--label ("
            + label.orElse("")
            + ") must be one class of each sample, which the model is to miss");
    return targets.stream().mapToInt(Target::label).toArray();
  }

  /**
   * What was decided of them without being asked for, or because it was.
   *
   * @param layout of the model's input
   * @param asked for bounds; none where nobody said them
   * @param bounds that hold
   * @return the decisions, to which others may be added
   */
  public Decisions decided(Optional<ImageLayout> layout, List<Bounds> asked, Bounds bounds) {
    return new Decisions()
        .add("Loss", "cross-entropy", "the model is to miss a class")
        .layout(layout, preprocessing)
        .add(
            "Bounds",
            asked.size() > 1
                ? "of each channel"
                : Numbers.setting(bounds.lower(0)) + " to " + Numbers.setting(bounds.upper(0)),
            asked.isEmpty()
                ? "bytes end at 255 times --scale, other numbers at 1"
                : "--bounds says so");
  }

  /** Bytes are known to end at 255. */
  private Bounds bounds(InputArray array) {
    return array.type().isFloat()
        ? Bounds.UNIT
        : LabelledImages.reach(WHITE * preprocessing.scale().orElse(1));
  }

  private static float[] narrow(double[] values) {
    float[] narrow = new float[values.length];
    for (int k = 0; k < narrow.length; k++) {
      narrow[k] = (float) values[k];
    }
    return narrow;
  }

  /**
   * The files that are read.
   *
   * @return all of them
   */
  public InputFiles files() {
    return input.isPresent()
        ? new ModelAndSamples(
                model, choices, input, preprocessing, label, image, data, LossSettings.NONE)
            .files(Stream.empty())
        : ReadFiles.of(Optional.of(model), data);
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }
}
