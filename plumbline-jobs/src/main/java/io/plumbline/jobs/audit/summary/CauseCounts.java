package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import io.plumbline.jobs.audit.rows.AuditRow.Named;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Why gradients are wrong, and of which classes. */
public final class CauseCounts {
  private static final Named UNKNOWN = new Named("unknown", "Nothing that is known explains it.");

  private final Map<String, Tally> causes = new HashMap<>();

  /**
   * One cause.
   *
   * @param id as in {@code docs/causes}
   * @param count how many gradients are wrong because of it
   * @param labels how many of each class, those without a class left out
   * @param sentence what happened, in words, at the first of them
   * @param alike whether the words are the same at all of them
   */
  public record Cause(
      String id, long count, Map<Integer, Long> labels, String sentence, boolean alike) {}

  /** What adds up to a {@link Cause}. */
  private static final class Tally {
    private final Map<Integer, Long> labels = new TreeMap<>();
    private long count;
    private int first = Integer.MAX_VALUE;
    private String sentence = "";
    private boolean alike = true;

    void add(int index, String words) {
      alike &= count == 0 || words.equals(sentence);
      if (index < first) {
        first = index;
        sentence = words;
      }
      count++;
    }

    void add(Tally other) {
      alike &= other.alike && (count == 0 || other.sentence.equals(sentence));
      if (other.first < first) {
        first = other.first;
        sentence = other.sentence;
      }
      count += other.count;
      other.labels.forEach((label, times) -> labels.merge(label, times, Long::sum));
    }
  }

  static Named cause(Finding found) {
    return found.cause().orElse(UNKNOWN);
  }

  void add(int index, Finding found) {
    if (found.verdict() == Verdict.FAIL) {
      Named cause = cause(found);
      Tally tally = tally(cause.id());
      tally.add(index, cause.sentence());
      found.label().ifPresent(label -> tally.labels.merge(label, 1L, Long::sum));
    }
  }

  void add(CauseCounts other) {
    other.causes.forEach((id, tally) -> tally(id).add(tally));
  }

  private Tally tally(String id) {
    return causes.computeIfAbsent(id, any -> new Tally());
  }

  /**
   * The causes that there were.
   *
   * @return the most frequent first
   */
  public List<Cause> list() {
    return causes.entrySet().stream()
        .map(
            each -> {
              Tally tally = each.getValue();
              return new Cause(
                  each.getKey(),
                  tally.count,
                  new TreeMap<>(tally.labels),
                  tally.sentence,
                  tally.alike);
            })
        .sorted(Comparator.comparingLong(Cause::count).reversed().thenComparing(Cause::id))
        .toList();
  }
}
