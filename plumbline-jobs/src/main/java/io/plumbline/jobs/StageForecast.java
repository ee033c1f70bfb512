package io.plumbline.jobs;

import io.plumbline.core.estimate.Progress;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Foretells work of which a stage takes nearly all the time, from how fast that stage goes at
 * first: of a model or a program that nothing is known of but its answers.
 */
public final class StageForecast implements Progress {
  private final WorkListener listener;
  private final Set<String> stages;
  private final int times;
  private final LongSupplier nanos;
  private @Nullable Forecast forecast;

  /**
   * Nothing is done yet.
   *
   * @param listener is told of all that happens, and once how long it takes
   * @param stages the names of the stage, whichever comes first
   * @param times how often the work is done, all together
   */
  public StageForecast(WorkListener listener, Set<String> stages, int times) {
    this(listener, stages, times, System::nanoTime);
  }

  StageForecast(WorkListener listener, Set<String> stages, int times, LongSupplier nanos) {
    this.listener = listener;
    this.stages = stages;
    this.times = times;
    this.nanos = nanos;
  }

  @Override
  public synchronized void update(String stage, long done, long total) {
    if (stages.contains(stage)) {
      if (forecast == null) {
        forecast = new Forecast(seconds -> listener.expect(times * seconds), nanos);
      }
      forecast.update(done, total);
    }
    listener.update(stage, done, total);
  }
}
