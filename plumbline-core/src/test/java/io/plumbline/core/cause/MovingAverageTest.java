package io.plumbline.core.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Averages by their recurrence, as optimizers keep them, and one step between two gradients. */
class MovingAverageTest {
  private static final int LENGTH = 60;

  private static double[] gradient(long seed) {
    Random random = new Random(seed);
    double[] values = new double[LENGTH];
    Arrays.setAll(values, k -> random.nextGaussian());
    return values;
  }

  private static double[] sum(double a, double[] first, double b, double[] second) {
    double[] sum = new double[LENGTH];
    Arrays.setAll(sum, k -> a * first[k] + b * second[k]);
    return sum;
  }

  private static Suspicion suspicion(double[] given, double[] right) {
    double[] stored = Arrays.stream(given).map(v -> (float) v).toArray();
    double[] rounding = new double[LENGTH];
    Arrays.fill(rounding, 1e-6);
    return new Suspicion(stored, Shape.of(LENGTH), false, List.of(right), rounding);
  }

  /** Gradients from the first step to the last. */
  private static List<double[]> steps(int before) {
    List<double[]> steps = new ArrayList<>();
    for (int k = 0; k <= before; k++) {
      steps.add(gradient(100 + k));
    }
    return steps;
  }

  private static MovingAverage.Steps of(List<double[]> steps) {
    int last = steps.size() - 1;
    return new MovingAverage.Steps(last, back -> steps.get(last - back), List.of());
  }

  /** The recurrence. */
  private static double[] averaged(List<double[]> steps, double decay, String form) {
    boolean first = form.contains("begins with the first");
    boolean whole = form.contains("whole");
    double[] average = first ? steps.get(0) : new double[LENGTH];
    for (double[] each : first ? steps.subList(1, steps.size()) : steps) {
      average = sum(decay, average, whole ? 1 : 1 - decay, each);
    }
    double corrected = 1 - Math.pow(decay, steps.size());
    return form.contains("divided") ? sum(1 / corrected, average, 0, average) : average;
  }

  @ParameterizedTest
  @CsvSource({
    "0.9, 3, that begins at zero",
    "0.99, 5, that begins at zero",
    "0.5, 2, 'that begins at zero, divided by what its weights add up to'",
    "0.8, 6, 'that begins at zero, divided by what its weights add up to'",
    "0.95, 1, that begins with the first sample's",
    "0.9, 4, that begins with the first sample's",
    "0.98, 3, 'each added whole, as momentum adds them'",
    "0.9, 1, 'each added whole, as momentum adds them'"
  })
  void anAverageOverAllSteps(double decay, int before, String form) {
    List<double[]> steps = steps(before);
    double[] right = steps.get(before);
    Finding finding =
        MovingAverage.overAll(() -> List.of(of(steps)))
            .find(suspicion(averaged(steps, decay, form), right))
            .orElseThrow();
    assertThat(finding.cause().details())
        .containsEntry("decay", decay)
        .containsEntry("samples", before + 1);
    assertThat(finding.cause().sentence())
        .isEqualTo(
            "This is a moving average of gradients, which keeps "
                + decay
                + " of itself from one to the next, of the samples, "
                + form
                + ": an optimizer's state, and not the gradient of the batch.");
    assertThat(finding.cost()).isCloseTo(Price.AVERAGE.among(7 * 4), within(0.5));
  }

  @Test
  void momentumIsOfTheWholeBatchAlone() {
    List<double[]> steps = steps(3);
    Suspicion summed =
        suspicion(averaged(steps, 0.9, "each added whole, as momentum adds them"), steps.get(3));
    assertThat(MovingAverage.upToThis(() -> List.of(of(steps))).find(summed)).isEmpty();
    Suspicion fromZero = suspicion(averaged(steps, 0.9, "that begins at zero"), steps.get(3));
    Finding finding = MovingAverage.upToThis(() -> List.of(of(steps))).find(fromZero).orElseThrow();
    assertThat(finding.cause().sentence())
        .contains("of the samples up to this one, that begins at zero: ")
        .endsWith("and not the gradient of this sample.");
    assertThat(finding.cost()).isCloseTo(Price.AVERAGE.among(7 * 3), within(0.5));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128})
  void overTwoSamplesAtLeastAndNotTooMany(int before) {
    List<double[]> steps = steps(before);
    double[] average = averaged(steps, 0.9, "that begins at zero");
    // The last weighs a tenth, so that of one step it would be a factor.
    Optional<Finding> found =
        MovingAverage.overAll(() -> List.of(of(steps)))
            .find(suspicion(average, sum(5, steps.get(before), 1, gradient(1))));
    assertThat(found.isPresent()).isEqualTo(before > 0 && before < 128);
  }

  /** A hundredth of another gradient is no more than bfloat16 rounds. */
  @ParameterizedTest
  @CsvSource({"0.9, true", "0.1, true", "0.99, false", "0.01, false"})
  void oneStepBetweenTwoOfFewBits(double weight, boolean named) {
    double[] right = gradient(1);
    double[] added = gradient(2);
    MovingAverage.Steps steps =
        new MovingAverage.Steps(
            0, back -> right, List.of(new MovingAverage.Other("sample 3's", () -> added)));
    double[] average = sum(weight, right, 1 - weight, added);
    Arrays.setAll(average, k -> Precision.BFLOAT16.round(average[k]));
    Optional<Finding> found =
        MovingAverage.upToThis(() -> List.of(steps)).find(suspicion(average, right));
    assertThat(found.isPresent()).isEqualTo(named);
  }

  @ParameterizedTest
  @CsvSource({"0.9, true", "0.1, true", "0.99, true", "0.02, true", "0.5, false", "0.4, false"})
  void oneStepBetweenTwo(double weight, boolean named) {
    double[] right = gradient(1);
    double[] added = gradient(2);
    MovingAverage.Steps steps =
        new MovingAverage.Steps(
            0,
            back -> right,
            List.of(
                new MovingAverage.Other("sample 7's", () -> gradient(3)),
                new MovingAverage.Other("sample 3's", () -> added)));
    Optional<Finding> found =
        MovingAverage.upToThis(() -> List.of(steps))
            .find(suspicion(sum(weight, right, 1 - weight, added), right));
    assertThat(found.isPresent()).isEqualTo(named);
    found.ifPresent(
        finding -> {
          assertThat(finding.cause().sentence()).contains("to the next, with sample 3's: ");
          assertThat(finding.cause().details())
              .containsEntry("decay", Math.max(weight, 1 - weight))
              .containsEntry("samples", 2);
          assertThat(finding.cost()).isCloseTo(Price.AVERAGE.among(2 * 7 * 2), within(0.5));
        });
  }
}
