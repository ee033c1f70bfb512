package io.plumbline.jobs.run;

import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.djl.TorchGraph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The loss as a function of the image, evaluated by the engine in its precision, in batches.
 *
 * @param engine the network
 * @param loss which scalar
 * @param target the label
 * @param shape of the image
 */
record EngineLoss(TorchGraph engine, Loss loss, Target target, Shape shape)
    implements ScalarFunction.OfBatches {

  @Override
  public Precision precision() {
    return engine.precision();
  }

  @Override
  public void evaluate(double[] points, int count, double[] values) {
    int size = shape.size();
    List<Target> targets = Collections.nCopies(count, target);
    double[][] samples = new double[count][];
    for (int k = 0; k < count; k++) {
      samples[k] = Arrays.copyOfRange(points, k * size, (k + 1) * size);
    }
    System.arraycopy(engine.losses(samples, targets, loss), 0, values, 0, count);
  }
}
