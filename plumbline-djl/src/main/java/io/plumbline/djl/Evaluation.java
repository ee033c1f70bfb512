package io.plumbline.djl;

import io.plumbline.data.mnist.Dataset;
import io.plumbline.graph.loss.Loss;

/** Loss and accuracy of a model on a dataset. */
public final class Evaluation {
  private static final int PIECE = 1000;

  private Evaluation() {}

  /**
   * Evaluates, a thousand examples at a time.
   *
   * @param model in the engine
   * @param examples whose images have the model's number of inputs
   * @return mean cross-entropy and accuracy
   */
  public static Accuracy of(TorchGraph model, Dataset examples) {
    double loss = 0;
    long correct = 0;
    for (int from = 0; from < examples.size(); from += PIECE) {
      int count = Math.min(PIECE, examples.size() - from);
      float[][] images = new float[count][];
      int[] labels = new int[count];
      for (int k = 0; k < count; k++) {
        images[k] = examples.image(from + k);
        labels[k] = examples.label(from + k);
      }
      BatchScores scores = model.scores(images, model.targets(labels), Loss.CROSS_ENTROPY);
      for (int k = 0; k < count; k++) {
        loss += scores.losses()[k];
        correct += scores.predictions()[k] == labels[k] ? 1 : 0;
      }
    }
    return new Accuracy(loss / examples.size(), (double) correct / examples.size());
  }
}
