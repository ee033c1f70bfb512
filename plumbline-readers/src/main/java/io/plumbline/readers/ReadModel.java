package io.plumbline.readers;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Tensor;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model that was read, and the weights of its file.
 *
 * @param path the file
 * @param options what it leaves open
 * @param graph the model
 * @param weights all floating-point weights that reading met, in its order, whether the output
 *     depends on them or not
 */
public record ReadModel(Path path, ReadOptions options, Graph graph, List<Weight> weights) {
  /** Copies the list. */
  public ReadModel {
    weights = List.copyOf(weights);
  }

  /**
   * A weight of a model's file.
   *
   * @param name as the file names it
   * @param tensor as the file has it, in the file's order of axes
   * @param trainable whether training would change it
   */
  public record Weight(String name, Tensor tensor, boolean trainable) {}

  /**
   * Reads a model.
   *
   * @param path the file
   * @param options what it leaves open
   * @return the model with its weights
   * @throws InvalidInputException if the file cannot be read
   */
  public static ReadModel read(Path path, ReadOptions options) {
    Map<String, Weight> seen = new LinkedHashMap<>();
    Graph graph =
        Models.read(
            path,
            options.withWeights(
                (name, tensor, trainable) -> {
                  seen.put(name, new Weight(name, tensor, trainable));
                  return tensor;
                }));
    return new ReadModel(path, options, graph, List.copyOf(seen.values()));
  }

  /**
   * Whether kernels are (rows, columns, inputs, outputs), as Keras has them.
   *
   * @return false where outputs and inputs come first, as in ONNX
   */
  public boolean hasOutputsLast() {
    return Models.isKeras(path);
  }

  /**
   * The names of all weights.
   *
   * @return in their order
   */
  public List<String> names() {
    return weights.stream().map(Weight::name).toList();
  }
}
