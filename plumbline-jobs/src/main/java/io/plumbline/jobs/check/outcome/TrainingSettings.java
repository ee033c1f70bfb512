package io.plumbline.jobs.check.outcome;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.Npy;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.by.BatchGraph;
import io.plumbline.jobs.input.Invocation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the model computed in training.
 *
 * @param masks of dropouts, by their name or that of the layer in front, as .npy: 0 for what was
 *     dropped, and 1/(1 - rate) for what was not, with the samples along the first axis; 1 where
 *     the file says the rate
 */
public record TrainingSettings(Map<String, Path> masks) {
  /** Copies the map. */
  public TrainingSettings {
    masks = Map.copyOf(masks);
  }

  /**
   * What says so on a command line.
   *
   * @param line to be added to
   * @return the same line
   */
  public Invocation on(Invocation line) {
    line.with("--training");
    new TreeMap<>(masks).forEach((name, file) -> line.with("--mask", name + "=" + file));
    return line;
  }

  /** Reads the masks. */
  public BatchGraph.Training read(Graph graph, int samples) {
    Map<String, double[]> read = new LinkedHashMap<>();
    new TreeMap<>(masks)
        .forEach(
            (name, file) -> {
              Node node = node(graph, name);
              read.put(node.name(), mask(node, samples, file));
            });
    return new BatchGraph.Training(read);
  }

  /** Nodes are called as files call them, less the first slash. */
  private static Node node(Graph graph, String name) {
    String found = name.startsWith("/") ? name.substring(1) : name;
    return graph.nodes().stream()
        .filter(each -> each.name().equals(found))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "--mask ("
                        + name
                        + ") must be of a dropout of "
                        + graph.source()
                        + ", or of the layer in front of one that the export left out, as show"
                        + " names it"));
  }

  private static double[] mask(Node node, int samples, Path file) {
    double[] mask = Npy.read(file).toDoubles();
    int size = samples * node.output().shape().size();
    if (mask.length != size) {
      throw new InvalidInputException(
          "--mask ("
              + node.name()
              + ", "
              + mask.length
              + " values) must have "
              + size
              + ": "
              + samples
              + " times "
              + node.output().shape().withoutFirst());
    }
    for (double each : mask) {
      if (!(Double.isFinite(each) && each >= 0)) {
        throw new InvalidInputException(
            file.getFileName() + ": mask (" + each + ") must be 0 or more, and finite");
      }
    }
    if (Arrays.stream(mask).anyMatch(each -> each != 0 && each != 1)) {
      return mask;
    }
    if (node.op() instanceof Dropout dropout) {
      return Arrays.stream(mask).map(each -> each / (1 - dropout.rate())).toArray();
    }
    throw new InvalidInputException(
        file.getFileName()
            + ": mask (of 0 and 1) must hold 1/(1 - rate) for what was kept, as "
            + node.name()
            + " is no dropout that says its rate");
  }
}
