package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A node, or all of a kind, is gone back through in one of the ways that people get wrong. */
final class WrongBackward implements Mistake {
  private final String id;
  private final Supplier<List<BackwardPass>> passes;
  private final List<Way> ways;
  private final int most;
  private final List<String> untried;
  private final double besides;

  /**
   * A mistake.
   *
   * @param id its name
   * @param passes one for each tie rule that differs
   * @param ways in which it is made
   * @param most so many passes are made at most, those that change all nodes of a kind first
   * @param untried is told where that was too few
   */
  WrongBackward(
      String id,
      Supplier<List<BackwardPass>> passes,
      List<Way> ways,
      int most,
      List<String> untried) {
    this(id, passes, ways, most, untried, 0);
  }

  private WrongBackward(
      String id,
      Supplier<List<BackwardPass>> passes,
      List<Way> ways,
      int most,
      List<String> untried,
      double besides) {
    this.id = id;
    this.passes = passes;
    this.ways = ways;
    this.most = most;
    this.untried = untried;
    this.besides = besides;
  }

  /** The same of a graph whose nodes stand for several of the file's. */
  WrongBackward ofParts() {
    return new WrongBackward(id, passes, ways, most, untried, Price.IN_PARTS.nats());
  }

  /**
   * One way to get it wrong.
   *
   * @param name by which it stands in the details
   * @param words what is done, to follow "The backward of Relu"
   * @param where the nodes at which it can be done
   * @param change what is handed back
   * @param anyFactor whether people multiply it by one number or another
   */
  record Way(
      String name,
      String words,
      Predicate<Node> where,
      BackwardPass.Change change,
      boolean anyFactor) {
    /** Of a size that is known. */
    Way(String name, String words, Predicate<Node> where, BackwardPass.Change change) {
      this(name, words, where, change, false);
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.BACKWARD.nats() + besides;
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    List<Trial> trials =
        passes.get().stream().flatMap(this::trials).sorted(Trial.WIDEST_FIRST).toList();
    for (Trial trial : trials.subList(0, Math.min(most, trials.size()))) {
      double[] predicted = trial.pass.gradient(trial.way.change, trial.where);
      double price = Price.BACKWARD.among(trial.alternatives * ways.size()) + besides;
      if (trial.way.anyFactor) {
        shortlist.offerTimesFactor(
            predicted,
            price,
            (confidence, factor) -> cause(confidence, trial.way, trial.where, factor));
      } else {
        shortlist.offer(
            predicted, price, confidence -> cause(confidence, trial.way, trial.where, 1));
      }
    }
    if (trials.size() > most) {
      untried.add(id);
    }
    return shortlist.best();
  }

  /** One way at some nodes, of so many choices of nodes. */
  private record Trial(BackwardPass pass, Way way, Set<Node> where, int alternatives) {
    static final Comparator<Trial> WIDEST_FIRST =
        Comparator.comparing((Trial trial) -> trial.where.size() == 1 && trial.alternatives > 1);
  }

  /** Each way at all nodes together that have it, at all that compute the same, and at each. */
  private Stream<Trial> trials(BackwardPass pass) {
    List<Trial> trials = new ArrayList<>();
    for (Way way : ways) {
      List<Node> nodes = pass.nodes().stream().filter(way.where).toList();
      Set<Set<Node>> places = new LinkedHashSet<>();
      places.add(Set.copyOf(nodes));
      places.addAll(alike(nodes));
      nodes.forEach(node -> places.add(Set.of(node)));
      places.remove(Set.of());
      places.forEach(each -> trials.add(new Trial(pass, way, each, places.size())));
    }
    return trials.stream();
  }

  /** One function is written once for all nodes that compute it, and its backward with it. */
  private static List<Set<Node>> alike(List<Node> nodes) {
    Map<Object, Set<Node>> alike = new LinkedHashMap<>();
    for (Node node : nodes) {
      Object function =
          node.op() instanceof Elementwise each
              ? each.function().kind()
              : node.op() instanceof Binary binary ? binary.kind() : node.op().getClass();
      alike.computeIfAbsent(function, each -> new HashSet<>()).add(node);
    }
    return List.copyOf(alike.values());
  }

  private Cause cause(double confidence, Way way, Set<Node> where, double factor) {
    List<String> names = where.stream().map(Node::name).sorted().toList();
    String at =
        names.size() == 1
            ? names.get(0)
            : names.size() + " layers, " + names.get(0) + " among them,";
    String sentence = "The backward of " + at + " " + way.words + Factor.besides(factor);
    return Cause.of(id, confidence, sentence, "backward", way.name, "layers", names);
  }
}
