package io.plumbline.jobs.check.outcome;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.diagnose.check.CheckOptions;
import io.plumbline.diagnose.check.LossSlice;
import io.plumbline.diagnose.check.MistakeTrials;
import io.plumbline.diagnose.check.Sample;
import io.plumbline.diagnose.check.SampleResult;
import io.plumbline.jobs.input.GradientArrays;
import io.plumbline.jobs.input.LabelledSamples;
import io.plumbline.jobs.input.SampleArrays;
import java.util.List;
import java.util.Optional;

/** What gradients are checked against: a model that was read, or a black box. */
public interface Subject extends AutoCloseable {
  /** What to check, with the loss that is meant. */
  CheckSettings settings();

  String source();

  Optional<ImageLayout> layout();

  SampleArrays arrays();

  /**
   * A gradient to check where none is given.
   *
   * @throws InvalidInputException if there is none
   */
  GradientArrays.Given gradient(LabelledSamples batch);

  /** About how long the check of one sample takes; 0 where that is not known. */
  default double seconds(Sample sample) {
    return 0;
  }

  /** Whether a softmax is taken of the model's softmax. */
  default boolean takesProbabilitiesForScores() {
    return false;
  }

  Checker checker(CheckOptions options, List<Sample> samples);

  @Override
  void close();

  /** Checks samples of a batch one by one. */
  interface Checker {
    /**
     * Checks one sample.
     *
     * @param index which
     * @param plant whether to plant mistakes where it passes
     */
    Said check(int index, boolean plant);

    /**
     * The loss along some coordinates of a sample.
     *
     * @param index which sample
     * @param coordinates in C order, the most wanted first
     */
    List<LossSlice> slices(int index, int... coordinates);
  }

  /** What is said of a sample, and of the mistakes planted into its gradient. */
  record Said(SampleResult result, List<MistakeTrials.Trial> planted) {}
}
