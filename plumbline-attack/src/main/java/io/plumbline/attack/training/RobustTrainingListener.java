package io.plumbline.attack.training;

import io.plumbline.djl.Accuracy;

/** Hears how adversarial training goes, on the thread that trains. */
public interface RobustTrainingListener {
  /** Hears nothing. */
  RobustTrainingListener NONE = new RobustTrainingListener() {};

  /**
   * A step was made.
   *
   * @param epoch which, from 1
   * @param batch which of the epoch, from 1
   * @param batches how many the epoch has
   * @param running mean loss and accuracy over the epoch so far
   */
  default void batch(int epoch, int batch, int batches, Accuracy running) {}

  /**
   * An epoch has ended, and its checkpoint is written.
   *
   * @param scores how it ended
   */
  default void epoch(EpochScores scores) {}

  /**
   * Asked before each step.
   *
   * @return true to stop there
   */
  default boolean cancelled() {
    return false;
  }
}
