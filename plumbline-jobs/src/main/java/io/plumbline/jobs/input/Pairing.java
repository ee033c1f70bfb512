package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.PairLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The losses of samples that are held against others, which the same model reads. */
final class Pairing {
  private final LossSettings loss;
  private final Optional<Others> positives;
  private final Optional<Others> negatives;

  /**
   * Reads what the samples are held against.
   *
   * @param graph what reads all of them
   * @param of the samples, and the loss
   * @throws InvalidInputException if the others do not fit the model
   */
  Pairing(Graph graph, ModelAndSamples of) {
    this.loss = of.loss();
    SampleArrays arrays = new SampleArrays(graph);
    this.positives =
        loss.pairs().positive().map(file -> Others.read(arrays, "--positive", file, of));
    this.negatives =
        loss.pairs().negative().map(file -> Others.read(arrays, "--negative", file, of));
  }

  /** One for each sample, or one for all. */
  private record Others(String option, Path file, List<double[]> samples) {
    static Others read(SampleArrays arrays, String option, Path file, ModelAndSamples of) {
      return new Others(option, file, arrays.samples(file, of.preprocessing()));
    }

    double[] of(int k, int count) {
      if (samples.size() != 1 && samples.size() != count) {
        throw new InvalidInputException(
            option
                + " ("
                + file.getFileName()
                + ", "
                + samples.size()
                + " samples) must hold one for each of the "
                + count
                + " of --input, or one for all");
      }
      return samples.get(samples.size() == 1 ? 0 : k);
    }
  }

  /**
   * The loss of one sample.
   *
   * @param model what reads all of them
   * @param k which sample
   * @param count how many samples there are
   * @return a graph whose one output is the loss
   * @throws InvalidInputException if there are not as many others
   */
  Graph of(Graph model, int k, int count) {
    PairLoss on = new PairLoss(model);
    Optional<double[]> positive = positives.map(others -> others.of(k, count));
    Optional<double[]> negative = negatives.map(others -> others.of(k, count));
    double margin = loss.pairs().marginOrUsual();
    if (loss.meant() == LossChoice.TRIPLET) {
      return on.triplet(positive.orElseThrow(), negative.orElseThrow(), margin);
    }
    return positive
        .map(on::attraction)
        .orElseGet(() -> on.repulsion(negative.orElseThrow(), margin));
  }
}
