package io.plumbline.diagnose.mistakes;

import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * The losses that people compute by mistake, as functions of the logits z and the target t: p is
 * the softmax of z.
 */
final class LossVariants {
  /**
   * One of them.
   *
   * @param name stable, for the details
   * @param words what was done
   * @param bar its derivatives by the logits
   * @param price how unusual it is, in nats
   */
  record Variant(String name, String words, double[] bar, double price) {}

  /** What the commonest of them costs, in nats. */
  static final double COMMON = 4;

  private static final double RARE = 6;

  private final double[] z;
  private final double[] t;
  private final double[] p;
  private final int label;
  private final int classes;
  private final List<Variant> all = new ArrayList<>();

  private LossVariants(double[] scores, Target target) {
    this.z = scores;
    this.t = target.weights();
    this.p = Softmax.of(scores);
    this.label = target.label();
    this.classes = scores.length;
  }

  static List<Variant> of(Head head, Loss checked, Target target) {
    LossVariants variants = new LossVariants(head.scores(), target);
    variants.add(
        "softmax-twice",
        "softmax was applied twice: the loss takes logits and was given"
            + " probabilities (from_logits, CrossEntropyLoss after a softmax)",
        COMMON,
        variants.byProbabilities(k -> Softmax.of(variants.p)[k] - variants.t[k]));
    variants.probabilities();
    variants.logits();
    variants.squares();
    variants.binary();
    variants.hinges();
    variants.others();
    if (!(checked instanceof Loss.CrossEntropy)) {
      variants.add(
          "cross-entropy",
          "this is the gradient of the cross-entropy",
          COMMON,
          head.bar(Loss.CROSS_ENTROPY, target));
    }
    return variants.all;
  }

  private interface Entry {
    double of(int k);
  }

  private void add(String name, String words, double price, double[] bar) {
    all.add(new Variant(name, words, bar, price));
  }

  private double[] entries(Entry entry) {
    double[] bar = new double[classes];
    for (int k = 0; k < classes; k++) {
      bar[k] = entry.of(k);
    }
    return bar;
  }

  private double[] byProbabilities(Entry entry) {
    return Softmax.back(p, entries(entry));
  }

  private double hot(int k, int one) {
    return k == one ? 1 : 0;
  }

  private void probabilities() {
    String log = "the logarithm is missing: this is the gradient of ";
    add("probability", log + "p itself", COMMON, byProbabilities(k -> hot(k, label)));
    add(
        "negative-probability",
        log + "-p (NLLLoss given probabilities)",
        COMMON,
        byProbabilities(k -> -hot(k, label)));
    double many = RARE + Math.log(classes);
    for (int j = 0; j < Math.min(classes, Head.MOST); j++) {
      int one = j;
      if (j != label) {
        add(
            "probability-" + j,
            "this is the gradient of the probability of class " + j,
            many,
            byProbabilities(k -> hot(k, one)));
      }
    }
  }

  private void logits() {
    double many = RARE + Math.log(classes);
    add(
        "logit",
        "this is the gradient of the label's logit, without a softmax",
        COMMON,
        entries(k -> hot(k, label)));
    add(
        "negative-logit",
        "this is the gradient of minus the label's logit (NLLLoss given logits)",
        COMMON,
        entries(k -> -hot(k, label)));
    for (int j = 0; j < Math.min(classes, Head.MOST); j++) {
      int one = j;
      if (j != label) {
        add(
            "logit-" + j,
            "this is the gradient of the logit of class " + j,
            many,
            entries(k -> hot(k, one)));
      }
    }
    add(
        "sum-of-logits",
        "this is the gradient of the sum of all logits: no loss was applied"
            + " (backward on the output, or a vector of ones)",
        RARE,
        entries(k -> 1));
    add(
        "mean-of-logits",
        "this is the gradient of the mean of all logits: no loss was applied",
        RARE,
        entries(k -> 1.0 / classes));
    add(
        "sum-of-log-probabilities",
        "this is the gradient of the sum of all log-probabilities: the" + " label was not picked",
        RARE,
        entries(k -> 1 - classes * p[k]));
  }

  private void squares() {
    String start = "this is the gradient of the squared error of the ";
    double[] ofP = byProbabilities(k -> p[k] - t[k]);
    double[] ofZ = entries(k -> z[k] - t[k]);
    String[] names = {"mean", "sum", "half-sum"};
    double[] factors = {2.0 / classes, 2, 1};
    for (int j = 0; j < names.length; j++) {
      double factor = factors[j];
      String end = ", " + names[j].replace('-', ' ') + " over the classes";
      add("mse-" + names[j], start + "probabilities" + end, COMMON, entries(k -> factor * ofP[k]));
      add("mse-logits-" + names[j], start + "logits" + end, COMMON, entries(k -> factor * ofZ[k]));
    }
    double[] absolute = byProbabilities(k -> Math.signum(p[k] - t[k]));
    add(
        "mae-sum",
        "this is the gradient of the absolute error of the probabilities",
        RARE,
        absolute);
    add(
        "mae-mean",
        "this is the gradient of the mean absolute error of the probabilities",
        RARE,
        entries(k -> absolute[k] / classes));
  }

  private void binary() {
    String start = "this is the gradient of the binary cross-entropy of ";
    double[] ofZ = entries(k -> 1 / (1 + Math.exp(-z[k])) - t[k]);
    double[] ofP = byProbabilities(k -> (1 - t[k]) / Math.max(1 - p[k], 1e-12) - t[k] / p[k]);
    double[] twice = byProbabilities(k -> 1 / (1 + Math.exp(-p[k])) - t[k]);
    add("binary-logits-sum", start + "each logit, summed", RARE, ofZ);
    add("binary-logits-mean", start + "each logit", COMMON, entries(k -> ofZ[k] / classes));
    add("binary-sum", start + "each probability, summed", RARE, ofP);
    add("binary-mean", start + "each probability", COMMON, entries(k -> ofP[k] / classes));
    add(
        "binary-twice",
        start + "probabilities taken for logits",
        RARE,
        entries(k -> twice[k] / classes));
  }

  private void hinges() {
    int rival = label == 0 ? classes - 1 : 0;
    for (int k = 0; k < classes; k++) {
      rival = k != label && z[k] > z[rival] ? k : rival;
    }
    int other = rival;
    String margin = "this is the gradient of the margin between the label's logit and the next";
    add("margin", margin, RARE, entries(k -> hot(k, label) - hot(k, other)));
    add("negative-margin", margin + ", negated", RARE, entries(k -> hot(k, other) - hot(k, label)));
    double[] hinge = new double[classes];
    for (int k = 0; k < classes; k++) {
      if (k != label && 1 - z[label] + z[k] > 0) {
        hinge[k] += 1.0 / classes;
        hinge[label] -= 1.0 / classes;
      }
    }
    add("hinge", "this is the gradient of the multi-class hinge loss of the logits", RARE, hinge);
  }

  private void others() {
    add(
        "entropy",
        "this is the gradient of the prediction's entropy: the label is not used",
        RARE,
        byProbabilities(k -> -Math.log(Math.max(p[k], 1e-300)) - 1));
    double[] sigmoid = entries(k -> 1 / (1 + Math.exp(-z[k])));
    double[] q = Softmax.of(sigmoid);
    add(
        "sigmoid-then-softmax",
        "a sigmoid was applied before the softmax of the loss",
        RARE,
        entries(k -> sigmoid[k] * (1 - sigmoid[k]) * (q[k] - t[k])));
    double y = p[label];
    double focal = (1 - y) * (1 - y) - 2 * y * (1 - y) * Math.log(y);
    double[] plain = byProbabilities(k -> -hot(k, label) / y);
    add(
        "focal",
        "this is the gradient of the focal loss with gamma 2",
        RARE,
        entries(k -> focal * plain[k]));
  }
}
