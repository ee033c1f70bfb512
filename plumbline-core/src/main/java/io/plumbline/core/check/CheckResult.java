package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.estimate.ValueNoise;
import io.plumbline.core.verdict.Agreement;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a check found. Immutable, but for arrays, which are the caller's own.
 *
 * @param decision the verdict, and why it is inconclusive
 * @param detail what exactly happened, and where: one sentence; empty where the entries say it
 * @param at the point, in the function's arithmetic
 * @param value of the function there: one number for each output; none where it has no value
 * @param entries the derivatives, row by row; none where it could not be differentiated
 * @param total how many entries there are: more than those where they are too many to be looked at
 *     singly
 * @param relations numbers that were computed in two ways
 * @param noise how far values are from those of the function behind them, as far as they show it
 * @param power what would have been caught; empty where nothing could be judged
 * @param sweep difference quotients of the worst entry, where one is wrong or undecided
 * @param causes of a wrong gradient, most specific first
 * @param evaluations how many points the function was evaluated at, all of them counted
 * @param claims how often a gradient or a product was asked for
 * @param seed what random points were drawn from
 * @param isSurveyed whether all entries were held together, by a survey beside x
 * @param reseeded the seeds that the function was tried with, that of these entries last; none
 *     where it was not reseeded
 */
public record CheckResult(
    Decision decision,
    Optional<String> detail,
    Inputs at,
    double[] value,
    List<Entry> entries,
    long total,
    List<Relation> relations,
    ValueNoise noise,
    Optional<Power> power,
    Optional<Sweep> sweep,
    List<Cause> causes,
    long evaluations,
    long claims,
    long seed,
    boolean isSurveyed,
    List<Long> reseeded) {
  /** Copies the lists. */
  public CheckResult {
    entries = List.copyOf(entries);
    relations = List.copyOf(relations);
    causes = List.copyOf(causes);
    reseeded = List.copyOf(reseeded);
  }

  /**
   * The answer.
   *
   * @return PASS, INCONCLUSIVE or FAIL
   */
  public Verdict verdict() {
    return decision.verdict();
  }

  /**
   * Whether the gradient was found right.
   *
   * @return whether the verdict is PASS
   */
  public boolean passed() {
    return verdict() == Verdict.PASS;
  }

  /**
   * Why nothing was proved.
   *
   * @return empty where something was
   */
  public Optional<Reason> reason() {
    return decision.reason();
  }

  /**
   * The answer in a sentence.
   *
   * @return without the verdict itself
   */
  public String sentence() {
    return CheckText.sentence(this);
  }

  /**
   * How many entries are of a kind.
   *
   * @param agreement which
   * @return the number
   */
  public int count(Agreement agreement) {
    return (int) entries.stream().filter(each -> each.agreement() == agreement).count();
  }

  /**
   * Whether the gradient has so many entries that only some were looked at singly, beside random
   * directions through all of them.
   *
   * @return whether there are fewer entries here than in all
   */
  public boolean isSampled() {
    return entries.size() < total;
  }

  /**
   * The entries that are not known to be right: first those that are wrong, each kind by how far
   * beyond what is allowed.
   *
   * @param most how many at most
   * @return none where all agree
   */
  public List<Entry> worst(int most) {
    return entries.stream()
        .filter(each -> each.agreement() != Agreement.AGREES)
        .sorted(
            Comparator.comparing((Entry each) -> each.agreement() != Agreement.DISAGREES)
                .thenComparing(each -> -each.excess()))
        .limit(most)
        .toList();
  }

  /**
   * The call that makes this check again.
   *
   * @return one line of Java, without what was checked
   */
  public String reproduction() {
    return CheckText.reproduction(this);
  }

  /**
   * The result as maps, lists, texts, numbers and booleans, for any writer of JSON. A list of
   * numbers may hold NaN and infinities.
   *
   * @return keys in a fixed order
   */
  public Map<String, Object> asMap() {
    return CheckMap.of(this);
  }

  /**
   * The same result where it is known from elsewhere what the mistake is.
   *
   * @param others causes, most specific first
   * @return the result with them in place of its own
   */
  public CheckResult because(List<Cause> others) {
    return with(others, evaluations, claims, reseeded);
  }

  private CheckResult with(
      List<Cause> others, long allEvaluations, long allClaims, List<Long> allSeeds) {
    return new CheckResult(
        decision,
        detail,
        at,
        value,
        entries,
        total,
        relations,
        noise,
        power,
        sweep,
        others,
        allEvaluations,
        allClaims,
        seed,
        isSurveyed,
        allSeeds);
  }

  /** The worst of several, as one result that counts the calls of all. */
  static CheckResult worstOf(List<CheckResult> results) {
    CheckResult worst =
        results.stream()
            .max(
                Comparator.comparing(CheckResult::verdict)
                    .thenComparing(each -> each.power.map(Power::hidden).orElse(0.0)))
            .orElseThrow();
    List<Long> seeds = new ArrayList<>();
    results.forEach(each -> seeds.addAll(each.reseeded));
    seeds.removeAll(worst.reseeded);
    seeds.addAll(worst.reseeded);
    return worst.with(
        worst.causes,
        results.stream().mapToLong(CheckResult::evaluations).sum(),
        results.stream().mapToLong(CheckResult::claims).sum(),
        seeds);
  }

  /** The answer, why, the evidence in a table, and what to do next. */
  @Override
  public String toString() {
    return CheckText.of(this);
  }
}
