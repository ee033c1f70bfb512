package io.plumbline.djl.check;

import ai.djl.ndarray.NDArray;
import io.plumbline.core.cause.Cause;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Gradients that the caller's arrays hold from an earlier call. A collector adds to them.
 *
 * @param gradients by name; those that are zero are not there
 */
record LeftOver(Map<String, double[]> gradients) {
  static LeftOver of(Map<String, NDArray> arrays) {
    Map<String, double[]> found = new LinkedHashMap<>();
    arrays.forEach(
        (name, array) -> {
          if (array.hasGradient()) {
            // A handle of its own, in the caller's manager.
            try (NDArray gradient = array.getGradient()) {
              double[] numbers = HeldArray.doubles(gradient);
              if (Arrays.stream(numbers).anyMatch(each -> each != 0)) {
                found.put(name, numbers);
              }
            }
          }
        });
    return new LeftOver(found);
  }

  boolean isNone() {
    return gradients.isEmpty();
  }

  /** What a collector leaves in those arrays. */
  Map<String, double[]> addedTo(Map<String, double[]> fresh) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    fresh.forEach(
        (name, numbers) -> {
          double[] sum = numbers.clone();
          double[] before = gradients.getOrDefault(name, new double[sum.length]);
          Arrays.setAll(sum, k -> sum[k] + before[k]);
          sums.put(name, sum);
        });
    return sums;
  }

  Cause cause() {
    String names = String.join(", ", gradients.keySet());
    return Cause.of(
        "accumulated",
        1,
        "Before the check, gradients from an earlier call were left in "
            + names
            + ", and a collector adds to them. Without them the gradient is right: call its"
            + " zeroGradients() before each backward pass.",
        "kind",
        "left over",
        "which",
        names);
  }
}
