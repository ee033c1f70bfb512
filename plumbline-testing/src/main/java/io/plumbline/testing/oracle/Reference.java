package io.plumbline.testing.oracle;

import io.plumbline.graph.Graph;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Shape;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Value;
import java.util.Arrays;

/**
 * The slow twin: evaluates a graph in extended precision, node by node, straight from the
 * definitions of its operations, in the layout that each is given in.
 */
public final class Reference {
  private final Graph graph;
  private final TieRule rule;
  private double[] perturbed;
  private int perturbedIndex;
  private Dd perturbation = Dd.ZERO;

  public Reference(Graph graph, TieRule rule) {
    this.graph = graph;
    this.rule = rule;
  }

  /** Moves one element of a parameter, known by its array, from now on. */
  public void perturb(double[] parameter, int index, Dd by) {
    perturbed = parameter;
    perturbedIndex = index;
    perturbation = by;
  }

  public Dd[] output(Dd[] x, Choices choices) {
    return values(x, choices)[graph.output().id()];
  }

  /** Every value of the graph, by id. */
  public Dd[][] values(Dd[] x, Choices choices) {
    Dd[][] values = new Dd[graph.valueCount()][];
    values[graph.input().id()] = x;
    for (Node node : graph.nodes()) {
      for (Value read : node.inputs()) {
        if (values[read.id()] == null) {
          values[read.id()] = values(graph.constant(read));
        }
      }
      values[node.output().id()] = evaluate(node, values, choices);
    }
    return values;
  }

  /** A parameter's values, moved where it is perturbed. */
  public Dd[] values(Parameter parameter) {
    double[] given = parameter.tensor().values();
    Dd[] values = Dd.of(given);
    if (given == perturbed) {
      values[perturbedIndex] = values[perturbedIndex].plus(perturbation);
    }
    return values;
  }

  private Dd[] evaluate(Node node, Dd[][] values, Choices choices) {
    Dd[] x = values[node.input().id()];
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    if (node.op() instanceof Op.Elementwise e) {
      return each(out, k -> ReferenceActivation.value(e.function(), x[k], rule, choices));
    } else if (node.op() instanceof Op.Dropout || node.op() instanceof Op.Reshape) {
      return x;
    } else if (node.op() instanceof Op.ParametricRelu p) {
      Dd[] slope = values(p.slope());
      Shape of = p.slope().tensor().shape();
      return each(out, k -> parametricRelu(x[k], slope[aligned(of, out.coordinates(k))], choices));
    } else if (node.op() instanceof Op.Binary b) {
      Value right = node.inputs().get(1);
      Dd[] y = values[right.id()];
      return each(
          out,
          k ->
              combine(
                  b.kind(),
                  x[aligned(in, out.coordinates(k))],
                  y[aligned(right.shape(), out.coordinates(k))],
                  choices));
    } else if (node.op() instanceof Op.Concat c) {
      return concat(c, node, values);
    } else if (node.op() instanceof Op.MatrixProduct) {
      Value right = node.inputs().get(1);
      return ReferenceSums.matrixProduct(in, x, right.shape(), values[right.id()], out);
    }
    Dd[] sums = ReferenceSums.evaluate(this, node, x, rule, choices);
    return sums != null ? sums : moved(node, x);
  }

  public interface Element {
    Dd of(int flat);
  }

  public static Dd[] each(Shape shape, Element element) {
    Dd[] y = new Dd[shape.size()];
    Arrays.setAll(y, element::of);
    return y;
  }

  public static int flat(Shape shape, int[] at) {
    int flat = 0;
    for (int axis = 0; axis < at.length; axis++) {
      flat = flat * shape.extent(axis) + at[axis];
    }
    return flat;
  }

  /** Where broadcasting reads an operand: shapes are aligned at their ends. */
  private static int aligned(Shape shape, int[] at) {
    int[] own = new int[shape.rank()];
    for (int axis = 0; axis < own.length; axis++) {
      int along = at[at.length - own.length + axis];
      own[axis] = shape.extent(axis) == 1 ? 0 : along;
    }
    return flat(shape, own);
  }

  private Dd parametricRelu(Dd x, Dd slope, Choices choices) {
    double[] weights;
    if (choices.isHeld()) {
      weights = choices.next();
    } else {
      choices.distance(x.value());
      double below = x.signum() < 0 ? 1 : x.signum() > 0 ? 0 : rule.below();
      weights = new double[] {below, 1 - below};
      choices.note(weights, true);
    }
    return x.times(slope.times(weights[0]).plus(weights[1]));
  }

  private Dd combine(Op.Binary.Kind kind, Dd a, Dd b, Choices choices) {
    return switch (kind) {
      case ADD -> a.plus(b);
      case SUBTRACT -> a.minus(b);
      case MULTIPLY -> a.times(b);
      case DIVIDE -> a.over(b);
      case POWER -> b.lo == 0 && b.hi == Math.rint(b.hi) ? a.pow(b.hi) : b.times(a.log()).exp();
      case MAXIMUM -> largest(new Dd[] {a, b}, rule.pair(), choices);
      case MINIMUM -> largest(new Dd[] {a.negate(), b.negate()}, rule.pair(), choices).negate();
    };
  }

  /** The largest candidate, or the mean of those that the rule lets share. */
  public static Dd largest(Dd[] candidates, TieRule.Among among, Choices choices) {
    double[] weights;
    if (choices.isHeld()) {
      weights = choices.next();
    } else {
      weights = winners(candidates, among, choices);
      choices.note(weights, true);
    }
    Dd sum = Dd.ZERO;
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] != 0) {
        sum = sum.plus(candidates[k].times(weights[k]));
      }
    }
    return sum;
  }

  private static double[] winners(Dd[] candidates, TieRule.Among among, Choices choices) {
    Dd most = candidates[0];
    for (Dd candidate : candidates) {
      most = Dd.max(most, candidate);
    }
    double[] weights = new double[candidates.length];
    int winner = -1;
    int ties = 0;
    for (int k = 0; k < weights.length; k++) {
      double gap = most.minus(candidates[k]).value();
      if (gap == 0) {
        ties++;
        weights[k] = 1;
        winner = winner < 0 || among == TieRule.Among.LAST ? k : winner;
      } else {
        choices.distance(gap);
      }
    }
    choices.tied += ties - 1;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = among == TieRule.Among.SPLIT ? weights[k] / ties : k == winner ? 1 : 0;
    }
    return weights;
  }

  private static Dd[] concat(Op.Concat c, Node node, Dd[][] values) {
    Shape out = node.output().shape();
    return each(
        out,
        k -> {
          int[] at = out.coordinates(k);
          int operand = 0;
          while (at[c.axis()] >= node.inputs().get(operand).shape().extent(c.axis())) {
            at[c.axis()] -= node.inputs().get(operand++).shape().extent(c.axis());
          }
          Value value = node.inputs().get(operand);
          return values[value.id()][flat(value.shape(), at)];
        });
  }

  private static Dd[] moved(Node node, Dd[] x) {
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    return each(
        out,
        k -> {
          int[] from = out.coordinates(k);
          int[] at = from.clone();
          boolean inside = true;
          for (int axis = 0; axis < at.length; axis++) {
            if (node.op() instanceof Op.Transpose t) {
              from[t.permutation()[axis]] = at[axis];
            } else if (node.op() instanceof Op.Slice s) {
              from[axis] = s.starts()[axis] + s.steps()[axis] * at[axis];
            } else if (node.op() instanceof Op.Repeat r) {
              from[axis] = at[axis] / r.factors()[axis];
            } else if (node.op() instanceof Op.Gather g) {
              from[axis] = axis == g.axis() ? g.indices()[at[axis]] : at[axis];
            } else if (node.op() instanceof Op.Pad p) {
              from[axis] = border(p.mode(), at[axis] - p.before()[axis], in.extent(axis));
              inside &= from[axis] >= 0;
            } else {
              throw new IllegalStateException("no definition of " + node.op());
            }
          }
          return inside ? x[flat(in, from)] : Dd.of(((Op.Pad) node.op()).value());
        });
  }

  /** Where a border element is read; -1 where it is the constant. */
  private static int border(Op.Pad.Mode mode, int at, int extent) {
    if (at >= 0 && at < extent) {
      return at;
    }
    return switch (mode) {
      case CONSTANT -> -1;
      case EDGE -> at < 0 ? 0 : extent - 1;
      case REFLECT -> at < 0 ? -at : 2 * extent - 2 - at;
    };
  }
}
