package io.plumbline.evaluate.point;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.evaluate.result.Stage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches over long work at a point: tells how far it has come, and ends it when it shall end. */
public final class Watch {
  /** Nobody watches. */
  public static final Watch NONE = new Watch(new CancellationToken(), (stage, done, total) -> {});

  private final CancellationToken token;
  private final Progress progress;
  private @Nullable Stage stage;

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

  /** The same over work at a point of its own, whose stage is not that of others. */
  public Watch apart() {
    return new Watch(token, progress);
  }

  /** The stage that was counted last; empty before the first. */
  public synchronized Optional<Stage> stage() {
    return Optional.ofNullable(stage);
  }

  /** Between two steps: throws where there shall be no other. */
  public void check() {
    token.throwIfCancelled();
  }

  /** Counts the steps of a stage, from any number of threads. */
  public synchronized Counter counter(String name, int total) {
    stage = new Stage(name, 0, total);
    return new Counter(name, total);
  }

  /** How far a stage has come. */
  public final class Counter {
    private final String name;
    private final int total;
    private int done;

    private Counter(String name, int total) {
      this.name = name;
      this.total = total;
    }

    /** Some steps more were done. */
    public void add(int steps) {
      synchronized (Watch.this) {
        done += steps;
        stage = new Stage(name, done, total);
        progress.update(name, done, total);
      }
    }
  }
}
