package io.plumbline.core.estimate;

/** Is told how far an estimate has come. Calls do not overlap, whatever the number of threads. */
@FunctionalInterface
public interface Progress {
  /**
   * Some evaluations were done.
   *
   * @param stage what is being done, for example {@code differences}
   * @param done function values so far in this stage, never decreasing
   * @param total function values of this stage
   */
  void update(String stage, long done, long total);
}
