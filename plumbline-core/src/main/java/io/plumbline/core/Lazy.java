package io.plumbline.core;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is computed when first asked for, and kept. Safe for several threads.
 *
 * @param <T> what it is
 */
public final class Lazy<T> implements Supplier<T> {
  private @Nullable Supplier<T> source;
  private @Nullable T value;

  /**
   * Nothing is computed yet.
   *
   * @param source asked once
   */
  public Lazy(Supplier<T> source) {
    this.source = source;
  }

  @Override
  @SuppressWarnings("NullAway") // Without a source there is a value.
  public synchronized T get() {
    if (source != null) {
      value = source.get();
      source = null;
    }
    return value;
  }
}
