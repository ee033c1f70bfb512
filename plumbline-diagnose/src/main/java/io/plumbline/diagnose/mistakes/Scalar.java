package io.plumbline.diagnose.mistakes;

import io.plumbline.core.cause.Factor;
import io.plumbline.core.cause.Price;
import io.plumbline.diagnose.mistakes.ScoreLoss.Stage;
import io.plumbline.diagnose.mistakes.ScoreLoss.Term;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a derivative or a difference quotient may be of: the loss as stated, that of another label,
 * another loss of the same scores.
 *
 * @param id of the mistake: label or loss; empty for the loss as stated
 * @param objective of the scores
 * @param price in nats
 * @param flat whether it is constant where probabilities are extreme
 * @param details what is different
 * @param noun what it is, to follow "the gradient of"
 */
public record Scalar(
    String id,
    Objective objective,
    double price,
    boolean flat,
    Map<String, Object> details,
    String noun) {
  /** Temperatures that people divide logits by. */
  private static final double[] TEMPERATURES = {
    0.5, 0.7, 0.8, 0.9, 1.1, 1.2, 1.25, 1.5, 2, 3, 4, 5, 10
  };

  /** More classes than these are not tried one by one. */
  private static final int MOST = 64;

  /** Frameworks clip probabilities to within this of 0 and 1. */
  private static final double CLIP = 1e-7;

  /** Beyond what frameworks clip, for those that do not. */
  private static final double NO_CLIP = 1e-12;

  /**
   * The loss as stated.
   *
   * @param loss the loss
   * @param target the label or its weights
   * @param kind what the model's output means
   * @param outputs how many there are
   * @return what costs nothing
   */
  public static Scalar stated(Loss loss, Target target, OutputKind kind, int outputs) {
    Objective objective = Objective.of(loss.of(target), target, kind, outputs);
    return new Scalar("", objective, 0, false, Map.of(), "the loss as stated");
  }

  /** Whether it is the loss as stated. */
  public boolean isStated() {
    return id.isEmpty();
  }

  /**
   * The same loss for each other label.
   *
   * @param loss the loss
   * @param target the label or its weights
   * @param kind what the model's output means
   * @param scores at the input: of many labels those are tried that the model thinks likeliest
   * @return each once
   */
  public static List<Scalar> labels(Loss loss, Target target, OutputKind kind, double[] scores) {
    List<Scalar> all = new ArrayList<>();
    if (target.positions().isPresent()) {
      return all;
    }
    int outputs = scores.length;
    IntStream.range(0, outputs)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b], scores[a]))
        .limit(MOST)
        .filter(label -> label != target.label())
        .forEach(
            label -> {
              Target other = exchanged(target, label, outputs);
              Map<String, Object> details = new LinkedHashMap<>();
              details.put("label", label);
              details.put("expected", target.label());
              all.add(
                  new Scalar(
                      "label",
                      Objective.of(of(loss, label), other, kind, outputs),
                      Price.LABEL.nats(),
                      false,
                      details,
                      "the loss for label " + label + " instead of " + target.label()));
            });
    return all;
  }

  /** Two classes' weights exchanged, so that labels that are smoothed stay so. */
  private static Target exchanged(Target target, int label, int outputs) {
    double[] weights = target.weights().clone();
    double own = weights[target.label()];
    weights[target.label()] = weights[label];
    weights[label] = own;
    return own == 1 ? Target.label(label, outputs) : Target.of(weights);
  }

  /** The same loss where it names the output itself. */
  private static Loss of(Loss loss, int label) {
    if (loss instanceof Loss.Logit) {
      return new Loss.Logit(label);
    } else if (loss instanceof Loss.Probability) {
      return new Loss.Probability(label);
    } else if (loss instanceof Loss.Margin margin) {
      return new Loss.Margin(label, margin.other() == label ? margin.index() : margin.other());
    }
    return loss;
  }

  /**
   * The losses that people compute by mistake, of the scores z and the target t: p is the softmax
   * of z.
   *
   * @param checked the loss as stated
   * @param target the label or its weights
   * @param kind what the model's output means
   * @param outputs how many there are
   * @return each once; none where the outputs are not one distribution
   */
  public static List<Scalar> losses(Loss checked, Target target, OutputKind kind, int outputs) {
    if (target.positions().isPresent()) {
      return List.of();
    }
    Losses losses = new Losses(target, outputs);
    if (outputs == 1) {
      if (!(checked instanceof Loss.Logit)) {
        losses.oneOutput();
      }
      return losses.all;
    }
    losses.probabilities();
    losses.logits();
    losses.temperatures();
    losses.squares();
    losses.binary();
    losses.others();
    boolean isClipped = checked.equals(new Loss.CrossEntropy(true));
    if (isClipped || !(checked instanceof Loss.CrossEntropy)) {
      Objective plain = Objective.of(Loss.CROSS_ENTROPY, target, kind, outputs);
      String noun =
          "the cross-entropy" + (isClipped ? " of probabilities that are not clipped" : "");
      losses.add("cross-entropy", noun, Price.COMMON_LOSS.nats(), plain, false);
    }
    if (!isClipped) {
      Objective clipped = Objective.of(new Loss.CrossEntropy(true), target, kind, outputs);
      String noun = "the cross-entropy of clipped probabilities";
      losses.add("clipped-cross-entropy", noun, Price.RARE_LOSS.nats(), clipped, true);
    }
    return losses.all;
  }

  /**
   * The cross-entropy of logits that are divided by a temperature.
   *
   * @param t the weights of the classes
   * @param temperature above 0
   * @param price of the choice, in nats
   */
  static Scalar temperature(double[] t, double temperature, double price) {
    String text = Factor.text(temperature);
    return new Scalar(
        "loss",
        new ScoreLoss(Stage.LOGITS, LossTerms.crossEntropy(t, temperature)),
        price,
        false,
        Map.of("loss", "temperature-" + text),
        "the cross-entropy at temperature " + text);
  }

  /** The table of losses. */
  private static final class Losses {
    private static final double COMMON = Price.COMMON_LOSS.nats();
    private static final double RARE = Price.RARE_LOSS.nats();

    private final List<Scalar> all = new ArrayList<>();
    private final double[] t;
    private final int label;
    private final int classes;

    Losses(Target target, int outputs) {
      this.t = target.weights();
      this.label = target.label();
      this.classes = outputs;
    }

    void add(String name, String noun, double price, Objective objective, boolean flat) {
      all.add(new Scalar("loss", objective, price, flat, Map.of("loss", name), noun));
    }

    private void add(String name, String noun, double price, Stage stage, Term term) {
      add(name, noun, price, new ScoreLoss(stage, term), false);
    }

    private double[] one(int index, double weight) {
      double[] weights = new double[classes];
      weights[index] = weight;
      return weights;
    }

    private double[] all(double weight) {
      double[] weights = new double[classes];
      Arrays.fill(weights, weight);
      return weights;
    }

    private void probabilities() {
      Stage p = Stage.PROBABILITIES;
      add(
          "softmax-twice",
          "the cross-entropy with softmax applied twice: the loss takes logits and was given"
              + " probabilities (from_logits, CrossEntropyLoss after a softmax)",
          COMMON,
          p,
          LossTerms.crossEntropy(t, 1));
      String missing = ": the logarithm is missing";
      add("probability", "p itself" + missing, COMMON, p, LossTerms.linear(one(label, 1)));
      add(
          "negative-probability",
          "-p" + missing + " (NLLLoss given probabilities)",
          COMMON,
          p,
          LossTerms.linear(one(label, -1)));
      add(
          "entropy",
          "the prediction's entropy: the label is not used",
          RARE,
          p,
          LossTerms.entropy());
      add("focal", "the focal loss with gamma 2", RARE, p, LossTerms.focal(label));
      each("probability-", "the probability of class ", p);
    }

    /** Of one output there is no distribution to be wrong about. */
    void oneOutput() {
      Stage z = Stage.LOGITS;
      String none = ": no loss was applied";
      add("logit", "the output itself" + none, COMMON, z, LossTerms.linear(one(0, 1)));
      add("mse-sum", "the output's squared error", COMMON, z, LossTerms.squares(t, 1));
      add("mse-half", "half the output's squared error", COMMON, z, LossTerms.squares(t, 0.5));
      add("mae-sum", "the output's absolute error", RARE, z, LossTerms.absolute(t, 1));
    }

    /** The output of each other class. */
    private void each(String name, String noun, Stage stage) {
      for (int j = 0; j < Math.min(classes, MOST); j++) {
        if (j != label) {
          double price = Price.RARE_LOSS.among(classes);
          add(name + j, noun + j, price, stage, LossTerms.linear(one(j, 1)));
        }
      }
    }

    private void logits() {
      Stage z = Stage.LOGITS;
      String logit = "the label's logit";
      add("logit", logit + ", without a softmax", COMMON, z, LossTerms.linear(one(label, 1)));
      add(
          "negative-logit",
          "minus " + logit + " (NLLLoss given logits)",
          COMMON,
          z,
          LossTerms.linear(one(label, -1)));
      each("logit-", "the logit of class ", z);
      String none = ": no loss was applied (backward on the output, or a vector of ones)";
      add("sum-of-logits", "the sum of all logits" + none, RARE, z, LossTerms.linear(all(1)));
      add(
          "mean-of-logits",
          "the mean of all logits" + none,
          RARE,
          z,
          LossTerms.linear(all(1.0 / classes)));
      add(
          "sum-of-log-probabilities",
          "the sum of all log-probabilities: the label was not picked",
          RARE,
          z,
          LossTerms.crossEntropy(all(-1), 1));
      String margin = "the margin between the label's logit and the next";
      add("margin", margin, RARE, z, LossTerms.margin(label, 1));
      add("negative-margin", margin + ", negated", RARE, z, LossTerms.margin(label, -1));
      add("hinge", "the multi-class hinge loss of the logits", RARE, z, LossTerms.hinge(label));
    }

    /** The softmax of the logits divided by a temperature. */
    private void temperatures() {
      for (double each : TEMPERATURES) {
        all.add(temperature(t, each, Price.RARE_LOSS.among(TEMPERATURES.length)));
      }
    }

    private void squares() {
      String start = "the squared error of the ";
      String[] names = {"mean", "sum", "half-sum"};
      double[] factors = {1.0 / classes, 1, 0.5};
      for (int j = 0; j < names.length; j++) {
        Term squares = LossTerms.squares(t, factors[j]);
        String end = ", " + names[j].replace('-', ' ') + " over the classes";
        add("mse-" + names[j], start + "probabilities" + end, COMMON, Stage.PROBABILITIES, squares);
        add("mse-logits-" + names[j], start + "logits" + end, COMMON, Stage.LOGITS, squares);
      }
      String absolute = "the absolute error of the probabilities, ";
      add("mae-sum", absolute + "summed", RARE, Stage.PROBABILITIES, LossTerms.absolute(t, 1));
      double mean = 1.0 / classes;
      add(
          "mae-mean",
          absolute + "their mean",
          RARE,
          Stage.PROBABILITIES,
          LossTerms.absolute(t, mean));
    }

    private void binary() {
      String start = "the binary cross-entropy of ";
      double mean = 1.0 / classes;
      Stage p = Stage.PROBABILITIES;
      Stage z = Stage.LOGITS;
      String ofZ = start + "each logit";
      String ofP = start + "each probability";
      add("binary-logits-sum", ofZ + ", summed", RARE, z, LossTerms.binaryOfLogits(t, 1));
      add("binary-logits-mean", ofZ, COMMON, z, LossTerms.binaryOfLogits(t, mean));
      add("binary-sum", ofP + ", summed", RARE, p, LossTerms.binary(t, 1, NO_CLIP));
      add("binary-mean", ofP, COMMON, p, LossTerms.binary(t, mean, NO_CLIP));
      add("binary-clipped", ofP + ", clipped", RARE, p, LossTerms.binary(t, mean, CLIP));
      add(
          "binary-twice",
          start + "probabilities taken for logits",
          RARE,
          p,
          LossTerms.binaryOfLogits(t, mean));
    }

    private void others() {
      add(
          "cross-entropy-of-outputs",
          "the cross-entropy of the outputs as they stand: they are probabilities already, and"
              + " --logits must be left out",
          COMMON,
          Stage.LOGITS,
          LossTerms.logarithms(t));
      add(
          "sigmoid-then-softmax",
          "the cross-entropy with a sigmoid before its softmax",
          RARE,
          Stage.SIGMOIDS,
          LossTerms.crossEntropy(t, 1));
    }
  }
}
