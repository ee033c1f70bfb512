package io.plumbline.jobs.attack;

import io.plumbline.attack.SelfCheck;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.input.PreparedInput;
import java.util.List;
import java.util.Optional;

/**
 * The JSON file of an attack; {@code docs/attacks.md} describes it.
 *
 * @param model the file
 * @param data what the images are of
 * @param seed of everything random
 * @param input what is done to the images before the model sees them
 * @param results one for each epsilon
 * @param selfCheck whether the attack may be believed
 */
record AttackJson(
    String model,
    String data,
    long seed,
    Optional<PreparedInput> input,
    List<AttackRow> results,
    Optional<Trust> selfCheck) {
  /** Verdicts of gradients, and signs of masked ones. */
  record Trust(Gradients gradients, List<SelfCheck.Warning> warnings) {}

  /** How many gradients were checked, and what was said of them. */
  record Gradients(int checked, int passed, int failed, int inconclusive) {}

  static AttackJson of(AttackOutcome outcome) {
    return new AttackJson(
        outcome.settings().of().model().toString(),
        outcome.images().data(),
        outcome.settings().seed(),
        outcome.prepared(),
        outcome.rows(),
        outcome.selfCheck().map(AttackJson::trust));
  }

  private static Trust trust(SelfCheck.Findings findings) {
    return new Trust(
        new Gradients(
            findings.verdicts().size(),
            findings.count(Verdict.PASS),
            findings.count(Verdict.FAIL),
            findings.count(Verdict.INCONCLUSIVE)),
        findings.warnings());
  }
}
