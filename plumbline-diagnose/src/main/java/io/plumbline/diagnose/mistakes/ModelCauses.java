package io.plumbline.diagnose.mistakes;

import io.plumbline.core.Lazy;
import io.plumbline.core.cause.BeforeSoftmax;
import io.plumbline.core.cause.Cause;
import io.plumbline.core.cause.Causes;
import io.plumbline.core.cause.Fact;
import io.plumbline.core.cause.Mistake;
import io.plumbline.core.cause.MovingAverage;
import io.plumbline.core.cause.OtherTensor;
import io.plumbline.core.cause.Price;
import io.plumbline.core.cause.Suspicion;
import io.plumbline.diagnose.mistakes.weights.Weights;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Explains wrong gradients of a model: the hypotheses that need only arrays, and those that ask the
 * model again. Nothing is computed before a gradient is explained; what one gradient's explanation
 * computes of the batch serves the next.
 */
public final class ModelCauses {
  /** A question that takes more multiply-adds, some seconds, is not asked of a large model. */
  private static final double MOST_WORK = 2e10;

  /** A gradient takes as long as so many forward passes. */
  private static final double GRADIENT = 2;

  /** The same of one that is gone back through node by node. */
  private static final double BY_NODES = 4;

  /** And as long as so many multiply-adds for each weight, which is arranged anew for it. */
  private static final double WEIGHT = 8;

  /** About so many inputs are the usual ones. */
  private static final int USUAL = 50;

  /** Where they take more than so many multiply-adds, another second or two, they are left out. */
  private static final double MOST_FOR_USUAL = 6e9;

  /** Samples from outside are many, and not asked where another cause explains so much. */
  static final double MANY = 40;

  /** So many wrong passes back are tried at most for each mistake. */
  private static final int MOST_PASSES = 400;

  private final Evaluator evaluator;
  private final Loss loss;
  private final Batch batch;
  private final Optional<Weights> weights;

  private ModelCauses(Evaluator evaluator, Loss loss, Batch batch, Optional<Weights> weights) {
    this.evaluator = evaluator;
    this.loss = loss;
    this.batch = batch;
    this.weights = weights;
  }

  /**
   * An explainer for a batch.
   *
   * @param evaluator the model
   * @param loss the scalar that the gradients should be of
   * @param batch all samples of the batch, in order
   * @param dataSet what the samples may be from
   * @return the explainer
   */
  public static ModelCauses of(
      Evaluator evaluator, Loss loss, List<Example> batch, DataSet dataSet) {
    return new ModelCauses(
        evaluator, loss, new Batch(evaluator, loss, batch, dataSet), Optional.empty());
  }

  /**
   * The same where the model is a function of a weight, and the input is held.
   *
   * @param around what is known around the weight
   * @return an explainer that asks what goes wrong with weights, and not with inputs
   */
  public ModelCauses byWeight(Weights around) {
    return new ModelCauses(evaluator, loss, batch, Optional.of(around));
  }

  /**
   * Explains the gradient of one sample.
   *
   * @param index which sample of the batch
   * @param suspicion its gradient and what it should have been
   * @return the causes, most specific first; {@code unknown} alone where none explains the data
   */
  public List<Cause> explain(int index, Suspicion suspicion) {
    List<String> untried = new ArrayList<>();
    return Causes.of(finders(index, untried))
        .explain(
            suspicion,
            () -> {
              List<Fact> facts = new ArrayList<>(reach(index, suspicion));
              if (!untried.isEmpty()) {
                facts.add(untried(untried));
              }
              return facts;
            });
  }

  private static Fact untried(List<String> questions) {
    List<String> ids = questions.stream().distinct().toList();
    String sentence = "Not tried, or only in part, because the model is large: ";
    return new Fact("untried", ids, sentence + String.join(", ", ids) + ".");
  }

  private List<Fact> reach(int index, Suspicion suspicion) {
    Example sample = batch.example(index);
    if (!affordable(sample).differences()) {
      return List.of();
    }
    Graph graph = evaluator.graph();
    Value scores =
        evaluator.kind() == OutputKind.LOGITS ? graph.output() : OutputKind.scores(graph);
    Supplier<Head> head = new Lazy<>(() -> new Head(evaluator, sample.x(), sample.target()));
    return new Reach(graph, head, sample.x(), suspicion).facts(scores);
  }

  /**
   * What may be asked of a model of this size.
   *
   * @param rows the gradient of each score
   * @param differences a difference for each element of the input
   * @param work multiply-adds of one pass
   */
  private record Affordable(boolean rows, boolean differences, double work) {
    /** How many gradients one question may ask for. */
    double gradients() {
      return MOST_WORK / (GRADIENT * work);
    }

    /** Whether a question may ask for the gradients at many inputs. */
    boolean many() {
      return USUAL * GRADIENT * work <= MOST_FOR_USUAL;
    }
  }

  private Affordable affordable(Example sample) {
    Piece piece = evaluator.at(sample.x(), loss, sample.target()).piece(TieRule.FIRST);
    boolean rows = piece.passWork() * evaluator.outputs() <= MOST_WORK;
    boolean differences =
        rows && (piece.firstOrderWork() <= MOST_WORK || piece.differenceWork() <= MOST_WORK);
    return new Affordable(rows, differences, piece.passWork());
  }

  /**
   * The hypotheses for one sample, cheap ones first.
   *
   * @param index which sample of the batch
   * @return those that need only arrays, then those that ask the model
   */
  public List<Mistake> finders(int index) {
    return finders(index, new ArrayList<>());
  }

  /**
   * The same.
   *
   * @param untried gets the names of those that would take too long, also while they are asked
   */
  private List<Mistake> finders(int index, List<String> untried) {
    Example sample = batch.example(index);
    Supplier<Head> head = new Lazy<>(() -> new Head(evaluator, sample.x(), sample.target()));
    List<Mistake> finders = new ArrayList<>();
    weights.ifPresent(around -> finders.addAll(around.mistakes(sample.x())));
    finders.addAll(Causes.ofArrays());
    Affordable affordable = affordable(sample);
    if (!affordable.rows()) {
      untried.add("all that ask the model again");
      return finders;
    }
    if (weights.isEmpty()) {
      finders.add(new Swapped(evaluator, loss, sample));
      finders.add(new BeforeSoftmax(sample.x()));
    }
    finders.add(new Label(head, loss, sample.target()));
    finders.add(new WrongLoss(head, loss, sample.target()));
    if (weights.isEmpty()) {
      finders.addAll(otherInputs(index, head, affordable, untried));
    }
    finders.add(
        new TrainingMode(evaluator, head, loss, batch, index, affordable.gradients(), untried));
    Supplier<List<BackwardPass>> passes = new Lazy<>(() -> passes(sample, head.get()));
    finders.add(
        new OtherTensor(
            () -> InnerValues.of(passes.get(), byProbabilities(sample), sample.x().length)));
    finders.addAll(backward(index, head, passes, affordable, untried));
    weights.ifPresent(around -> finders.add(new StaleActivation(passes, around.count())));
    if (weights.isEmpty()) {
      double most = affordable.many() ? affordable.gradients() : 0;
      InputGradients inputs = new InputGradients(evaluator, loss, sample, most);
      finders.add(new PathAverage(inputs, untried));
      finders.add(new NoisyAverage(inputs, untried));
      if (affordable.many()) {
        finders.add(new OtherInput(batch, sample, head, MANY, of -> samples(index, true)));
        finders.add(new AddedSamples(batch, index, head, true));
      }
    }
    if (affordable.differences()) {
      finders.add(new FiniteDifference(evaluator, loss, sample));
      finders.add(new DroppedUnits(evaluator, head, loss, sample));
    }
    return finders;
  }

  /** Of a logarithm of the label's probability, where a softmax gives that. */
  private Optional<Supplier<double[]>> byProbabilities(Example sample) {
    if (evaluator.kind() != OutputKind.PROBABILITIES || !loss.isLogProbability()) {
      return Optional.empty();
    }
    return Optional.of(
        () -> {
          double[] weights = sample.target().weights();
          double[] p = evaluator.forward(sample.x());
          double[] gradient = new double[p.length];
          Arrays.setAll(gradient, k -> weights[k] == 0 ? 0 : -weights[k] / p[k]);
          return gradient;
        });
  }

  /** The gradient at another input, or at several. */
  private List<Mistake> otherInputs(
      int index, Supplier<Head> head, Affordable affordable, List<String> untried) {
    Example sample = batch.example(index);
    List<Mistake> finders = new ArrayList<>();
    Mistake other =
        new OtherInput(batch, sample, head, Price.OTHER_SAMPLE.nats(), of -> samples(index, false));
    if (affordable.gradients() >= 2 * batch.size()) {
      finders.add(other);
      finders.add(new OtherTarget(batch, index, head));
      finders.add(new AddedSamples(batch, index, head, false));
      finders.add(MovingAverage.upToThis(() -> steps(index, head.get())));
    } else {
      untried.add(other.id());
    }
    Mistake input =
        new OtherInput(
            batch,
            sample,
            head,
            Price.OTHER_INPUT.nats(),
            of -> InputChange.usual(sample.x(), sample.target(), of.image()));
    if (affordable.many()) {
      finders.add(input);
    } else {
      untried.add(input.id());
    }
    return finders;
  }

  /** The samples of the batch up to one, and the others. */
  private List<MovingAverage.Steps> steps(int index, Head head) {
    return head.rules().stream()
        .map(
            rule ->
                new MovingAverage.Steps(
                    index,
                    back -> batch.gradient(batch.example(index - back), rule),
                    batch.others(index).stream()
                        .map(
                            other ->
                                new MovingAverage.Other(
                                    other.name(), () -> batch.gradient(other.example(), rule)))
                        .toList()))
        .toList();
  }

  /** The ways in which a backward that was written by hand goes wrong. */
  private List<Mistake> backward(
      int index,
      Supplier<Head> head,
      Supplier<List<BackwardPass>> passes,
      Affordable affordable,
      List<String> untried) {
    Map<String, List<WrongBackward.Way>> ways = new LinkedHashMap<>();
    ways.put("activation-backward", ActivationBackward.ways());
    ways.put("normalization-backward", LayerBackward.normalizations(evaluator.graph()));
    ways.put("kernel-backward", LayerBackward.kernels());
    ways.put("pool-backward", PoolBackward.ways());
    ways.put("forgotten-branch", BranchBackward.branches());
    ways.put("attention-backward", BranchBackward.attention());
    ways.put(
        "stale-state",
        StaleState.ways(batch.others(index), other -> passes(other.example(), head.get()).get(0)));
    // They share what one question may take.
    double weights = 0;
    for (Parameter each : evaluator.graph().parameters()) {
      weights += each.tensor().shape().size();
    }
    double work = (BY_NODES * affordable.work() + WEIGHT * weights) * ways.size();
    int most = (int) Math.min(MOST_PASSES, MOST_WORK / work);
    List<Mistake> all = new ArrayList<>();
    ways.forEach((id, each) -> all.add(new WrongBackward(id, passes, each, most, untried)));
    WholeActivations.of(evaluator.graph())
        .ifPresent(
            whole ->
                all.add(
                    new WrongBackward(
                            "activation-backward",
                            () -> passes(whole, batch.example(index), head.get()),
                            ActivationBackward.ways(),
                            most,
                            untried)
                        .ofParts()));
    return all;
  }

  private List<BackwardPass> passes(Example sample, Head head) {
    return passes(evaluator.graph(), sample, head);
  }

  private List<BackwardPass> passes(Graph graph, Example sample, Head head) {
    Value end = evaluator.kind() == OutputKind.LOGITS ? graph.output() : OutputKind.scores(graph);
    double[] bar =
        head.bar(
            Scalar.stated(loss, sample.target(), evaluator.kind(), evaluator.outputs())
                .objective());
    return head.rules().stream()
        .map(rule -> new BackwardPass(graph, end, sample.x(), bar, rule))
        .toList();
  }

  private List<InputChange> samples(int index, boolean outside) {
    List<OtherSample> others = outside ? batch.outside(index) : batch.others(index);
    return others.stream()
        .flatMap(
            other ->
                InputChange.sample(other, batch.example(index).target(), others.size()).stream())
        .toList();
  }
}
