package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.Models;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gradients by values inside the model: the model from that value on, everything before it held at
 * the sample; of several samples by the values of all of them, one behind the other.
 */
public final class InnerQuestions {
  /** Outputs of the rest of the model, held against the model's: the same arithmetic. */
  private static final double ALIKE = 1e-6;

  private final TensorModel model;
  private final Map<String, String> names;
  private final List<double[]> outputs;

  public InnerQuestions(TensorModel model) {
    if (model.ofPairs()) {
      throw new InvalidInputException(
          "--loss ("
              + model.settings().of().loss().meant()
              + ") must be with a gradient by the input or by weights: a value inside the model is of"
              + " each sample's own");
    }
    this.model = model;
    this.names = Models.values(path());
    Evaluator whole = Evaluator.of(model.graph(), OutputKind.LOGITS);
    this.outputs = model.samplesInEvaluation().stream().map(whole::forward).toList();
  }

  /** Of one value. */
  public Supplier<Question> ofOne(String name) {
    // Weights were looked for before; here they are named among what there is.
    Map<String, String> all = new LinkedHashMap<>();
    model.model().names().forEach(weight -> all.put(weight, weight));
    all.putAll(names);
    TensorNames tensors = new TensorNames(model.graph().source(), all);
    String found = tensors.find("--by", name);
    if (!names.containsValue(found) && tensors.matching(name).isEmpty()) {
      // A module of which the file has no value, but weights: any of those may be meant.
      throw tensors.unclear("--by", name, tensors.inside(name));
    }
    Question question = question(found, model.given().map(given -> given.alone(found)));
    return () -> question;
  }

  /** Of all values that gradients are given by, the nearest to the loss first. */
  public List<Supplier<Question>> ofGiven() {
    GivenArrays given =
        model
            .given()
            .orElseThrow()
            .requireNamed()
            .renamed(new TensorNames(model.graph().source(), names));
    return given.names().stream()
        .map(name -> question(name, Optional.of(given)))
        .sorted(Comparator.comparingInt(each -> each.graph().dependentNodes().size()))
        .<Supplier<Question>>map(question -> () -> question)
        .toList();
  }

  private Question question(String name, Optional<GivenArrays> given) {
    Graph before = Models.read(path(), model.model().options().withOutput(name));
    Evaluator toValue = Evaluator.of(before, OutputKind.LOGITS);
    List<double[]> values = model.batch().samples().stream().map(toValue::forward).toList();
    List<Graph> rests = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      rests.add(rest(name, before.output().shape(), k, values.get(k)));
    }
    Graph rest = rests.get(0);
    Shape one = rest.input().shape().withoutFirst();
    boolean several = values.size() > 1;
    int[] shape = (several ? one.withFirst(values.size()) : one).extents();
    double[] x = TensorModel.joined(values);
    SampleLosses.Scored scored =
        several ? model.ofOutput(model.whole(rests, values)) : model.scored(rest, x);
    Loss loss = several ? SampleLosses.OF_OUTPUT : model.loss();
    double[] gradient =
        given
            .map(all -> all.gradient(name, shape))
            .orElseGet(() -> model.engineGradient(scored, loss, x));
    return new Question(
        Variable.ofTensor(name, shape, several ? Optional.empty() : InputLayout.of(rest)),
        scored,
        loss,
        x,
        gradient,
        Optional.empty(),
        rest);
  }

  private Path path() {
    return model.model().path();
  }

  /**
   * The model from a value on, at a sample; whether its first axis counts samples, what it computes
   * says.
   */
  private Graph rest(String name, Shape shape, int sample, double[] value) {
    Shape input = model.graph().input().shape();
    Optional<InvalidInputException> refused = Optional.empty();
    for (Shape held : List.of(input, input.withoutFirst())) {
      for (boolean counted : new boolean[] {true, false}) {
        ReadOptions options =
            model
                .model()
                .options()
                .withHeld(
                    model.graph().input().name(),
                    new Tensor(held, model.batch().samples().get(sample)))
                .withGiven(counted ? shape : shape.withoutFirst())
                .withInput(name);
        try {
          Graph rest =
              Models.read(path(), counted ? options : options.withBatchAxis(ReadOptions.NO_BATCH));
          if (rest.input().shape().size() == value.length
              && alike(Evaluator.of(rest, OutputKind.LOGITS).forward(value), outputs.get(sample))) {
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

  private static boolean alike(double[] others, double[] expected) {
    double off = 0;
    double largest = 0;
    for (int k = 0; k < expected.length; k++) {
      off = Math.max(off, Math.abs(others[k] - expected[k]));
      largest = Math.max(largest, Math.abs(expected[k]));
    }
    return others.length == expected.length && off <= ALIKE * largest;
  }
}
