package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Reason;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples to look at: those that are furthest off, of each cause, then of each reason why
 * nothing can be said, then of the right ones.
 */
public final class Exemplars {
  /** So many are shown with their pictures. */
  public static final int SHOWN = 10;

  private static final Comparator<AuditRow> FURTHEST_OFF =
      Comparator.comparingDouble(Exemplars::off).reversed().thenComparingInt(AuditRow::index);

  private final Map<Group, Best<AuditRow>> groups = new TreeMap<>();

  /** Samples that are what they are for one reason: what is worth a look most comes first. */
  private record Group(int rank, String name) implements Comparable<Group> {
    static Group of(Finding found) {
      return switch (found.verdict()) {
        case FAIL -> new Group(0, CauseCounts.cause(found).id());
        case INCONCLUSIVE ->
            new Group(
                found.reason().filter(Reason::ofSample).isPresent() ? 2 : 1,
                found.reason().map(Enum::name).orElse(""));
        case PASS -> new Group(3, "");
      };
    }

    @Override
    public int compareTo(Group other) {
      return rank == other.rank ? name.compareTo(other.name) : Integer.compare(rank, other.rank);
    }
  }

  /** A norm that has no number is furthest: there is no derivative, or no gradient, to measure. */
  private static double off(AuditRow row) {
    double error = row.finding().orElseThrow().normError();
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }

  void add(AuditRow row, Finding found) {
    group(Group.of(found)).add(row);
  }

  void add(Exemplars other) {
    other.groups.forEach((group, rows) -> group(group).add(rows));
  }

  private Best<AuditRow> group(Group group) {
    return groups.computeIfAbsent(group, any -> new Best<>(SHOWN, FURTHEST_OFF));
  }

  /**
   * All that were kept.
   *
   * @return at most ten of each group, the groups most worth a look first
   */
  public List<AuditRow> kept() {
    return groups.values().stream().flatMap(each -> each.list().stream()).toList();
  }

  /**
   * The few to begin with: each group has its turn, until there are ten.
   *
   * @return rows, the groups most worth a look first
   */
  public List<AuditRow> shown() {
    List<List<AuditRow>> lists = groups.values().stream().map(Best::list).toList();
    int[] taken = new int[lists.size()];
    int left = SHOWN;
    for (int turn = 0; turn < SHOWN; turn++) {
      for (int k = 0; k < taken.length && left > 0; k++) {
        if (turn < lists.get(k).size()) {
          taken[k]++;
          left--;
        }
      }
    }
    List<AuditRow> shown = new ArrayList<>();
    for (int k = 0; k < taken.length; k++) {
      shown.addAll(lists.get(k).subList(0, taken[k]));
    }
    return shown;
  }
}
