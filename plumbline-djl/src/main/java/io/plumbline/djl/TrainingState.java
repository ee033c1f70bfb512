package io.plumbline.djl;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import java.util.List;

/**
 * All that training needs to go on as if it had never stopped.
 *
 * @param graph the network with its weights
 * @param epoch the number of epochs completed
 * @param step the number of steps made
 * @param mean Adam's first moments, for each trainable parameter in the order of {@link
 *     Graph#parameters()}, in C order of its shape
 * @param variance Adam's second moments, likewise
 */
public record TrainingState(
    Graph graph, int epoch, long step, List<float[]> mean, List<float[]> variance) {
  /** Copies the lists, not the arrays. */
  public TrainingState {
    mean = List.copyOf(mean);
    variance = List.copyOf(variance);
  }

  /**
   * A state from what a file holds: arrays, for a network whose structure is known.
   *
   * @param network the structure; its weights are replaced
   * @param weights as {@link #weights()} gave them
   * @param epoch the number of epochs completed
   * @param step the number of steps made
   * @param mean Adam's first moments
   * @param variance Adam's second moments
   * @return the state
   * @throws InvalidInputException if the weights are not those of such a network
   */
  public static TrainingState of(
      Graph network,
      List<float[]> weights,
      int epoch,
      long step,
      List<float[]> mean,
      List<float[]> variance) {
    return new TrainingState(withWeights(network, weights), epoch, step, mean, variance);
  }

  /**
   * A network with other weights.
   *
   * @param network the structure
   * @param weights for each trainable parameter, in C order of its shape
   * @return a new graph
   * @throws InvalidInputException if the weights are not those of such a network
   */
  public static Graph withWeights(Graph network, List<float[]> weights) {
    List<Parameter> trainable = trainable(network);
    boolean fit = weights.size() == trainable.size();
    for (int k = 0; fit && k < weights.size(); k++) {
      fit = weights.get(k).length == trainable.get(k).tensor().shape().size();
    }
    if (!fit) {
      throw new InvalidInputException(
          "weights ("
              + weights.size()
              + ") must be one array for each of the "
              + trainable.size()
              + " trainable parameters, of its size");
    }
    return Reparameterized.with(network, trainable, weights);
  }

  /**
   * The weights in float32, in which they are trained.
   *
   * @return for each trainable parameter an array in C order of its shape
   */
  public List<float[]> weights() {
    return trainable(graph).stream().map(TrainingState::floats).toList();
  }

  private static List<Parameter> trainable(Graph graph) {
    return graph.parameters().stream().filter(Parameter::trainable).toList();
  }

  private static float[] floats(Parameter parameter) {
    double[] values = parameter.tensor().values();
    float[] narrow = new float[values.length];
    for (int k = 0; k < narrow.length; k++) {
      narrow[k] = (float) values[k];
    }
    return narrow;
  }
}
