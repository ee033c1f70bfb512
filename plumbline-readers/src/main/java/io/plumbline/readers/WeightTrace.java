package io.plumbline.readers;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.by.Placement;
import io.plumbline.readers.ReadModel.Weight;
import io.plumbline.readers.options.ReadOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where the weights of a file stand in the graph that is read from it. Reading transposes, splits,
 * joins and scales weights in a hundred places; none of them keeps a record. Instead the file is
 * read again with random weights: whatever stands in the graph where the same three random numbers
 * stood in the file, or the same multiple of each, was made of that element. What is made of
 * several elements, as a kernel divided by its norm, shows as none of them and is not traced.
 */
public final class WeightTrace {
  /** Three random numbers: their two ratios tell 2^70 elements apart, whatever factor they got. */
  private static final int DRAWS = 3;

  private static final long SEED = 0x9E3779B97F4A7C15L;

  private final Graph graph;
  private final Map<String, Weight> weights;
  private final Map<String, Map<Parameter, Placement>> placements;
  private final Set<String> combined;

  private WeightTrace(
      Graph graph,
      Map<String, Weight> weights,
      Map<String, Map<Parameter, Placement>> placements,
      Set<String> combined) {
    this.graph = graph;
    this.weights = weights;
    this.placements = placements;
    this.combined = combined;
  }

  /**
   * Traces weights.
   *
   * @param model what was read
   * @param wanted which weights to trace
   * @return where these weights are in the model
   * @throws InvalidInputException if the file cannot be read again
   */
  public static WeightTrace of(ReadModel model, Predicate<Weight> wanted) {
    Path path = model.path();
    ReadOptions options = model.options();
    Graph graph = model.graph();
    List<Parameter> parameters = graph.parameters();
    List<Weight> traced =
        weighing(path, options, model.weights().stream().filter(wanted).toList(), parameters);
    List<Map<String, double[]>> drawn = draws(traced);
    List<List<Parameter>> changed = new ArrayList<>();
    for (Map<String, double[]> draw : drawn) {
      changed.add(sameParameters(path, options, draw, parameters));
    }
    Elements elements = new Elements(traced.stream().map(Weight::name).toList(), drawn);
    Map<String, Map<Parameter, Placement>> placements = new LinkedHashMap<>();
    List<Integer> mixed = new ArrayList<>();
    for (int k = 0; k < parameters.size(); k++) {
      int index = k;
      Parameter parameter = parameters.get(k);
      double[][] values = new double[DRAWS][];
      for (int draw = 0; draw < DRAWS; draw++) {
        values[draw] = changed.get(draw).get(k).tensor().values();
      }
      Optional<Map<String, Placement>> found =
          elements.placements(parameter.tensor().values(), values);
      found.ifPresentOrElse(
          each ->
              each.forEach(
                  (name, placement) ->
                      placements
                          .computeIfAbsent(name, key -> new IdentityHashMap<>())
                          .put(parameter, placement)),
          () -> mixed.add(index));
    }
    Map<String, Weight> kept = new LinkedHashMap<>();
    traced.forEach(weight -> kept.put(weight.name(), weight));
    Set<String> combined = new LinkedHashSet<>();
    for (Weight weight : mixed.isEmpty() ? List.<Weight>of() : traced) {
      List<Parameter> moved =
          sameParameters(path, options, draws(List.of(weight)).get(0), parameters);
      if (mixed.stream().anyMatch(k -> !same(moved.get(k), parameters.get(k)))) {
        combined.add(weight.name());
      }
    }
    return new WeightTrace(graph, kept, placements, combined);
  }

  private static boolean same(Parameter one, Parameter other) {
    return Arrays.equals(one.tensor().values(), other.tensor().values());
  }

  /** Those that weigh something: others are sizes, such as a resizing's scales. */
  private static List<Weight> weighing(
      Path path, ReadOptions options, List<Weight> all, List<Parameter> parameters) {
    if (readAlike(path, options, all, parameters)) {
      return all;
    }
    return all.stream()
        .filter(each -> readAlike(path, options, List.of(each), parameters))
        .toList();
  }

  private static boolean readAlike(
      Path path, ReadOptions options, List<Weight> changed, List<Parameter> parameters) {
    try {
      sameParameters(path, options, draws(changed).get(0), parameters);
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  private static List<Map<String, double[]>> draws(List<Weight> weights) {
    Random random = new Random(SEED);
    List<Map<String, double[]>> draws = new ArrayList<>();
    for (int draw = 0; draw < DRAWS; draw++) {
      Map<String, double[]> each = new LinkedHashMap<>();
      for (Weight weight : weights) {
        // Positive, for a variance; away from 0, for a divisor.
        each.put(weight.name(), random.doubles(weight.tensor().shape().size(), 0.5, 1.5).toArray());
      }
      draws.add(each);
    }
    return draws;
  }

  private static List<Parameter> sameParameters(
      Path path, ReadOptions options, Map<String, double[]> draw, List<Parameter> before) {
    Graph graph =
        Models.read(
            path,
            options.withWeights(
                (name, tensor, trainable) ->
                    draw.containsKey(name) ? new Tensor(tensor.shape(), draw.get(name)) : tensor));
    List<Parameter> after = graph.parameters();
    boolean same = after.size() == before.size();
    for (int k = 0; same && k < after.size(); k++) {
      same = after.get(k).tensor().shape().equals(before.get(k).tensor().shape());
    }
    if (!same) {
      throw new InvalidInputException(
          graph.source()
              + ": weights must be read alike whatever their values, and this model's are not");
    }
    return after;
  }

  /**
   * The model.
   *
   * @return as it is, weights included
   */
  public Graph graph() {
    return graph;
  }

  /**
   * The weights that were traced.
   *
   * @return in the order of the file
   */
  public List<Weight> weights() {
    return List.copyOf(weights.values());
  }

  /**
   * Where a weight stands.
   *
   * @param name of a traced weight
   * @return by identity, for each parameter of the graph that is made of it: how; none where the
   *     output does not depend on it
   */
  public Map<Parameter, Placement> placements(String name) {
    return placements.getOrDefault(name, Map.of());
  }

  /**
   * Whether a weight is joined with others before it meets the input, as a kernel that is divided
   * by its norm: what the graph holds is then no multiple of its elements.
   *
   * @param name of a traced weight
   * @return whether its {@linkplain #placements places} do not tell all
   */
  public boolean isCombined(String name) {
    return combined.contains(name);
  }
}
