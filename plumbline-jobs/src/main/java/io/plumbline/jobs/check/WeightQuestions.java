package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.NamedArrays;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.by.ByTensor;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.Models;
import io.plumbline.readers.WeightTrace;
import io.plumbline.readers.WeightTrace.Weight;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gradients by a model's weights, a question for each. */
final class WeightQuestions {
  private final TensorModel model;
  private final WeightTrace trace;

  private WeightQuestions(TensorModel model, WeightTrace trace) {
    this.model = model;
    this.trace = trace;
  }

  /** Of the weight of a name; empty where none is called so. */
  static Optional<Question> ofOne(TensorModel model, String name) {
    Optional<Weight> weight = find(model, name);
    TensorModel asked = model;
    if (weight.isEmpty()) {
      asked = model.with(model.options().withApart(Set.of(name)));
      weight = find(asked, name);
    }
    if (weight.isEmpty()) {
      return Optional.empty();
    }
    Weight found = weight.get();
    requireOfOneLayer(asked, found.name());
    WeightTrace trace =
        WeightTrace.of(
            model.settings().of().model(),
            asked.options(),
            each -> each.name().equals(found.name()));
    WeightQuestions questions = new WeightQuestions(asked, trace);
    if (trace.isCombined(found.name())) {
      throw new InvalidInputException(questions.combined(found.name()));
    }
    if (trace.placements(found.name()).isEmpty()) {
      throw new InvalidInputException(
          "--by ("
              + found.name()
              + ") must be a tensor that the output depends on, and that of "
              + trace.graph().source()
              + " does not");
    }
    return Optional.of(
        questions.question(
            found, model.settings().gradient().map(file -> GivenArrays.alone(file, found.name()))));
  }

  /** Refuses a weight that the file may hold once for several layers, whose gradient is of one. */
  private static void requireOfOneLayer(TensorModel model, String weight) {
    List<String> modules = Models.modules(model.settings().of().model(), model.options(), weight);
    if (modules.size() > 1) {
      throw new InvalidInputException(
          "--by ("
              + weight
              + ") must be a weight of one layer, and the file has one for "
              + TensorNames.list(modules)
              + ", as exporters write equal weights: give the gradients by all weights in a .npz"
              + " with --by parameters");
    }
  }

  private static Optional<Weight> find(TensorModel model, String name) {
    List<Weight> all = WeightTrace.weights(model.settings().of().model(), model.options());
    List<String> names = all.stream().map(Weight::name).toList();
    return TensorNames.of(model.graph().source(), names)
        .matching(name)
        .flatMap(found -> all.stream().filter(each -> each.name().equals(found)).findFirst());
  }

  /** Of all weights that training changes, or of those that gradients are given by. */
  static List<Question> ofAll(TensorModel model) {
    TensorModel asked = model.with(model.options().withApart(unknown(model)));
    WeightTrace trace =
        WeightTrace.of(model.settings().of().model(), asked.options(), Weight::trainable);
    return new WeightQuestions(asked, trace).all();
  }

  /** The names of gradients under which the file has no weight: it may hold equal ones once. */
  private static Set<String> unknown(TensorModel model) {
    Optional<Path> file = model.settings().gradient().filter(NamedArrays::isCollection);
    if (file.isEmpty()) {
      return Set.of();
    }
    List<Weight> all = WeightTrace.weights(model.settings().of().model(), model.options());
    TensorNames names =
        TensorNames.of(model.graph().source(), all.stream().map(Weight::name).toList());
    return GivenArrays.named(file.get()).names().stream()
        .filter(name -> names.matching(name).isEmpty())
        .collect(Collectors.toSet());
  }

  private List<Question> all() {
    List<Weight> asked =
        trace.weights().stream()
            .filter(
                weight ->
                    trace.isCombined(weight.name()) || !trace.placements(weight.name()).isEmpty())
            .toList();
    List<Weight> checkable =
        asked.stream().filter(weight -> !trace.isCombined(weight.name())).toList();
    if (checkable.isEmpty()) {
      throw new InvalidInputException(
          "--by (parameters) must be of a model with weights, and "
              + trace.graph().source()
              + " has none that can be differentiated by");
    }
    Optional<GivenArrays> given = model.settings().gradient().map(file -> given(file, asked));
    List<Weight> known =
        checkable.stream()
            .filter(each -> given.isEmpty() || given.get().names().contains(each.name()))
            .toList();
    if (known.size() < checkable.size()) {
      known.forEach(weight -> requireOfOneLayer(model, weight.name()));
    }
    return known.stream().map(weight -> question(weight, given)).toList();
  }

  private GivenArrays given(Path file, List<Weight> asked) {
    if (!NamedArrays.isCollection(file)) {
      return GivenArrays.flat(file, asked);
    }
    List<String> names = asked.stream().map(Weight::name).toList();
    GivenArrays given =
        GivenArrays.named(file).renamed(TensorNames.of(trace.graph().source(), names));
    given.names().stream()
        .filter(trace::isCombined)
        .findFirst()
        .ifPresent(
            name -> {
              throw new InvalidInputException(combined(name));
            });
    return given;
  }

  private String combined(String name) {
    return "--by ("
        + name
        + ") must be a weight that meets the input as it is, and "
        + trace.graph().source()
        + " computes another from it first";
  }

  private Question question(Weight weight, Optional<GivenArrays> given) {
    Graph graph =
        ByTensor.of(
            trace.graph(),
            model.sample(),
            weight.name(),
            weight.tensor(),
            trace.placements(weight.name()));
    int[] shape = weight.tensor().shape().extents();
    double[] x = weight.tensor().values();
    SampleLosses.Scored scored = model.scored(graph, x);
    double[] gradient =
        given.isPresent()
            ? given.get().gradient(weight.name(), shape)
            : model.engineGradient(scored, x);
    return new Question(
        Variable.ofTensor(weight.name(), shape, layout(shape)), scored, model.loss(), x, gradient);
  }

  /** A matrix is drawn as it is; kernels and vectors are not. */
  private static Optional<ImageLayout> layout(int[] shape) {
    return shape.length == 2 ? InputLayout.of(shape) : Optional.empty();
  }
}
