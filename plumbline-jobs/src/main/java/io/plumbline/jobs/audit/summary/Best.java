package io.plumbline.jobs.audit.summary;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The first few of many, in an order in which no two are equal.
 *
 * @param <T> what is ordered
 */
final class Best<T> {
  private final int most;
  private final TreeSet<T> kept;

  Best(int most, Comparator<? super T> order) {
    this.most = most;
    this.kept = new TreeSet<>(order);
  }

  void add(T one) {
    kept.add(one);
    if (kept.size() > most) {
      kept.pollLast();
    }
  }

  void add(Best<T> other) {
    other.kept.forEach(this::add);
  }

  List<T> list() {
    return List.copyOf(kept);
  }
}
