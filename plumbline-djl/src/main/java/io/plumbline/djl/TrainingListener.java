package io.plumbline.djl;

import org.jspecify.annotations.Nullable;

/** Hears how training goes, on the thread that trains. */
public interface TrainingListener {
  /** Hears nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A step was made.
   *
   * @param epoch which, from 1
   * @param batch which of the epoch, from 1
   * @param batches how many the epoch has
   * @param running mean loss and accuracy over the epoch so far, with dropout, each batch as it was
   *     met
   */
  default void batch(int epoch, int batch, int batches, Accuracy running) {}

  /**
   * An epoch has ended.
   *
   * @param epoch which, from 1
   * @param training mean over the epoch's batches as they were met
   * @param validation on the examples kept from training, or null where there are none
   */
  default void epoch(int epoch, Accuracy training, @Nullable Accuracy validation) {}

  /**
   * Asked before each step.
   *
   * @return true to stop there
   */
  default boolean cancelled() {
    return false;
  }
}
