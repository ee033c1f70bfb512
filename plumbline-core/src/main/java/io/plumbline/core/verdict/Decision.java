package io.plumbline.core.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The one rule, for networks and black boxes alike: a gradient that nothing legitimate explains
 * fails; one that agrees passes, if a mistake as large as must be seen could not hide; all else is
 * inconclusive, with its reason.
 *
 * @param verdict the answer
 * @param reason why it is inconclusive; empty otherwise
 */
public record Decision(Verdict verdict, Optional<Reason> reason) {
  private static final Decision PASS = new Decision(Verdict.PASS, Optional.empty());
  private static final Decision FAIL = new Decision(Verdict.FAIL, Optional.empty());

  /**
   * The verdict on one gradient.
   *
   * @param grounds what is known
   * @param mustSee the largest mistake, relative to the derivative's norm, that a pass may overlook
   * @return the decision
   */
  public static Decision of(Grounds grounds, double mustSee) {
    if (grounds.wrong()) {
      return FAIL;
    }
    double hidden = grounds.power().hidden();
    if (hidden > mustSee) {
      return open(grounds.power().largest().reason());
    } else if (grounds.open().isPresent()) {
      return open(grounds.open().get());
    }
    return hidden <= mustSee ? PASS : open(Reason.NOT_BOUNDED);
  }

  /**
   * Where nothing can be said.
   *
   * @param reason why
   * @return inconclusive
   */
  public static Decision open(Reason reason) {
    return new Decision(Verdict.INCONCLUSIVE, Optional.of(reason));
  }

  /**
   * The decision after mistakes were planted into the gradient.
   *
   * @param missed whether the check accepted one of them
   * @return inconclusive where a gradient passed and a mistake did too
   */
  public Decision planted(boolean missed) {
    return missed && verdict == Verdict.PASS ? open(Reason.MISTAKE_NOT_CAUGHT) : this;
  }

  /**
   * The verdict on the code that computed many gradients: the worst of those samples that can be
   * checked at all. A saturated sample says nothing of the code; it is counted apart.
   *
   * @param samples one decision for each gradient, at least one
   * @return the worst of those whose loss leaves digits to check, or of all where none does
   */
  public static Decision ofBatch(List<Decision> samples) {
    Comparator<Decision> worst = Comparator.comparing(Decision::verdict);
    return samples.stream()
        .filter(each -> !each.reason.map(Reason::ofSample).orElse(false))
        .max(worst)
        .orElseGet(() -> samples.get(0));
  }
}
