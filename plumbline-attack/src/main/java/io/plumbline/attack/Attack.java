package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import java.util.concurrent.CancellationException;

/**
 * Looks for inputs within a threat's reach that a model gets wrong. Attacks keep no state between
 * calls: on the same inputs an attack finds the same again, whatever the number of cores.
 */
public interface Attack {
  /**
   * What the field calls it.
   *
   * @return a short lower-case name such as {@code pgd}
   */
  String name();

  /**
   * Attacks. A sample that is already where the attacker wants it is left as it is, at distance 0.
   *
   * @param model what is attacked; attacks that use gradients want a {@link
   *     DifferentiableClassifier}
   * @param inputs (N, inputs), inside the threat's bounds; not written to
   * @param labels N true classes
   * @param threat what is allowed and wanted
   * @param listener hears of the progress, and may cancel
   * @return N of everything; every adversarial input lies exactly inside epsilon and bounds
   * @throws InvalidInputException if inputs, labels, threat and model do not fit
   * @throws CancellationException if the listener said so
   */
  AttackResult run(
      Classifier model, float[][] inputs, int[] labels, Threat threat, AttackListener listener);
}
