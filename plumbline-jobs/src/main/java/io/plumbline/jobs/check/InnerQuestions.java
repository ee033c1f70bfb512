package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.Models;
import io.plumbline.readers.WeightTrace;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gradients by values inside the model: the model from that value on, everything before it held at
 * the sample.
 */
final class InnerQuestions {
  /** Outputs of the rest of the model, held against the model's: the same arithmetic. */
  private static final double ALIKE = 1e-6;

  private final TensorModel model;
  private final Map<String, String> names;

  InnerQuestions(TensorModel model) {
    this.model = model;
    this.names = Models.values(model.settings().of().model());
  }

  /** Of one value. */
  Question ofOne(String name) {
    // Weights were looked for before; here they are named among what there is.
    Map<String, String> all = new LinkedHashMap<>();
    WeightTrace.weights(path(), model.options())
        .forEach(weight -> all.put(weight.name(), weight.name()));
    all.putAll(names);
    return question(
        new TensorNames(model.graph().source(), all).find("--by", name),
        model.settings().gradient().map(file -> InnerQuestions::alone));
  }

  private static double[] alone(CheckSettings settings, String name, int[] shape) {
    return GivenArrays.alone(settings.gradient().orElseThrow(), name).gradient(name, shape);
  }

  /** Of all values that gradients are given by, the nearest to the loss first. */
  List<Question> ofGiven() {
    GivenArrays given =
        GivenArrays.named(model.settings().inner().orElseThrow())
            .renamed(new TensorNames(model.graph().source(), names));
    List<Question> questions = new ArrayList<>();
    for (String name : given.names()) {
      questions.add(
          question(name, Optional.of((settings, tensor, shape) -> given.gradient(tensor, shape))));
    }
    questions.sort(Comparator.comparingInt(each -> each.graph().dependentNodes().size()));
    return questions;
  }

  /** Where a gradient comes from. */
  @FunctionalInterface
  private interface Source {
    double[] gradient(CheckSettings settings, String name, int[] shape);
  }

  private Question question(String name, Optional<Source> source) {
    Graph before = Models.read(path(), model.options().withOutput(name));
    double[] value = Evaluator.of(before, OutputKind.LOGITS).forward(model.sample());
    Graph rest = rest(name, before.output().shape(), value);
    int[] shape = rest.input().shape().withoutFirst().extents();
    SampleLosses.Scored scored = model.scored(rest, value);
    double[] gradient =
        source.isPresent()
            ? source.get().gradient(model.settings(), name, shape)
            : model.engineGradient(scored, value);
    return new Question(
        Variable.ofTensor(name, shape, InputLayout.of(rest)),
        scored,
        model.loss(),
        value,
        gradient);
  }

  private Path path() {
    return model.settings().of().model();
  }

  /** The model from a value on; whether its first axis counts samples, what it computes says. */
  private Graph rest(String name, Shape shape, double[] value) {
    Shape input = model.graph().input().shape();
    double[] expected = Evaluator.of(model.graph(), OutputKind.LOGITS).forward(model.sample());
    Optional<InvalidInputException> refused = Optional.empty();
    for (Shape held : List.of(input, input.withoutFirst())) {
      for (boolean counted : new boolean[] {true, false}) {
        ReadOptions options =
            model
                .options()
                .withHeld(model.graph().input().name(), new Tensor(held, model.sample()))
                .withGiven(counted ? shape : shape.withoutFirst())
                .withInput(name);
        try {
          Graph rest =
              Models.read(path(), counted ? options : options.withBatchAxis(ReadOptions.NO_BATCH));
          if (rest.input().shape().size() == value.length
              && alike(Evaluator.of(rest, OutputKind.LOGITS).forward(value), expected)) {
            return rest;
          }
        } catch (InvalidInputException e) {
          refused = refused.or(() -> Optional.of(e));
        }
      }
    }
    throw refused.orElseGet(
        () ->
            new InvalidInputException(
                "tensor (" + name + ") must be one that the output can be computed from"));
  }

  private static boolean alike(double[] outputs, double[] expected) {
    double off = 0;
    double largest = 0;
    for (int k = 0; k < expected.length; k++) {
      off = Math.max(off, Math.abs(outputs[k] - expected[k]));
      largest = Math.max(largest, Math.abs(expected[k]));
    }
    return outputs.length == expected.length && off <= ALIKE * largest;
  }
}
