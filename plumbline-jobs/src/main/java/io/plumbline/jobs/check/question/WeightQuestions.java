package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.Lazy;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.graph.Graph;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.by.ByTensor;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.input.SampleLosses;
import io.plumbline.readers.Models;
import io.plumbline.readers.ReadModel.Weight;
import io.plumbline.readers.WeightTrace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gradients by a model's weights, a question for each. */
public final class WeightQuestions {
  private final TensorModel model;
  private final WeightTrace trace;

  /** The loss of all samples, which all weights share. */
  private @Nullable Graph whole;

  private WeightQuestions(TensorModel model, WeightTrace trace) {
    this.model = model;
    this.trace = trace;
  }

  /** Of the weight of a name; empty where none is called so. */
  public static Optional<Supplier<Question>> ofOne(TensorModel model, String name) {
    Optional<Weight> weight = find(model, name);
    TensorModel asked = model;
    if (weight.isEmpty()) {
      asked = model.with(model.model().options().withApart(Set.of(name)));
      weight = find(asked, name);
    }
    if (weight.isEmpty()) {
      return Optional.empty();
    }
    Weight found = weight.get();
    requireOfOneLayer(asked, List.of(found));
    WeightTrace trace = WeightTrace.of(asked.model(), each -> each.name().equals(found.name()));
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
        questions.question(found, model.given().map(all -> all.alone(found.name()))));
  }

  /** Refuses weights that the file may hold once for several layers, whose gradient is of one. */
  private static void requireOfOneLayer(TensorModel model, List<Weight> weights) {
    Map<String, List<String>> sharing =
        Models.sharing(model.model().path(), model.model().options());
    for (Weight weight : weights) {
      List<String> layers = sharing.get(weight.name());
      if (layers != null) {
        throw new InvalidInputException(
            "--by ("
                + weight.name()
                + ") must be a weight of one layer, and the file has one for "
                + TensorNames.list(layers)
                + ", as exporters write equal weights: give the gradients by all weights in a .npz"
                + " with --by parameters");
      }
    }
  }

  private static Optional<Weight> find(TensorModel model, String name) {
    return model
        .weightNames()
        .matching(name)
        .flatMap(
            found ->
                model.model().weights().stream()
                    .filter(each -> each.name().equals(found))
                    .findFirst());
  }

  /** Of all weights that training changes, or of those that gradients are given by. */
  public static List<Supplier<Question>> ofAll(TensorModel model) {
    Set<String> unknown = unknown(model);
    TensorModel asked =
        unknown.isEmpty() ? model : model.with(model.model().options().withApart(unknown));
    return new WeightQuestions(asked, WeightTrace.of(asked.model(), Weight::trainable)).all();
  }

  /** The names of gradients under which the file has no weight: it may hold equal ones once. */
  private static Set<String> unknown(TensorModel model) {
    TensorNames names = model.weightNames();
    return model.given().filter(GivenArrays::isNamed).stream()
        .flatMap(given -> given.names().stream())
        .filter(name -> names.matching(name).isEmpty())
        .collect(Collectors.toSet());
  }

  private List<Supplier<Question>> all() {
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
    Optional<GivenArrays> given = model.given().map(all -> of(all, asked));
    List<Weight> known =
        checkable.stream()
            .filter(each -> given.isEmpty() || given.get().names().contains(each.name()))
            .toList();
    if (known.size() < checkable.size()) {
      requireOfOneLayer(model, known);
    }
    return known.stream().map(weight -> question(weight, given)).toList();
  }

  private GivenArrays of(GivenArrays all, List<Weight> asked) {
    if (!all.isNamed()) {
      return all.flat(asked);
    }
    List<String> names = asked.stream().map(Weight::name).toList();
    GivenArrays given = all.renamed(TensorNames.of(trace.graph().source(), names));
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

  /** What is given is looked at before anything is checked. */
  private Supplier<Question> question(Weight weight, Optional<GivenArrays> given) {
    int[] shape = weight.tensor().shape().extents();
    Optional<double[]> gradient = given.map(all -> all.gradient(weight.name(), shape));
    return () -> question(weight, shape, gradient);
  }

  private Question question(Weight weight, int[] shape, Optional<double[]> given) {
    double[] x = weight.tensor().values();
    Asked asked = asked(weight);
    double[] gradient = given.orElseGet(() -> model.engineGradient(asked.scored, asked.loss, x));
    return new Question(
        Variable.ofWeight(weight.name(), shape, model.model().hasOutputsLast()),
        asked.scored,
        asked.loss,
        x,
        gradient,
        Optional.of(around(weight)));
  }

  /** What a gradient by a weight is of. */
  private record Asked(SampleLosses.Scored scored, Loss loss) {
    double[] derivative(double[] x) {
      Target target = scored.target();
      return scored.model().at(x, loss.of(target), target).gradient(TieRule.FIRST);
    }
  }

  private Asked asked(Weight weight) {
    double[] x = weight.tensor().values();
    // Where other samples share the weight, the loss comes first.
    return model.together().isEmpty() && !model.ofPairs()
        ? new Asked(model.scored(graph(trace.graph(), model.sample(), weight), x), model.loss())
        : of(graph(whole(), model.samples(), weight));
  }

  private Graph whole() {
    Graph made = whole;
    if (made == null) {
      made = model.whole();
      whole = made;
    }
    return made;
  }

  private Asked of(Graph loss) {
    return new Asked(model.ofOutput(loss), SampleLosses.OF_OUTPUT);
  }

  private Weights around(Weight weight) {
    return new Weights(
        () -> model.given().map(GivenArrays::norm).orElse(Double.NaN),
        () -> alike(weight),
        samples(weight));
  }

  private List<Weights.Other> alike(Weight weight) {
    int size = weight.tensor().shape().size();
    List<Weight> others =
        model.model().weights().stream()
            .filter(each -> !each.name().equals(weight.name()) && each.trainable())
            .filter(each -> each.tensor().shape().size() == size)
            .toList();
    if (others.isEmpty()) {
      return List.of();
    }
    WeightQuestions ofOthers =
        trace.weights().containsAll(others)
            ? this
            : new WeightQuestions(model, WeightTrace.of(model.model(), others::contains));
    return others.stream()
        .filter(each -> !ofOthers.trace.placements(each.name()).isEmpty())
        .map(each -> new Weights.Other(each.name(), () -> ofOthers.derivative(each)))
        .toList();
  }

  private double[] derivative(Weight weight) {
    return asked(weight).derivative(weight.tensor().values());
  }

  /** What each sample adds, which in training mode is nothing of its own. */
  private List<Weights.Part> samples(Weight weight) {
    double[] x = weight.tensor().values();
    List<double[]> samples = model.batch().samples();
    if (samples.size() == 1 || model.settings().training().isPresent()) {
      return List.of();
    }
    // Several causes ask for what each adds.
    Supplier<SampleLosses> losses = new Lazy<>(model::losses);
    return IntStream.range(0, samples.size())
        .mapToObj(
            k ->
                new Weights.Part(
                    model.weight(k),
                    new Lazy<>(
                        () ->
                            of(graph(model.share(losses.get(), k), samples.get(k), weight))
                                .derivative(x))))
        .toList();
  }

  private Graph graph(Graph of, double[] x, Weight weight) {
    return ByTensor.of(of, x, weight.name(), weight.tensor(), trace.placements(weight.name()));
  }
}
