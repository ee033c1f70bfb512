package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts by class, and by class and the output that is largest. */
public final class ClassCounts {
  /** Of more classes, pairs are not counted: they would take more room than there is. */
  public static final int MOST_PAIRED = 100;

  private final int classes;
  private final Map<Integer, Counts> labels = new HashMap<>();
  private final Map<List<Integer>, Counts> pairs = new HashMap<>();
  private long asPredicted;

  /** How many samples have each verdict. */
  private static final class Counts {
    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final Map<Reason, Long> reasons = new EnumMap<>(Reason.class);

    void add(Finding found) {
      verdicts.merge(found.verdict(), 1L, Long::sum);
      found.reason().ifPresent(reason -> reasons.merge(reason, 1L, Long::sum));
    }

    void add(Counts other) {
      other.verdicts.forEach((verdict, times) -> verdicts.merge(verdict, times, Long::sum));
      other.reasons.forEach((reason, times) -> reasons.merge(reason, times, Long::sum));
    }

    long of(Verdict verdict) {
      return verdicts.getOrDefault(verdict, 0L);
    }

    long all() {
      return verdicts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  ClassCounts(int classes) {
    this.classes = classes;
  }

  void add(Finding found) {
    if (found.label().isEmpty()) {
      return;
    }
    int label = found.label().getAsInt();
    labels.computeIfAbsent(label, any -> new Counts()).add(found);
    if (label == found.predicted()) {
      asPredicted++;
    }
    if (arePaired()) {
      pairs.computeIfAbsent(List.of(label, found.predicted()), any -> new Counts()).add(found);
    }
  }

  void add(ClassCounts other) {
    other.labels.forEach(
        (label, each) -> labels.computeIfAbsent(label, any -> new Counts()).add(each));
    other.pairs.forEach((pair, each) -> pairs.computeIfAbsent(pair, any -> new Counts()).add(each));
    asPredicted += other.asPredicted;
  }

  /**
   * The classes that there were.
   *
   * @return ascending
   */
  public List<Integer> list() {
    return labels.keySet().stream().sorted().toList();
  }

  /**
   * How many samples have a class.
   *
   * @return the count
   */
  public long count() {
    return labels.values().stream().mapToLong(Counts::all).sum();
  }

  /**
   * How many samples are of a class.
   *
   * @param label the class
   * @return the count
   */
  public long count(int label) {
    return labels.getOrDefault(label, new Counts()).all();
  }

  /**
   * How many samples of a class have a verdict.
   *
   * @param label the class
   * @param verdict any
   * @return the count
   */
  public long count(int label, Verdict verdict) {
    return labels.getOrDefault(label, new Counts()).of(verdict);
  }

  /**
   * How many samples of a class are inconclusive for a reason.
   *
   * @param label the class
   * @param reason any
   * @return the count
   */
  public long count(int label, Reason reason) {
    return labels.getOrDefault(label, new Counts()).reasons.getOrDefault(reason, 0L);
  }

  /**
   * How many samples have a class that is the model's largest output.
   *
   * @return the count
   */
  public long asPredicted() {
    return asPredicted;
  }

  /**
   * Whether pairs of class and prediction are counted.
   *
   * @return whether there are so few classes
   */
  public boolean arePaired() {
    return classes > 0 && classes <= MOST_PAIRED;
  }

  /**
   * How many samples of a class have a largest output.
   *
   * @param label the class
   * @param predicted the output
   * @return the count, 0 where pairs are not counted
   */
  public long pair(int label, int predicted) {
    return pairs.getOrDefault(List.of(label, predicted), new Counts()).all();
  }

  /**
   * How many of those have a verdict.
   *
   * @param label the class
   * @param predicted the output
   * @param verdict any
   * @return the count, 0 where pairs are not counted
   */
  public long pair(int label, int predicted, Verdict verdict) {
    return pairs.getOrDefault(List.of(label, predicted), new Counts()).of(verdict);
  }
}
