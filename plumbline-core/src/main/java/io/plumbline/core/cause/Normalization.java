package io.plumbline.core.cause;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Mean and standard deviation of a data set's channels, red first, as they are passed on for pixels
 * from 0 to 1.
 *
 * @param of the data set
 * @param mean of each channel
 * @param std of each channel
 */
public record Normalization(String of, List<Double> mean, List<Double> std) {
  /**
   * Those that many take: ImageNet's, as torchvision's models have them; CIFAR-10's; and, for the
   * same, the mean of the deviations within single pictures, which is taken for them as often.
   */
  public static final List<Normalization> KNOWN =
      List.of(
          new Normalization("ImageNet", List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)),
          new Normalization(
              "CIFAR-10", List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616)),
          new Normalization(
              "CIFAR-10", List.of(0.4914, 0.4822, 0.4465), List.of(0.2023, 0.1994, 0.2010)));

  /**
   * How many channels it is of.
   *
   * @return their number
   */
  public int channels() {
    return mean.size();
  }

  /**
   * Something of each channel, as options and code take them.
   *
   * @param of a channel's text
   * @return all by commas
   */
  public String each(IntFunction<String> of) {
    return IntStream.range(0, channels()).mapToObj(of).collect(Collectors.joining(","));
  }

  /**
   * The standard deviations in code.
   *
   * @param channelsFirst whether arrays have the channels before rows and columns
   * @return an array that one of those can be multiplied with
   */
  public String array(boolean channelsFirst) {
    String array = "np.array([" + each(k -> std.get(k).toString()) + "])";
    return channelsFirst ? array + "[:, None, None]" : array;
  }
}
