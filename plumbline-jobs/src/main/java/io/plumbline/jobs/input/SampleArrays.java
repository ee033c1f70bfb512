package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads samples, labels and gradients, and refuses what does not fit the model. */
public final class SampleArrays {
  private final int[] sample;
  private final int size;
  private final Shape output;
  private final Optional<ImageLayout> layout;
  private final boolean ignoringUnitAxes;
  private final List<Parameter> weights;

  /**
   * A reader of samples for a model.
   *
   * @param graph the model
   */
  public SampleArrays(Graph graph) {
    this(graph, false);
  }

  /**
   * A reader of samples for a model of which only the shapes are known.
   *
   * @param sample the shape of one sample, without a batch axis
   * @param outputs how many outputs it has
   */
  public SampleArrays(int[] sample, int outputs) {
    this(sample, outputs, false);
  }

  private SampleArrays(int[] sample, int outputs, boolean ignoringUnitAxes) {
    this.ignoringUnitAxes = ignoringUnitAxes;
    this.sample = sample.clone();
    this.size = Shape.of(sample).size();
    this.output = Shape.of(outputs);
    this.weights = List.of();
    this.layout = InputLayout.of(sample);
  }

  /**
   * A reader that also takes arrays whose shape differs by axes of size one.
   *
   * @param graph the model
   * @return the reader
   */
  public static SampleArrays ignoringUnitAxes(Graph graph) {
    return new SampleArrays(graph, true);
  }

  /**
   * The same for a model of which only the shapes are known.
   *
   * @param sample the shape of one sample, without a batch axis
   * @param outputs how many outputs it has
   * @return the reader
   */
  public static SampleArrays ignoringUnitAxes(int[] sample, int outputs) {
    return new SampleArrays(sample, outputs, true);
  }

  private SampleArrays(Graph graph, boolean ignoringUnitAxes) {
    this.ignoringUnitAxes = ignoringUnitAxes;
    this.sample = graph.input().shape().withoutFirst().extents();
    this.size = graph.input().shape().size();
    this.output = graph.output().shape().withoutFirst();
    this.layout = InputLayout.of(graph);
    this.weights = graph.parameters().stream().filter(Parameter::trainable).toList();
  }

  /**
   * A reader of gradients by such samples.
   *
   * @return the reader
   */
  public GradientArrays gradients() {
    return new GradientArrays(sample, weights);
  }

  /**
   * The shape of one sample.
   *
   * @return without a batch axis
   */
  public int[] shape() {
    return sample.clone();
  }

  /**
   * Reads samples and labels.
   *
   * @param of where they are
   * @return at least one sample
   * @throws InvalidInputException if they do not fit the model, or a value is not finite
   */
  public LabelledSamples read(ModelAndSamples of) {
    if (of.image().isPresent()) {
      Mnist data = of.data().map(Mnist::fromDirectory).orElseGet(Mnist::embedded);
      return image(data.test(), of);
    }
    if (of.sample().isPresent()) {
      int number = of.sample().getAsInt();
      try (StoredSamples stored = of.stored(Optional.empty())) {
        return stored.fitting(this, of).read(number).sample().numbered(number);
      }
    }
    return read(of, of.array());
  }

  /**
   * Reads labels, and takes samples from what was read.
   *
   * @param of where they are
   * @param array of the samples
   * @return at least one sample
   * @throws InvalidInputException if they do not fit the model, or a value is not finite
   */
  public LabelledSamples read(ModelAndSamples of, InputArray array) {
    Preprocessing preprocessing = of.preprocessing();
    InputArray given = array.arranged(sample, layout);
    List<double[]> samples = samples(given, preprocessing);
    List<Target> targets = targets(of.loss()).read(of.label(), samples.size());
    return new LabelledSamples(given.shape(), -1, samples, targets, given.turn());
  }

  /**
   * One sample of those that were read one by one.
   *
   * @param array of the sample, with a batch axis of one
   * @param preprocessing what becomes of it before the model sees it
   * @param targets what reads its target
   * @param label its own; absent where the loss reads none
   * @throws InvalidInputException if it does not fit the model, or a value is not finite
   */
  LabelledSamples one(
      InputArray array, Preprocessing preprocessing, Targets targets, Optional<NpyArray> label) {
    InputArray given = array.arranged(sample, layout);
    List<double[]> samples = samples(given, preprocessing);
    Target target =
        label
            .map(each -> targets.one(array.name(), each))
            .orElseGet(() -> targets.read(Optional.empty(), 1).get(0));
    return new LabelledSamples(given.shape(), -1, samples, List.of(target), given.turn());
  }

  /** Samples that another file holds, in every form that {@code --input} takes. */
  List<double[]> samples(Path file, Preprocessing preprocessing) {
    InputArray array = InputArray.read(file, preprocessing.layout());
    return samples(array.arranged(sample, layout), preprocessing);
  }

  private List<double[]> samples(InputArray given, Preprocessing preprocessing) {
    count(given);
    given.requireNumbers(preprocessing);
    return GradientArrays.split(prepared(given, preprocessing), size);
  }

  private double[] prepared(InputArray given, Preprocessing preprocessing) {
    if (preprocessing.isIdentity()) {
      return given.values();
    }
    double[] values = preprocessing.apply(given, sample, layout);
    requireFinite(given.name(), values, " after --scale, --mean and --std");
    return values;
  }

  Targets targets(LossSettings loss) {
    boolean channelsFirst = !layout.equals(Optional.of(ImageLayout.HWC));
    return new Targets(output, channelsFirst, loss);
  }

  private LabelledSamples image(Dataset test, ModelAndSamples of) {
    int index = of.image().orElseThrow();
    double[] pixels = test.imageAsDoubles(index);
    if (pixels.length != size) {
      throw new InvalidInputException(
          "model input shape "
              + text(sample)
              + " must have the "
              + pixels.length
              + " values of an image of "
              + test.rows()
              + " x "
              + test.columns());
    }
    return new LabelledSamples(
        sample,
        index,
        List.of(prepared(new InputArray("image " + index, pixels, sample), of.preprocessing())),
        List.of(targets(of.loss()).ofImage(test.label(index), index)),
        Optional.empty());
  }

  /**
   * Reads the gradients of samples.
   *
   * @param of the samples
   * @param file what holds the gradients
   * @param batch the samples, read
   * @param precision of the arithmetic behind them; what their array says or allows where absent
   * @return one for each sample
   * @throws InvalidInputException if they do not fit
   */
  public GradientArrays.Given gradients(
      ModelAndSamples of, Path file, LabelledSamples batch, Optional<Precision> precision) {
    if (of.sample().isEmpty()) {
      return gradients().of(file, batch, precision);
    }
    try (StoredSamples stored = of.stored(Optional.of(file))) {
      return stored.fitting(this, of).gradient(of.sample().getAsInt(), batch, precision);
    }
  }

  /**
   * By whose conventions else the gradient by a sample may be: the loss's, and that of what is
   * before it all.
   *
   * @param of the samples, and the loss that is meant
   * @param batch the samples
   * @param k which of them
   * @return factors by which it then differs, the likeliest first
   */
  public List<Factor> conventions(ModelAndSamples of, LabelledSamples batch, int k) {
    List<Factor> ofLoss =
        new LossConventions(of.loss(), output, batch.targets(), k, false).factors();
    return Stream.concat(ofLoss.stream(), of.preprocessing().factors().stream()).toList();
  }

  /**
   * The same, of the one loss of all samples.
   *
   * @param loss what is summed or averaged over them
   * @param batch the samples
   * @return what a gradient may be a multiple by
   */
  public List<Factor> conventionsOfAll(LossSettings loss, LabelledSamples batch) {
    return new LossConventions(loss, output, batch.targets(), 0, batch.samples().size() > 1)
        .factors();
  }

  /** The number of samples, by the shape. */
  private int count(InputArray input) {
    int[] shape = input.shape();
    if (Arrays.equals(shape, sample) || ignoringUnitAxes && sameButForUnitAxes(shape)) {
      return 1;
    }
    if (!input.isOf(sample)) {
      throw input.misfit(sample, layout);
    }
    if (shape[0] == 0) {
      throw new InvalidInputException(input.name() + ": samples (0) must be at least 1");
    }
    return shape[0];
  }

  private boolean sameButForUnitAxes(int[] shape) {
    return equalButForUnitAxes(shape, sample);
  }

  /** Whether an array's shape, which may be empty, differs from another by axes of size one. */
  static boolean equalButForUnitAxes(int[] shape, int[] other) {
    return Shape.upTo(Integer.MAX_VALUE, shape).equalsButForUnitAxes(Shape.of(other));
  }

  /**
   * Whether an array is of one sample, or of a batch of one.
   *
   * @param shape the array's
   * @param sample that of a sample
   * @return whether it is one of the two
   */
  public static boolean isOfOne(int[] shape, int[] sample) {
    return Arrays.equals(shape, sample)
        || Arrays.equals(shape, Shape.upTo(Integer.MAX_VALUE, sample).withFirst(1).extents());
  }

  /**
   * Refuses an array that holds no floating-point numbers.
   *
   * @param name what to call it
   * @param array any
   * @throws InvalidInputException if it holds others
   */
  public static void requireFloat(String name, NpyArray array) {
    requireFloat(name, array.type(), "");
  }

  static void requireFloat(String name, NpyType type, String otherwise) {
    if (!type.isFloat()) {
      throw new InvalidInputException(
          name + ": type (" + type + ") must be float16, float32 or float64" + otherwise);
    }
  }

  /**
   * Refuses NaN and infinities.
   *
   * @param name of the file
   * @param values that were in it
   * @param when the end of the line, where there is more to say
   * @throws InvalidInputException if a value is not finite
   */
  public static void requireFinite(String name, double[] values, String when) {
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new InvalidInputException(
            name + ": value " + k + " (" + values[k] + ") must be finite" + when);
      }
    }
  }

  /**
   * A precision as options and results write it.
   *
   * @param precision which
   * @return for example float32
   */
  public static String word(Precision precision) {
    return precision.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A shape as NumPy writes it.
   *
   * @param shape sizes
   * @return for example (28, 28, 1)
   */
  public static String text(int[] shape) {
    String sizes =
        Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    return shape.length == 1 ? "(" + sizes + ",)" : "(" + sizes + ")";
  }
}
