package io.plumbline.jobs.run;

import io.plumbline.djl.TrainingListener;
import io.plumbline.graph.Summary;
import io.plumbline.jobs.run.result.AttackExample;
import io.plumbline.jobs.run.result.ComparisonRow;
import io.plumbline.jobs.run.result.Epoch;
import io.plumbline.jobs.run.result.GradientComparison;
import io.plumbline.jobs.run.result.TestImage;
import io.plumbline.jobs.run.result.TestScore;
import io.plumbline.jobs.run.result.WeightRow;
import java.util.List;

/** Hears what the main job finds, as it finds it, on the thread that runs it. */
public interface RunListener extends TrainingListener {
  /**
   * A stage begins.
   *
   * @param stage which
   */
  default void begins(RunStage stage) {}

  /**
   * A long stage goes on.
   *
   * @param work what is being done
   * @param done how much of it
   * @param total of how much
   */
  default void progress(String work, long done, long total) {}

  /**
   * How long training takes, as its first batches tell.
   *
   * @param seconds all epochs together, to about a factor of two
   */
  default void expect(double seconds) {}

  /**
   * The network is there.
   *
   * @param summary its layers
   */
  default void model(Summary summary) {}

  /**
   * An epoch of training has ended.
   *
   * @param epoch what it ended with
   */
  default void trained(Epoch epoch) {}

  /**
   * It has been tested.
   *
   * @param score on the test set
   */
  default void tested(TestScore score) {}

  /**
   * The gradients have been computed as the original does it.
   *
   * @param image the image they are taken at
   * @param gradients numeric and analytic, in float32
   */
  default void gradients(TestImage image, GradientComparison gradients) {}

  /**
   * The causes have been told apart.
   *
   * @param rows as it is and jittered, in both precisions
   * @param findings what they show, in sentences
   */
  default void causes(List<ComparisonRow> rows, List<String> findings) {}

  /**
   * The gradients by the weights have been judged.
   *
   * @param rows the worst first
   */
  default void weights(List<WeightRow> rows) {}

  /**
   * The image has been attacked.
   *
   * @param example before and after
   */
  default void attacked(AttackExample example) {}
}
