package io.plumbline.jobs.input;

import io.plumbline.core.InvalidInputException;
import io.plumbline.graph.Graph;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.LossGraph;
import io.plumbline.graph.loss.Reduction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The losses that can be asked for by name. */
public enum LossChoice {
  /** Minus the sum of label weights times log-probabilities. */
  CROSS_ENTROPY("cross-entropy"),
  /** Minus the label's log-probability. */
  NLL("nll"),
  /** The mean of squared differences between output and target. */
  MSE("mse", (on, how) -> on.squaredError(false, how.reductionOr(Reduction.MEAN))),
  /** Their sum. */
  SSE("sse", (on, how) -> on.squaredError(false, Reduction.SUM)),
  /** Half their mean. */
  HALF_MSE("half-mse", (on, how) -> on.squaredError(true, Reduction.MEAN)),
  /** Half their sum. */
  HALF_SSE("half-sse", (on, how) -> on.squaredError(true, Reduction.SUM)),
  /** The mean of absolute differences between output and target. */
  MAE("mae", (on, how) -> on.absoluteError(how.reductionOr(Reduction.MEAN))),
  /** Squared near the target, absolute far from it. */
  HUBER("huber", (on, how) -> on.huber(how.reductionOr(Reduction.MEAN))),
  /** What is missing to a margin of 1. */
  HINGE("hinge", (on, how) -> on.hinge(how.reductionOr(Reduction.MEAN))),
  /** Binary cross-entropy of probabilities. */
  BCE(
      "bce",
      (on, how) -> on.binaryCrossEntropy(how.reductionOr(Reduction.MEAN), how.clipProbabilities())),
  /** Binary cross-entropy of scores. */
  BCE_LOGITS(
      "bce-logits", (on, how) -> on.binaryCrossEntropyOfScores(how.reductionOr(Reduction.MEAN))),
  /** The focal loss of scores. */
  FOCAL("focal", (on, how) -> on.focal(how.reductionOr(Reduction.MEAN))),
  /** The Kullback-Leibler divergence from the target. */
  KL("kl", (on, how) -> on.divergence(how.reductionOr(Reduction.SUM))),
  /** One minus the cosine of the angle to the target. */
  COSINE("cosine", (on, how) -> on.cosine()),
  /** One minus the overlap with the target. */
  DICE("dice", (on, how) -> on.dice()),
  /** How much nearer a sample is to one like it than to one unlike it, and how much it should. */
  TRIPLET("triplet"),
  /** The squared distance to a sample alike, or the square of what it lacks to a margin. */
  CONTRASTIVE("contrastive"),
  /** The sum of weights times outputs. */
  DOT("dot", (on, how) -> on.dot()),
  /** The label's output before any softmax. */
  LOGIT("logit"),
  /** The label's probability. */
  PROBABILITY("probability"),
  /** The model's one output, which is the loss. */
  VALUE("value"),

  /** Every output itself: of a Jacobian. */
  OUTPUT("output"),
  /** A model of the user's own, of the outputs and the target. */
  MODEL("model");

  /** A loss as a graph. */
  @FunctionalInterface
  private interface Formula {
    Graph of(LossGraph on, LossSettings how);
  }

  private final String word;
  private final @Nullable Formula formula;

  LossChoice(String word) {
    this(word, null);
  }

  LossChoice(String word, @Nullable Formula formula) {
    this.word = word;
    this.formula = formula;
  }

  /** The name to ask by. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * Whether it may be of a label or a target.
   *
   * @return false where there is nothing but the model's output, and weights of it perhaps
   */
  public boolean hasTarget() {
    return this != VALUE && this != DOT && this != OUTPUT && !isOfPairs();
  }

  /**
   * Whether it is of a sample and of others, which the same model reads.
   *
   * @return whether those are inputs too
   */
  public boolean isOfPairs() {
    return this == TRIPLET || this == CONTRASTIVE;
  }

  /** What it is of where it has no target. */
  String insteadOfTarget() {
    if (isOfPairs()) {
      return "takes --positive and --negative";
    }
    return this == DOT ? "takes --weights" : "is the model's one output itself";
  }

  /** Whether it cannot do without. */
  boolean needsTarget() {
    return hasTarget() && this != MODEL;
  }

  /**
   * What the outputs must be.
   *
   * @return whether they must be the scores or probabilities of several classes
   */
  public boolean isOfDistribution() {
    return isOfLabels() || this == PROBABILITY;
  }

  /** Whether it is minus a sum of label weights times log-probabilities. */
  boolean isOfLabels() {
    return this == CROSS_ENTROPY || this == NLL;
  }

  /** Whether its target is one number for each output. */
  boolean isOfOutputs() {
    return formula != null;
  }

  /** Whether the losses of the outputs, or positions, are summed or averaged as one likes. */
  boolean takesReduction() {
    return switch (this) {
      case CROSS_ENTROPY, NLL, MSE, MAE, HUBER, HINGE, BCE, BCE_LOGITS, FOCAL, KL -> true;
      default -> false;
    };
  }

  /** How the losses of several samples become one where nothing is said. */
  Reduction overBatch() {
    return switch (this) {
      case SSE, HALF_SSE, LOGIT, PROBABILITY, VALUE, DOT, OUTPUT, MODEL -> Reduction.SUM;
      default -> Reduction.MEAN;
    };
  }

  /** Whether a class stands for its one-hot targets. */
  boolean takesClasses() {
    return this == MSE || this == SSE || this == HALF_MSE || this == HALF_SSE;
  }

  /**
   * Refuses a target that is none of this loss.
   *
   * @param name what the line calls it
   * @param target one number
   * @throws InvalidInputException with what would be one
   */
  void requireTarget(String name, double target) {
    if (!Double.isFinite(target)) {
      throw new InvalidInputException(name + " (" + target + ") must be finite");
    }
    switch (this) {
      case HINGE -> requireTarget(name, target, Math.abs(target) == 1, "-1 or 1");
      case KL -> requireTarget(name, target, target >= 0, "at least 0");
      case BCE, BCE_LOGITS, FOCAL, DICE ->
          requireTarget(name, target, target >= 0 && target <= 1, "from 0 to 1");
      default -> {}
    }
  }

  private void requireTarget(String name, double target, boolean holds, String what) {
    if (!holds) {
      throw new InvalidInputException(
          name + " (" + target + ") must be " + what + ", a target of --loss " + this);
    }
  }

  /** Whether it is a sum or a mean of what it is at each output or position. */
  boolean isReduced() {
    return takesReduction() || takesClasses();
  }

  /** What fits so many outputs where nothing is asked for. */
  static LossChoice of(int outputs) {
    return outputs == 1 ? VALUE : CROSS_ENTROPY;
  }

  /**
   * Refuses what is no question to so many outputs.
   *
   * @throws InvalidInputException with what would be one
   */
  void requireFits(int outputs) {
    if (outputs == 1 && isOfDistribution()) {
      throw new InvalidInputException(
          "--loss ("
              + this
              + ") must be of at least 2 outputs, and of one it is constant: --loss value is the"
              + " output itself, --loss mse its squared error, --loss bce or bce-logits its binary"
              + " cross-entropy");
    } else if (outputs > 1 && this == VALUE) {
      throw new InvalidInputException(
          "--loss (value) must be of a model with one output, and this one has "
              + outputs
              + ": --loss logit is one of them, --loss dot a weighted sum");
    } else if (outputs == 1 && (this == KL || this == COSINE)) {
      throw new InvalidInputException(
          "--loss (" + this + ") must be of at least 2 outputs, and of one it is constant");
    }
  }

  /** The loss of a model's outputs; of a graph that ends in it, its one output. */
  Loss loss(boolean clipProbabilities) {
    return switch (this) {
      case CROSS_ENTROPY -> new Loss.CrossEntropy(clipProbabilities);
      case NLL -> new Loss.NegativeLogLikelihood();
      case MSE -> new Loss.MeanSquaredError();
      case LOGIT -> new Loss.Logit(Loss.LABEL);
      case PROBABILITY -> new Loss.Probability(Loss.LABEL);
      default -> new Loss.Logit(0);
    };
  }

  /** The graph that ends in the loss. */
  Graph graph(LossGraph on, LossSettings how) {
    return Objects.requireNonNull(formula).of(on, how);
  }
}
