package io.plumbline.jobs.attack;

import io.plumbline.attack.SelfCheck;
import io.plumbline.report.Values;
import java.util.List;
import java.util.Optional;

/**
 * What an attack found, with all that the terminal, the report and the JSON file show.
 *
 * @param settings what was asked for
 * @param data what the images are of
 * @param rows in order of epsilon
 * @param selfCheck what was found about the attack itself; absent where not asked for, or where the
 *     attack takes no gradients
 * @param examples images at the largest epsilon
 * @param notes what the user may not have meant, such as settings that this method does not look at
 */
public record AttackOutcome(
    AttackJobSettings settings,
    String data,
    List<AttackRow> rows,
    Optional<SelfCheck.Findings> selfCheck,
    List<Example> examples,
    List<String> notes) {
  /** Copies the lists. */
  public AttackOutcome {
    rows = List.copyOf(rows);
    examples = List.copyOf(examples);
    notes = List.copyOf(notes);
  }

  /**
   * One image before and after.
   *
   * @param image its place in the test set
   * @param label its class
   * @param rows its height
   * @param columns its width
   * @param epsilon the largest change
   * @param clean its pixels
   * @param adversarial the attacked pixels
   * @param change adversarial minus clean
   * @param distance in the norm of the attack
   * @param before what the model says of the clean image
   * @param after what it says of the attacked one
   * @param success whether the attacker got what was wanted
   */
  public record Example(
      int image,
      int label,
      int rows,
      int columns,
      double epsilon,
      Values clean,
      Values adversarial,
      Values change,
      double distance,
      Prediction before,
      Prediction after,
      boolean success) {}

  /**
   * What the model says.
   *
   * @param label the most probable class
   * @param probability its probability
   * @param truthProbability that of the true class
   */
  public record Prediction(int label, double probability, double truthProbability) {}
}
