package io.plumbline.core.check;

import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Causes;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.core.cause.WeightDecay;
import io.plumbline.core.estimate.ValueNoise;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Power;
import io.plumbline.core.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a check finds, row by row, until it is one result. */
final class FoundRows {
  private final Session session;
  private final List<Row> rows = new ArrayList<>();
  private final List<Placed> placed = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Relation> relations = new ArrayList<>();
  private final List<Cause> causes = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final List<Power> powers = new ArrayList<>();
  private final List<ValueNoise> noises = new ArrayList<>();
  private long unseen;
  private Optional<String> said = Optional.empty();

  /** A row, and how its entries are called. */
  private record Placed(Row row, IntFunction<String> place) {}

  FoundRows(Session session) {
    this.session = session;
  }

  void add(Row row, IntFunction<String> place) {
    rows.add(row);
    placed.add(new Placed(row, place));
    entries.addAll(row.entries(place));
    decisions.add(row.decision());
    powers.add(row.power());
  }

  /** Entries that no row has. */
  void add(List<Entry> others) {
    entries.addAll(others);
  }

  /** How noisy values are that no row was differenced from. */
  void add(ValueNoise other) {
    noises.add(other);
  }

  /** So many entries were not looked at singly. */
  void addUnseen(long count) {
    unseen += count;
  }

  /** What is said of all entries together. */
  void add(Decision decision, Power power) {
    decisions.add(decision);
    powers.add(power);
  }

  void add(Relation relation) {
    relations.add(relation);
  }

  void add(Cause cause) {
    causes.add(cause);
  }

  /** How it was held, where that is not as usual. */
  void say(String sentence) {
    said = Optional.of(sentence);
  }

  CheckResult result() {
    Decision worst = decisions.stream().max(Comparator.comparing(Decision::verdict)).orElseThrow();
    boolean apart = relations.stream().anyMatch(Relation::disagrees);
    Decision decision = apart ? new Decision(Verdict.FAIL, Optional.empty()) : worst;
    if (decision.verdict() == Verdict.FAIL) {
      rows.stream()
          .filter(Row::isExplicable)
          .findFirst()
          .filter(row -> causes.isEmpty())
          .ifPresent(row -> causes.addAll(causes(row)));
    }
    Optional<Power> weakest = powers.stream().max(Comparator.comparing(Power::hidden));
    return new CheckResult(
        decision,
        decision.verdict() == Verdict.INCONCLUSIVE
            ? session.guard().trouble().or(() -> said)
            : said,
        session.at(),
        session.outputs(),
        entries,
        entries.size() + unseen,
        relations,
        noise(),
        weakest,
        sweep(),
        causes,
        session.guard().evaluations(),
        session.guard().claims(),
        session.settings().seed,
        session.settings().isSurveyed,
        session.reseeded());
  }

  /** The quotients of the worst entry of all. */
  private Optional<Sweep> sweep() {
    return placed.stream()
        .filter(each -> !each.row.agrees())
        .max(
            Comparator.comparing((Placed each) -> each.row.isWrong())
                .thenComparing(each -> each.row.excess()))
        .map(each -> each.row.sweep(each.place));
  }

  /** The noisiest row's. */
  private ValueNoise noise() {
    return Stream.concat(noises.stream(), rows.stream().map(Row::noise))
        .max(Comparator.comparing(ValueNoise::level))
        .orElse(ValueNoise.NONE);
  }

  /** Of several inputs those that are wrong, each alone, unless all are. */
  private List<Cause> causes(Row row) {
    List<Inputs.Block> blocks = session.at().blocks();
    List<Inputs.Block> wrong = blocks.stream().filter(row::isWrongIn).toList();
    Inputs.Block all = new Inputs.Block("x", Shape.of(row.claim().length), 0);
    if (!row.isWhole()) {
      return explain(Causes.ofSamples(), row, all).stream()
          .filter(cause -> cause.confidence() > 0)
          .toList();
    }
    List<Mistake> ofWhole = ofBlock(blocks.size() == 1 ? blocks.get(0) : all);
    ofWhole.add(row.quotients());
    if (blocks.size() == 1) {
      return explain(ofWhole, row, blocks.get(0));
    } else if (wrong.size() == blocks.size()) {
      return explain(ofWhole, row, all);
    }
    List<Cause> found = new ArrayList<>();
    for (Inputs.Block block : wrong) {
      for (Cause cause : explain(ofBlock(block), row, block)) {
        found.add(inside(block, cause));
      }
    }
    return found;
  }

  /** What a whole gradient by some inputs may be; a penalty is added to one value only. */
  private List<Mistake> ofBlock(Inputs.Block block) {
    List<Mistake> mistakes = new ArrayList<>(Causes.ofFunctions());
    if (session.outputs().length == 1) {
      double[] x = Arrays.copyOfRange(session.at().flat(), block.from(), block.to());
      mistakes.add(WeightDecay.ofInput(x, block.name()));
    }
    return mistakes;
  }

  private static Cause inside(Inputs.Block block, Cause cause) {
    Map<String, Object> details = new LinkedHashMap<>(cause.details());
    details.put("input", block.name());
    String sentence = "By " + block.name() + " alone: " + cause.sentence();
    return new Cause(cause.id(), cause.confidence(), details, sentence);
  }

  private static List<Cause> explain(List<Mistake> finders, Row row, Inputs.Block block) {
    // What is not known of some entries speaks neither for a cause nor against it.
    int[] known =
        IntStream.range(block.from(), block.to()).filter(k -> !row.isUndecided(k)).toArray();
    boolean all = known.length == block.shape().size();
    Suspicion suspicion =
        Suspicion.ofFunction(
            pick(row.claim(), known),
            all ? block.shape() : Shape.of(known.length),
            pick(row.derivative(), known),
            pick(row.allowed(), known));
    List<Mistake> fitting = all ? finders : known.length > 1 ? Causes.ofSamples() : List.of();
    return Causes.of(fitting).explain(suspicion);
  }

  private static double[] pick(double[] values, int[] places) {
    return Arrays.stream(places).mapToDouble(k -> values[k]).toArray();
  }
}
