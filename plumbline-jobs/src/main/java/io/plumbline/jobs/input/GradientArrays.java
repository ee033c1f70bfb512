package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import io.plumbline.core.slip.ShapeSlip;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.graph.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads gradients by samples: of the model's shape, or, where only that fits, in the layout that
 * the samples were stored in.
 */
public final class GradientArrays {
  private final int[] sample;
  private final int size;
  private final List<Parameter> weights;

  /**
   * A reader of gradients.
   *
   * @param sample the shape of one sample, without a batch axis
   * @param weights of the model, which gradients may be by instead
   */
  GradientArrays(int[] sample, List<Parameter> weights) {
    this.weights = List.copyOf(weights);
    this.sample = sample.clone();
    this.size = Shape.of(sample).size();
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
  public Given of(Path file, LabelledSamples batch, Optional<Precision> precision) {
    NpyArray gradient = Npy.read(file);
    SampleArrays.requireFloat(name(file), gradient);
    Optional<Turn> turn = turn(gradient, batch, batch::hasShape);
    if (!batch.hasShape(shape(gradient, turn))) {
      throw new InvalidInputException(
          name(file)
              + ": gradient shape "
              + SampleArrays.text(gradient.shape())
              + " must be that of the input, "
              + SampleArrays.text(batch.shape())
              + mend(gradient.shape(), batch));
    }
    double[] values = turned(gradient, turn);
    return new Given(split(values, size), precision(name(file), gradient.type(), precision), turn);
  }

  /** What makes a gradient of another shape one by the input, or what else it is by. */
  private String mend(int[] given, LabelledSamples batch) {
    int[] wanted = batch.shape();
    Optional<String> code = ShapeSlip.mend("g", given, wanted);
    if (code.isPresent()) {
      return "; " + code.get() + " has that shape";
    }
    for (Parameter weight : weights) {
      if (Arrays.equals(sorted(weight.tensor().shape().extents()), sorted(given))) {
        return "; the weight " + weight.name() + " has these extents: --by " + weight.name();
      }
    }
    int count = batch.samples().size();
    return given.length > 0 && isOfOne(given) || isOfBatch(given, given.length == 0 ? 0 : given[0])
        ? "; the input is of "
            + count
            + (count == 1 ? " sample" : " samples")
            + ", the gradient of "
            + (isOfOne(given) ? 1 : given[0])
        : "";
  }

  private static int[] sorted(int[] extents) {
    return Arrays.stream(extents).sorted().toArray();
  }

  /**
   * The precision of the arithmetic behind a gradient.
   *
   * @param name of what holds it
   * @param type that it is stored in
   * @param said what the user says it is
   * @return what was said, or what the type says or allows
   * @throws InvalidInputException if what was said is finer than what is stored
   */
  static Precision precision(String name, NpyType type, Optional<Precision> said) {
    Precision stored = stored(type);
    if (said.isPresent() && said.get().unitRoundoff() < stored.unitRoundoff()) {
      throw new InvalidInputException(
          "--precision ("
              + SampleArrays.word(said.get())
              + ") must be no finer than "
              + type
              + ", which "
              + name
              + " is stored in");
    }
    return said.orElse(least(stored));
  }

  /**
   * Gradients to be checked.
   *
   * @param gradients one flat array for each sample
   * @param precision of the arithmetic behind them
   * @param turn what was done to them where they have the layout that the input was stored in
   */
  public record Given(List<double[]> gradients, Precision precision, Optional<Turn> turn) {}

  /**
   * Reads an array of one sample, or takes that sample's from an array of the whole batch.
   *
   * @param file .npy, of the sample's shape but for axes of size one, or of the batch's
   * @param batch the samples
   * @param index which is meant
   * @return its values, shape and precision
   * @throws InvalidInputException if it does not fit
   */
  public One one(Path file, LabelledSamples batch, int index) {
    return one(name(file), Npy.read(file), batch, index);
  }

  /** The same of an array that was read. */
  One one(String name, NpyArray array, LabelledSamples batch, int index) {
    SampleArrays.requireFloat(name, array);
    int count = batch.samples().size();
    Predicate<int[]> fits = shape -> isOfOne(shape) || isOfBatch(shape, count);
    Optional<Turn> turn = turn(array, batch, fits);
    int[] shape = shape(array, turn);
    if (!fits.test(shape)) {
      throw new InvalidInputException(
          name
              + ": shape "
              + SampleArrays.text(array.shape())
              + " must be that of a sample, "
              + SampleArrays.text(sample)
              + ", or differ from it by axes of size one only");
    }
    double[] values = turned(array, turn);
    Precision precision = precision(array.type());
    return isOfOne(shape)
        ? new One(values, shape, precision, turn)
        : new One(
            split(values, size).get(index),
            Arrays.copyOfRange(shape, 1, shape.length),
            precision,
            turn);
  }

  /**
   * One array.
   *
   * @param values in C order
   * @param shape as it was given, without the batch axis of a larger batch
   * @param precision of the arithmetic behind it
   * @param turn what was done to it where it has the layout that the input was stored in
   */
  public record One(double[] values, int[] shape, Precision precision, Optional<Turn> turn) {}

  private boolean isOfOne(int[] shape) {
    return SampleArrays.equalButForUnitAxes(shape, sample);
  }

  private boolean isOfBatch(int[] shape, int count) {
    return shape.length > 0
        && shape[0] == count
        && isOfOne(Arrays.copyOfRange(shape, 1, shape.length));
  }

  /** What makes an array fit that has the layout of the input's; none where it fits as it is. */
  private static Optional<Turn> turn(NpyArray array, LabelledSamples batch, Predicate<int[]> fits) {
    return fits.test(array.shape())
        ? Optional.empty()
        : batch.turnOf(array.shape()).filter(it -> fits.test(it.shape(array.shape())));
  }

  private static int[] shape(NpyArray array, Optional<Turn> turn) {
    return turn.map(it -> it.shape(array.shape())).orElse(array.shape());
  }

  private static double[] turned(NpyArray array, Optional<Turn> turn) {
    double[] values = array.toDoubles();
    return turn.map(it -> it.values(values, array.shape())).orElse(values);
  }

  /** The samples of a batch, one flat array each. */
  static List<double[]> split(double[] values, int size) {
    List<double[]> samples = new ArrayList<>();
    for (int start = 0; start < values.length; start += size) {
      samples.add(Arrays.copyOfRange(values, start, start + size));
    }
    return samples;
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

  /** A model stored in float32 defines its function to float32 only. */
  private static Precision least(Precision stored) {
    return stored == Precision.FLOAT64 ? Precision.FLOAT32 : stored;
  }

  /**
   * The format of the numbers of an array.
   *
   * @param type what it is stored in, of floating-point numbers
   * @return the same as a precision
   */
  public static Precision stored(NpyType type) {
    return switch (type) {
      case FLOAT16 -> Precision.FLOAT16;
      case FLOAT32 -> Precision.FLOAT32;
      default -> Precision.FLOAT64;
    };
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
