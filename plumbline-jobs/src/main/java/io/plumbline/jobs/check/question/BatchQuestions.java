package io.plumbline.jobs.check.question;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.loss.Loss;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.input.SampleLosses;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The gradient by all samples of a batch at once, which training mode makes depend on each other.
 */
public final class BatchQuestions {
  private BatchQuestions() {}

  public static List<Supplier<Question>> of(TensorModel model) {
    Shape shape = shape(model);
    Optional<double[]> given = model.given().map(all -> all.whole(shape));
    double[] x = model.samples();
    SampleLosses.Scored scored = model.ofOutput(model.whole());
    Loss loss = SampleLosses.OF_OUTPUT;
    return List.of(
        () ->
            new Question(
                Variable.ofTensor(model.graph().input().name(), shape.extents(), Optional.empty()),
                scored,
                loss,
                x,
                given.orElseGet(() -> model.engineGradient(scored, loss, x)),
                Optional.empty()));
  }

  /** With the samples along the first axis. */
  private static Shape shape(TensorModel model) {
    return model.graph().input().shape().withoutFirst().withFirst(model.batch().samples().size());
  }
}
