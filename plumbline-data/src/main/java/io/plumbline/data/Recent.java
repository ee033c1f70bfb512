package io.plumbline.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each thread made last of a few sources, so that it can go on from there; what it made of
 * others is dropped, so that many files do not add up.
 *
 * @param <K> what it is of
 * @param <V> what was made
 */
public final class Recent<K, V> {
  private final ThreadLocal<Map<K, V>> mine;

  /**
   * Nothing yet.
   *
   * @param most how many a thread keeps
   */
  public Recent(int most) {
    this.mine =
        ThreadLocal.withInitial(
            () ->
                new LinkedHashMap<>() {
                  private static final long serialVersionUID = 1L;

                  @Override
                  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                    return size() > most;
                  }
                });
  }

  /**
   * Takes what this thread has.
   *
   * @param key what it is of
   * @return what was put there last, which is there no more
   */
  public @Nullable V take(K key) {
    return mine.get().remove(key);
  }

  /**
   * Keeps something for this thread.
   *
   * @param key what it is of
   * @param value to be taken by the next who asks
   */
  public void put(K key, V value) {
    mine.get().put(key, value);
  }
}
