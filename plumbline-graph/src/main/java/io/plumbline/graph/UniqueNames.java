package io.plumbline.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names of which none is given twice: a number is appended where one is taken. */
public final class UniqueNames {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> repeated = new HashMap<>();

  /** No name is taken yet. */
  public UniqueNames() {}

  /**
   * A name like the one that is wanted.
   *
   * @param wanted the name, if it is still free
   * @return a name that is taken from now on
   */
  public String of(String wanted) {
    String candidate = wanted;
    while (!taken.add(candidate)) {
      candidate = wanted + "_" + repeated.merge(wanted, 1, Integer::sum);
    }
    return candidate;
  }
}
