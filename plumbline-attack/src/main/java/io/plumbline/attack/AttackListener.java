package io.plumbline.attack;

/** Hears how far an attack has come, on the thread that attacks. */
public interface AttackListener {
  /** Hears nothing. */
  AttackListener NONE = new AttackListener() {};

  /**
   * Some work was done.
   *
   * @param done samples' worth of work, not decreasing
   * @param total samples
   */
  default void progress(long done, long total) {}

  /**
   * Asked between steps.
   *
   * @return true to stop there
   */
  default boolean cancelled() {
    return false;
  }
}
