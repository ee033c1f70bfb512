package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Finding;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Shortlist;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.LossGraph;
import io.plumbline.graph.loss.OutputKind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A dropout that was active, with a mask that {@link MaskSearch} finds: behind a layer that the
 * graph has one at, or may have had before an exporter left it out. Where the graph has one with
 * more units than the gradient has entries, so that no mask can be told, the gradient need only be
 * right up to there.
 */
final class DroppedUnits implements Mistake {
  /** So many layers are tried where the graph has no dropout. */
  private static final int MOST_LAYERS = 6;

  /** More units than these are not told apart. */
  private static final int MOST_UNITS = 2048;

  private final Evaluator evaluator;
  private final Supplier<Head> head;
  private final Loss loss;
  private final Example sample;

  DroppedUnits(Evaluator evaluator, Supplier<Head> head, Loss loss, Example sample) {
    this.evaluator = evaluator;
    this.head = head;
    this.loss = loss;
    this.sample = sample;
  }

  @Override
  public String id() {
    return "training-mode";
  }

  @Override
  public double leastPrice(Suspicion suspicion) {
    return Price.TRAINING.nats() + Price.NUMBER.nats();
  }

  @Override
  public Optional<Finding> find(Suspicion suspicion) {
    Shortlist shortlist = new Shortlist(suspicion);
    if (Reach.applies(suspicion)) {
      Reach reach = new Reach(evaluator.graph(), head, sample.x(), suspicion);
      Map<Value, Boolean> cuts = Reach.cuts(evaluator.graph());
      boolean any = cuts.containsValue(true);
      int tried = 0;
      for (Map.Entry<Value, Boolean> each : cuts.entrySet()) {
        Value layer = each.getKey();
        boolean may = any ? each.getValue() : isInside(layer) && tried < MOST_LAYERS;
        if (may && layer.shape().size() <= MOST_UNITS) {
          tried++;
          Optional<Reach.Layer> found = reach.at(layer, each.getValue(), !each.getValue());
          found
              .filter(Reach.Layer::determined)
              .flatMap(of -> mask(of, suspicion))
              .ifPresent(mask -> offer(shortlist, mask, layer));
          if (shortlist.best().isPresent()) {
            return shortlist.best();
          } else if (found.isPresent() && each.getValue() && !found.get().determined()) {
            return Optional.of(TrainingMode.unmasked(layer.name(), suspicion));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether anything but a loss stands behind a layer. */
  private boolean isInside(Value layer) {
    Graph graph = evaluator.graph();
    Value scores =
        evaluator.kind() == OutputKind.LOGITS ? graph.output() : OutputKind.scores(graph);
    boolean read =
        graph.nodes().stream()
            .filter(node -> node.inputs().contains(layer))
            .anyMatch(node -> !node.type().equals(LossGraph.TYPE));
    return read && !layer.equals(scores);
  }

  private Optional<MaskSearch.Mask> mask(Reach.Layer layer, Suspicion suspicion) {
    Graph graph = evaluator.graph();
    Optional<Graph> rest = Subgraph.from(graph, layer.value());
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    Evaluator front = Evaluator.of(Subgraph.upTo(graph, layer.value()), OutputKind.LOGITS);
    return new MaskSearch(
            layer.rows(),
            Evaluator.of(rest.get(), evaluator.kind()),
            loss,
            sample.target(),
            front.forward(sample.x()),
            suspicion.gradient(),
            layer.rule())
        .find();
  }

  private static void offer(Shortlist shortlist, MaskSearch.Mask mask, Value layer) {
    double price = Price.TRAINING.nats() + Price.NUMBER.nats() + mask.price();
    shortlist.offer(
        mask.predicted(),
        price,
        confidence -> TrainingMode.dropped(confidence, layer.name(), mask));
  }
}
