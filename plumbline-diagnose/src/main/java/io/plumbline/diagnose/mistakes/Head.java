package io.plumbline.diagnose.mistakes;

import io.plumbline.evaluate.Evaluator;
import io.plumbline.evaluate.Piece;
import io.plumbline.evaluate.Point;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The scores at one input and their gradients. The gradient of any loss is a combination of these
 * rows, so that another loss or label costs a few multiplications and no pass through the network.
 * Not for several threads.
 */
final class Head {
  /** Rows are kept for so many scores at most. */
  static final int MOST = 64;

  private final Evaluator evaluator;
  private final double[] x;
  private final Point point;
  private final List<TieRule> rules;
  private final double[][][] rows;

  Head(Evaluator evaluator, double[] x, Target target) {
    this.evaluator = evaluator;
    this.x = x;
    this.point = evaluator.at(x, Loss.CROSS_ENTROPY, target);
    this.rules = rules(point);
    this.rows = new double[rules.size()][][];
  }

  /** The consistent rules that differ here, the commonest first. */
  private static List<TieRule> rules(Point point) {
    if (point.exactTies().isEmpty()) {
      return List.of(TieRule.FIRST);
    }
    List<TieRule> rules = new ArrayList<>();
    List<double[]> gradients = new ArrayList<>();
    for (TieRule rule : List.of(TieRule.FIRST, TieRule.SPLIT, TieRule.LAST)) {
      double[] gradient = point.gradient(rule);
      if (gradients.stream().noneMatch(each -> Arrays.equals(each, gradient))) {
        rules.add(rule);
        gradients.add(gradient);
      }
    }
    return rules;
  }

  List<TieRule> rules() {
    return rules;
  }

  /** Logits: what goes into the softmax. */
  double[] scores() {
    return point.scores();
  }

  int classes() {
    return evaluator.outputs();
  }

  /** The gradient by the input of a function with these derivatives by the scores. */
  double[] gradient(TieRule rule, double[] bar) {
    if (bar.length > MOST) {
      return evaluator.at(x, new FixedSlopes(bar, true)).gradient(rule);
    }
    double[][] jacobian = rows(rule);
    double[] gradient = new double[x.length];
    for (int j = 0; j < bar.length; j++) {
      if (bar[j] != 0) {
        for (int k = 0; k < gradient.length; k++) {
          gradient[k] += bar[j] * jacobian[j][k];
        }
      }
    }
    return gradient;
  }

  /** The gradient of each score by the input, for at most {@link #MOST} of them. */
  double[][] rows(TieRule rule) {
    int index = rules.indexOf(rule);
    if (rows[index] == null) {
      Piece piece = point.piece(rule);
      rows[index] = new double[classes()][];
      for (int j = 0; j < rows[index].length; j++) {
        rows[index][j] = piece.scoreGradient(j);
      }
    }
    return rows[index];
  }

  OutputKind kind() {
    return evaluator.kind();
  }

  /** The derivatives of a scalar by the logits. */
  double[] bar(Objective objective) {
    return bar(objective, scores(), kind());
  }

  /** The derivatives of a scalar by given logits. */
  static double[] bar(Objective objective, double[] logits, OutputKind kind) {
    double[] bar = new double[logits.length];
    if (objective.beforeSoftmax() || kind == OutputKind.LOGITS) {
      objective.gradient(logits, bar);
      return bar;
    }
    // The output is the logarithm of the softmax: its Jacobian is I - 1 pᵀ.
    double[] p = Objective.softmax(logits);
    double[] output = new double[logits.length];
    for (int j = 0; j < output.length; j++) {
      output[j] = Math.log(p[j]);
    }
    objective.gradient(output, bar);
    double sum = Arrays.stream(bar).sum();
    for (int j = 0; j < bar.length; j++) {
      bar[j] -= p[j] * sum;
    }
    return bar;
  }
}
