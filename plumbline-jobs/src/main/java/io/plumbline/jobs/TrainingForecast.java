package io.plumbline.jobs;

import java.util.function.DoubleConsumer;

/** Says once how long training takes that may begin with any epoch. */
public final class TrainingForecast {
  private final Forecast forecast;
  private final int epochs;
  private int first;

  /**
   * Training begins now.
   *
   * @param told is told seconds, once
   * @param epochs of all training, those done before included
   */
  public TrainingForecast(DoubleConsumer told, int epochs) {
    this(new Forecast(told), epochs);
  }

  TrainingForecast(Forecast forecast, int epochs) {
    this.forecast = forecast;
    this.epochs = epochs;
  }

  /**
   * A step was made.
   *
   * @param epoch which, from 1
   * @param batch which of the epoch, from 1
   * @param batches how many the epoch has
   */
  public void batch(int epoch, int batch, int batches) {
    first = first == 0 ? epoch : first;
    forecast.update(
        (long) (epoch - first) * batches + batch, (long) (epochs - first + 1) * batches);
  }
}
