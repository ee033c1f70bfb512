package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** How often each verdict was given, for each reason, and what that says of all together. */
public final class Verdicts {
  private static final int MOST_BAD = 10;

  private final Map<Decision, Seen> seen = new HashMap<>();
  private final Best<AuditRow> firstBad =
      new Best<>(MOST_BAD, Comparator.comparingInt(AuditRow::index));
  private long bad;

  private record Seen(long count, int first) {
    Seen plus(Seen other) {
      return new Seen(count + other.count, Math.min(first, other.first));
    }
  }

  static Decision decision(Finding found) {
    return new Decision(found.verdict(), found.reason());
  }

  void add(AuditRow row) {
    if (row.finding().isPresent()) {
      seen.merge(decision(row.finding().get()), new Seen(1, row.index()), Seen::plus);
    } else {
      bad++;
      firstBad.add(row);
    }
  }

  void add(Verdicts other) {
    other.seen.forEach((decision, each) -> seen.merge(decision, each, Seen::plus));
    bad += other.bad;
    firstBad.add(other.firstBad);
  }

  /**
   * The verdict on the code that computed the gradients, as of a batch.
   *
   * @return the decision; empty where no sample could be checked
   */
  public Optional<Decision> overall() {
    // What is kept of many samples that were decided alike is the first of them.
    List<Decision> inOrder =
        seen.entrySet().stream()
            .sorted(Comparator.comparingInt(each -> each.getValue().first()))
            .map(Map.Entry::getKey)
            .toList();
    return inOrder.isEmpty() ? Optional.empty() : Optional.of(Decision.ofBatch(inOrder));
  }

  /**
   * How many samples were checked.
   *
   * @return without records that could not be used
   */
  public long checked() {
    return count(each -> true);
  }

  /**
   * How many samples have a verdict.
   *
   * @param verdict any
   * @return the count
   */
  public long count(Verdict verdict) {
    return count(each -> each.verdict() == verdict);
  }

  /**
   * How many samples are inconclusive for a reason.
   *
   * @param reason any
   * @return the count
   */
  public long count(Reason reason) {
    return count(each -> each.reason().equals(Optional.of(reason)));
  }

  /**
   * How many samples were decided so.
   *
   * @param which decisions to count
   * @return the count
   */
  public long count(Predicate<Decision> which) {
    return seen.entrySet().stream()
        .filter(each -> which.test(each.getKey()))
        .mapToLong(each -> each.getValue().count())
        .sum();
  }

  /**
   * The reasons that there were.
   *
   * @return the most frequent first
   */
  public List<Reason> reasons() {
    return seen.keySet().stream()
        .flatMap(each -> each.reason().stream())
        .distinct()
        .sorted(
            Comparator.comparingLong((Reason reason) -> count(reason))
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /**
   * How many records could not be used.
   *
   * @return the count
   */
  public long bad() {
    return bad;
  }

  /**
   * The first records that could not be used.
   *
   * @return at most ten rows
   */
  public List<AuditRow> firstBad() {
    return firstBad.list();
  }
}
