package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NpyType;
import io.plumbline.graph.Composition;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What becomes of an input before the model sees it: {@code (x · scale - mean) / std}, mean and
 * standard deviation for all channels or for each, and the channels moved to where the model has
 * them. Computed as torchvision's ToTensor and Normalize do, each step rounded to float32; in
 * float64 for a float64 array.
 *
 * @param scale what stored numbers are multiplied by
 * @param mean one number, or one for each channel; none for 0
 * @param std likewise; none for 1
 * @param layout where the stored array has its channels; as the model does where absent
 */
public record Preprocessing(
    OptionalDouble scale, List<Double> mean, List<Double> std, Optional<ArrayLayout> layout) {
  /** The model sees what is stored. */
  public static final Preprocessing NONE =
      new Preprocessing(OptionalDouble.empty(), List.of(), List.of(), Optional.empty());

  /**
   * Checks the numbers.
   *
   * @throws InvalidInputException if one is not finite, a scale is 0, a standard deviation is not
   *     above 0, or there are not as many means as standard deviations
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    scale.ifPresent(
        number ->
            require(
                Double.isFinite(number) && number != 0,
                "--scale (" + number + ") must be finite and not 0"));
    mean.forEach(
        number -> require(Double.isFinite(number), "--mean (" + number + ") must be finite"));
    std.forEach(
        number ->
            require(
                number > 0 && number < Double.POSITIVE_INFINITY,
                "--std (" + number + ") must be above 0 and finite"));
    require(
        mean.size() <= 1 || std.size() <= 1 || mean.size() == std.size(),
        "--std ("
            + list(std)
            + ") must be one number, or as many as --mean has, which are "
            + mean.size());
  }

  /** Whether the numbers stay as they are stored. */
  boolean isIdentity() {
    return scale.isEmpty() && !normalizes();
  }

  private boolean normalizes() {
    return !mean.isEmpty() || !std.isEmpty();
  }

  /**
   * Factors that a gradient by the numbers before has, where they are the same for all channels.
   *
   * @return that of all, of the scale alone and of the standard deviation alone
   */
  public List<Factor> factors() {
    Map<Double, String> factors = new LinkedHashMap<>();
    double times = scale.orElse(1);
    double over = std.size() == 1 ? std.get(0) : 1;
    if (std.size() <= 1) {
      put(factors, times / over, "by what --scale and --std are applied to");
      put(factors, times, "by what --scale is applied to");
      put(factors, 1 / over, "by what --std is applied to");
    }
    return factors.entrySet().stream()
        .map(each -> new Factor(each.getKey(), each.getValue(), each.getValue()))
        .toList();
  }

  private static void put(Map<Double, String> factors, double factor, String words) {
    if (factor != 1) {
      factors.putIfAbsent(factor, "the derivative " + words + ", and not by the model's input");
    }
  }

  /**
   * The same without mean and standard deviation.
   *
   * @return what leads to what they are applied to
   */
  public Preprocessing untilScaled() {
    return new Preprocessing(scale, List.of(), List.of(), layout);
  }

  /** The numbers as the model takes them. */
  double[] apply(InputArray array, int[] sample, Optional<ImageLayout> layout) {
    Channels channels = channels(sample, layout);
    double factor = scale.orElse(1);
    double[] values = array.values().clone();
    boolean wide = array.type() == NpyType.FLOAT64;
    for (int k = 0; k < values.length; k++) {
      double average = of(mean, channels.of(k), 0);
      double deviation = of(std, channels.of(k), 1);
      values[k] =
          wide
              ? (values[k] * factor - average) / deviation
              : ((float) (values[k] * factor) - (float) average) / (float) deviation;
    }
    return values;
  }

  /**
   * A model of what is before mean and standard deviation.
   *
   * @param model of what is behind them
   * @return the model itself where there is neither
   * @throws InvalidInputException if there are not as many of them as the input has channels
   */
  public Graph before(Graph model) {
    int[] sample = model.input().shape().withoutFirst().extents();
    Channels channels = channels(sample, InputLayout.of(model));
    if (!normalizes()) {
      return model;
    }
    Graph.Builder builder = Graph.builder(model.source());
    Terms terms = Terms.at(builder, "preprocessing");
    Value x = builder.input(model.input().name(), model.input().shape());
    Value centred = mean.isEmpty() ? x : terms.minus(x, constant(terms, mean, channels, sample));
    Value normal =
        std.isEmpty() ? centred : terms.over(centred, constant(terms, std, channels, sample));
    return Composition.of(builder.build(normal), model);
  }

  /** In float32, as an engine holds them: checks are of the function that it computes. */
  private static Value constant(
      Terms terms, List<Double> numbers, Channels channels, int[] sample) {
    double[] values = numbers.stream().mapToDouble(Double::floatValue).toArray();
    if (values.length == 1) {
      return terms.number(values[0]);
    }
    return terms.constant(
        new Tensor(Terms.along(channels.axis() + 1, values.length, sample.length + 1), values));
  }

  private static double of(List<Double> numbers, int channel, double usual) {
    return numbers.isEmpty() ? usual : numbers.get(numbers.size() == 1 ? 0 : channel);
  }

  /** Which channel an element is of. */
  private record Channels(int axis, int extent, int stride) {
    int of(int element) {
      return element / stride % extent;
    }
  }

  /**
   * The axis that mean and standard deviation go along: an image's channels, else the last axis, or
   * else the first.
   */
  private Channels channels(int[] sample, Optional<ImageLayout> layout) {
    int count = Math.max(mean.size(), std.size());
    if (count <= 1) {
      return new Channels(0, 1, 1);
    }
    int last = sample.length - 1;
    boolean first =
        layout.equals(Optional.of(ImageLayout.CHW))
            || sample.length > 3 && sample[last] != count && sample[0] == count;
    int axis = first ? 0 : last;
    if (axis < 0 || sample[axis] != count) {
      boolean one = axis < 0 || layout.equals(Optional.of(ImageLayout.HW));
      throw new InvalidInputException(
          (mean.size() > 1 ? "--mean (" + list(mean) : "--std (" + list(std))
              + ") must be one number, or one for each channel of the model's input "
              + SampleArrays.text(sample)
              + ", which has "
              + (one ? 1 : sample[axis]));
    }
    int stride = 1;
    for (int k = axis + 1; k < sample.length; k++) {
      stride *= sample[k];
    }
    return new Channels(axis, count, stride);
  }

  private static String list(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new InvalidInputException(line);
    }
  }
}
