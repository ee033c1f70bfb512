package io.plumbline.evaluate.point;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;

/** Watches over long work at a point: tells how far it has come, and ends it when it shall end. */
public final class Watch {
  /** Nobody watches. */
  public static final Watch NONE = new Watch(new CancellationToken(), (stage, done, total) -> {});

  private final CancellationToken token;
  private final Progress progress;

  /**
   * A watch.
   *
   * @param token ends the work
   * @param progress is told how far it has come
   */
  public Watch(CancellationToken token, Progress progress) {
    this.token = token;
    this.progress = progress;
  }

  /** Between two steps: throws where there shall be no other. */
  public void check() {
    token.throwIfCancelled();
  }

  /** Counts the steps of a stage, from any number of threads. */
  public Counter counter(String stage, int total) {
    return new Counter(stage, total);
  }

  /** How far a stage has come. */
  public final class Counter {
    private final String stage;
    private final int total;
    private int done;

    private Counter(String stage, int total) {
      this.stage = stage;
      this.total = total;
    }

    /** Some steps more were done. */
    public void add(int steps) {
      synchronized (Watch.this) {
        done += steps;
        progress.update(stage, done, total);
      }
    }
  }
}
