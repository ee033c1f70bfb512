package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.loss.Target;
import java.util.List;

/** The data that samples are from: a wrong gradient may be that of a sample outside the batch. */
@FunctionalInterface
public interface DataSet {
  /** Nothing is known but the batch. */
  DataSet NONE = x -> List.of();

  /**
   * The samples that stand around one.
   *
   * @param x the sample's input in C order
   * @return the nearest first, without itself; none where the sample is from elsewhere
   */
  List<Neighbour> near(double[] x);

  /**
   * A sample of the data set.
   *
   * @param name as people would call it: test image 9 of MNIST
   * @param x the input in C order
   * @param target the label
   */
  record Neighbour(String name, double[] x, Target target) {}
}
