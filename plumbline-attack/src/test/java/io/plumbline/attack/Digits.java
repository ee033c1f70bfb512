package io.plumbline.attack;

import io.plumbline.core.function.Precision;
import io.plumbline.data.mnist.Dataset;
import io.plumbline.data.mnist.Mnist;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.Graph;
import io.plumbline.readers.Models;
import io.plumbline.testing.Fixtures;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** Real digits and real networks for the tests. */
final class Digits {
  static final Dataset TEST = Mnist.embedded().test();

  private Digits() {}

  static float[][] images(int count) {
    return IntStream.range(0, count).mapToObj(TEST::image).toArray(float[][]::new);
  }

  static int[] labels(int count) {
    return TEST.slice(0, count).labels();
  }

  static Path file(String resource) {
    try {
      return Path.of(Digits.class.getResource(resource).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Graph graph(String model) {
    return Models.read(Fixtures.path("models/" + model));
  }

  static EngineClassifier classifier(String model) {
    return EngineClassifier.of(TorchGraph.of(graph(model), Precision.FLOAT32));
  }
}
