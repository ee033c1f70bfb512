package io.plumbline.jobs.train;

import io.plumbline.attack.training.RobustTraining;
import io.plumbline.jobs.attack.AttackRow;
import io.plumbline.report.Numbers;
import java.util.List;

/**
 * What came of training.
 *
 * @param training the network and its epochs
 * @param testAccuracy on all test images
 * @param rows what attacks leave of it
 */
public record TrainOutcome(
    RobustTraining.Outcome training, double testAccuracy, List<AttackRow> rows) {
  /** Copies the list. */
  public TrainOutcome {
    rows = List.copyOf(rows);
  }

  /**
   * The attack that leaves the least accuracy, in words; of several the last, which looked longest.
   *
   * @return its name, epsilon and accuracy
   */
  public String strongest() {
    AttackRow least =
        rows.stream()
            .reduce((a, b) -> b.adversarialAccuracy() <= a.adversarialAccuracy() ? b : a)
            .orElseThrow();
    return least.method()
        + " at epsilon "
        + Numbers.setting(least.epsilon())
        + " leaves "
        + Numbers.percent(least.adversarialAccuracy());
  }
}
