package io.plumbline.jobs.attack;

import io.plumbline.attack.SelfCheck;
import io.plumbline.jobs.input.PreparedInput;
import io.plumbline.report.ColourScale;
import io.plumbline.report.Table;
import io.plumbline.report.Values;
import java.util.List;
import java.util.Optional;

/**
 * What an attack found, with all that the terminal, the report and the JSON file show.
 *
 * @param settings what was asked for
 * @param images what was attacked
 * @param prepared what is done to them before the model sees them
 * @param decided what was decided on the way
 * @param rows in order of epsilon
 * @param selfCheck what was found about the attack itself; absent where not asked for, or where the
 *     attack takes no gradients
 * @param examples images at the largest epsilon
 * @param notes what the user may not have meant, such as settings that this method does not look at
 */
public record AttackOutcome(
    AttackJobSettings settings,
    LabelledImages images,
    Optional<PreparedInput> prepared,
    Table decided,
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
   * @param image its place in the data
   * @param label its class
   * @param epsilon the largest change
   * @param brightness from the least to the most that a pixel may be
   * @param clean its pixels, channels last
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
      double epsilon,
      ColourScale.Gray brightness,
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
