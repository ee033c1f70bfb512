package io.plumbline.jobs.check;

import io.plumbline.core.estimate.Progress;

/** Is told how a check goes on. Calls do not overlap. */
public interface CheckListener extends Progress {
  /** Listens to nothing. */
  CheckListener NONE =
      new CheckListener() {
        @Override
        public void expect(double seconds) {
          // Nobody waits.
        }

        @Override
        public void update(String stage, long done, long total) {
          // Nobody looks.
        }
      };

  /**
   * The check is about to begin.
   *
   * @param seconds it takes, all samples together, to about a factor of two; 0 where that is not
   *     known
   */
  void expect(double seconds);
}
