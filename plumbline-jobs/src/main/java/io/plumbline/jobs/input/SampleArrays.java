package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.loss.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads samples, labels and gradients, and refuses what does not fit the model. */
public final class SampleArrays {
  private final int[] sample;
  private final int size;
  private final Shape output;
  private final boolean channelsFirst;
  private final boolean ignoringUnitAxes;

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
    this.ignoringUnitAxes = false;
    this.sample = sample.clone();
    this.size = Shape.of(sample).size();
    this.output = Shape.of(outputs);
    this.channelsFirst = true;
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

  private SampleArrays(Graph graph, boolean ignoringUnitAxes) {
    this.ignoringUnitAxes = ignoringUnitAxes;
    this.sample = graph.input().shape().withoutFirst().extents();
    this.size = graph.input().shape().size();
    this.output = graph.output().shape().withoutFirst();
    this.channelsFirst = !InputLayout.of(graph).equals(Optional.of(ImageLayout.HWC));
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
      return image(data.test(), of.image().getAsInt(), of.loss());
    }
    Path file = of.input().orElseThrow();
    NpyArray input = Npy.read(file);
    int count = count(file, input);
    requireFloat(name(file), input);
    double[] values = input.toDoubles();
    for (int k = 0; k < values.length; k++) {
      if (!Double.isFinite(values[k])) {
        throw new InvalidInputException(
            name(file) + ": value " + k + " (" + values[k] + ") must be finite");
      }
    }
    List<Target> targets = new Targets(output, channelsFirst, of.loss()).read(of.label(), count);
    return new LabelledSamples(input.shape(), -1, split(values), targets);
  }

  private LabelledSamples image(Dataset test, int index, LossSettings loss) {
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
        List.of(pixels),
        List.of(new Targets(output, channelsFirst, loss).ofImage(test.label(index), index)));
  }

  /**
   * Factors by which the gradient of a sample's loss, as others define it, differs.
   *
   * @param loss the one that is meant
   * @param batch the samples
   * @param k which of them
   * @return the likeliest first
   */
  public List<Factor> conventions(LossSettings loss, LabelledSamples batch, int k) {
    return new LossConventions(loss, output, batch.targets(), k).factors();
  }

  /** The number of samples, by the shape. */
  private int count(Path file, NpyArray input) {
    int[] shape = input.shape();
    if (Arrays.equals(shape, sample)) {
      return 1;
    }
    if (ignoringUnitAxes && sameButForUnitAxes(shape)) {
      return 1;
    }
    boolean batch =
        shape.length == sample.length + 1
            && Arrays.equals(Arrays.copyOfRange(shape, 1, shape.length), sample);
    if (!batch) {
      throw new InvalidInputException(
          name(file)
              + ": shape "
              + text(shape)
              + " must be the model's input shape "
              + text(sample)
              + ", or that of a batch, with the number of samples before it");
    }
    if (shape[0] == 0) {
      throw new InvalidInputException(name(file) + ": samples (0) must be at least 1");
    }
    return shape[0];
  }

  /**
   * Reads the gradient of each sample of a batch.
   *
   * @param file .npy, of the batch's shape
   * @param batch the samples
   * @param precision of the arithmetic behind it; what its array says or allows where absent
   * @return the gradients
   * @throws InvalidInputException if it does not fit
   */
  public Given gradient(Path file, LabelledSamples batch, Optional<Precision> precision) {
    NpyArray gradient = Npy.read(file);
    requireFloat(name(file), gradient);
    if (!batch.hasShape(gradient.shape())) {
      throw new InvalidInputException(
          name(file)
              + ": gradient shape "
              + text(gradient.shape())
              + " must be that of the input, "
              + text(batch.shape()));
    }
    Precision stored = stored(gradient.type());
    if (precision.isPresent() && precision.get().unitRoundoff() < stored.unitRoundoff()) {
      throw new InvalidInputException(
          "--precision ("
              + word(precision.get())
              + ") must be no finer than "
              + gradient.type()
              + ", which "
              + name(file)
              + " is stored in");
    }
    return new Given(split(gradient.toDoubles()), precision.orElse(least(stored)));
  }

  /**
   * Gradients to be checked.
   *
   * @param gradients one flat array for each sample
   * @param precision of the arithmetic behind them
   */
  public record Given(List<double[]> gradients, Precision precision) {}

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
   * Reads an array of one sample, or takes that sample's from an array of the whole batch.
   *
   * @param file .npy, of the sample's shape but for axes of size one, or of the batch's
   * @param count how many samples the batch has
   * @param index which is meant
   * @return its values, shape and precision
   * @throws InvalidInputException if it does not fit
   */
  public One one(Path file, int count, int index) {
    NpyArray array = Npy.read(file);
    requireFloat(name(file), array);
    int[] shape = array.shape();
    Precision precision = least(stored(array.type()));
    if (sameButForUnitAxes(shape)) {
      return new One(array.toDoubles(), shape, precision);
    }
    int[] each = shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length);
    if (shape.length == 0 || shape[0] != count || !sameButForUnitAxes(each)) {
      throw new InvalidInputException(
          name(file)
              + ": shape "
              + text(shape)
              + " must be that of a sample, "
              + text(sample)
              + ", or differ from it by axes of size one only");
    }
    return new One(split(array.toDoubles()).get(index), each, precision);
  }

  /**
   * One array.
   *
   * @param values in C order
   * @param shape as it was given, without the batch axis of a larger batch
   * @param precision of the arithmetic behind it
   */
  public record One(double[] values, int[] shape, Precision precision) {}

  private List<double[]> split(double[] values) {
    List<double[]> samples = new ArrayList<>();
    for (int start = 0; start < values.length; start += size) {
      samples.add(Arrays.copyOfRange(values, start, start + size));
    }
    return samples;
  }

  /** A model stored in float32 defines its function to float32 only. */
  private static Precision least(Precision stored) {
    return stored == Precision.FLOAT64 ? Precision.FLOAT32 : stored;
  }

  /**
   * The format of the arithmetic behind a gradient.
   *
   * @param type what it is stored in
   * @return its own; of float64 float32, to which a model stored in float32 defines its function
   */
  public static Precision precision(NpyType type) {
    return least(stored(type));
  }

  private static Precision stored(NpyType type) {
    return switch (type) {
      case FLOAT16 -> Precision.FLOAT16;
      case FLOAT32 -> Precision.FLOAT32;
      default -> Precision.FLOAT64;
    };
  }

  /**
   * Refuses an array that holds no floating-point numbers.
   *
   * @param name what to call it
   * @param array any
   * @throws InvalidInputException if it holds others
   */
  public static void requireFloat(String name, NpyArray array) {
    if (!array.type().isFloat()) {
      throw new InvalidInputException(
          name + ": type (" + array.type() + ") must be float16, float32 or float64");
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

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
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
