package io.plumbline.core.compare;

import java.util.Arrays;

/**
 * What many errors come to. If one of them is NaN, so are all of these, and the maximum is located
 * at the first NaN.
 *
 * @param max the largest
 * @param maxPosition the flat position of the first that is largest
 * @param median the middle one, or the mean of the two in the middle
 * @param mean their sum over their number
 * @param geometricMean exp(mean(log)) of those that are not zero; 0 if all are
 */
public record Statistics(
    double max, int maxPosition, double median, double mean, double geometricMean) {

  /** The statistics of one or more errors, none of them negative. */
  static Statistics of(double[] errors) {
    int position = 0;
    for (int i = 0; i < errors.length; i++) {
      if (Double.isNaN(errors[i])) {
        return new Statistics(Double.NaN, i, Double.NaN, Double.NaN, Double.NaN);
      }
      position = errors[i] > errors[position] ? i : position;
    }
    return new Statistics(
        errors[position], position, median(errors), mean(errors), geometricMean(errors));
  }

  private static double median(double[] errors) {
    double[] sorted = errors.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
  }

  private static double mean(double[] errors) {
    double mean = 0;
    for (double error : errors) {
      mean += error / errors.length;
    }
    return mean;
  }

  private static double geometricMean(double[] errors) {
    double sum = 0;
    int count = 0;
    for (double error : errors) {
      if (error != 0) {
        sum += Math.log(error);
        count++;
      }
    }
    return count == 0 ? 0 : Math.exp(sum / count);
  }
}
