package io.plumbline.jobs;

import io.plumbline.core.estimate.Progress;

/**
 * Is told how a command's work goes on. Calls do not overlap. A stage of which nothing is done yet
 * begins there; one that is first heard of with something done began before.
 */
public interface WorkListener extends Progress {
  /** Listens to nothing. */
  WorkListener NONE =
      new WorkListener() {
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
   * How long the work takes: said before it begins, or as soon as its first part tells.
   *
   * @param seconds all together, to about a factor of two; 0 where that is not known
   */
  void expect(double seconds);
}
