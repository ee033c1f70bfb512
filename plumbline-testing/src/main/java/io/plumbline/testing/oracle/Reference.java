package io.plumbline.testing.oracle;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.CumulativeSum;
import io.plumbline.graph.Dense;
import io.plumbline.graph.Dropout;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Gather;
import io.plumbline.graph.Graph;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.LogSoftmax;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Pad;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Reduce;
import io.plumbline.graph.Repeat;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Slice;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.TieRule;
import io.plumbline.graph.Transpose;
import io.plumbline.graph.Value;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import java.util.function.UnaryOperator;

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

  public Dd[] output(Dd[] x, ActivationPattern choices) {
    return values(x, choices)[graph.output().id()];
  }

  /** Every value of the graph, by id. */
  public Dd[][] values(Dd[] x, ActivationPattern choices) {
    Dd[][] values = new Dd[graph.valueCount()][];
    values[graph.input().id()] = x;
    for (Node node : graph.nodes()) {
      for (Value read : node.inputs()) {
        if (values[read.id()] == null) {
          values[read.id()] = values(graph.constant(read));
        }
      }
      values[node.output().id()] = node.op().accept(new Definition(node, values, choices));
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

  /** One node, straight from the definition of its operation. */
  private final class Definition implements OpVisitor<Dd[]> {
    private final Node node;
    private final Dd[][] values;
    private final ActivationPattern choices;
    private final Dd[] x;
    private final Shape in;
    private final Shape out;

    Definition(Node node, Dd[][] values, ActivationPattern choices) {
      this.node = node;
      this.values = values;
      this.choices = choices;
      this.x = values[node.input().id()];
      this.in = node.input().shape();
      this.out = node.output().shape();
    }

    @Override
    public Dd[] visit(Elementwise op) {
      return each(out, k -> ReferenceActivation.value(op.function(), x[k], rule, choices));
    }

    @Override
    public Dd[] visit(Dropout op) {
      return x;
    }

    @Override
    public Dd[] visit(Reshape op) {
      return x;
    }

    @Override
    public Dd[] visit(ParametricRelu op) {
      Dd[] slope = Reference.this.values(op.slope());
      Shape of = op.slope().tensor().shape();
      return each(out, k -> parametricRelu(x[k], slope[aligned(of, out.coordinates(k))], choices));
    }

    @Override
    public Dd[] visit(Binary op) {
      Value right = node.inputs().get(1);
      Dd[] y = values[right.id()];
      return each(
          out,
          k ->
              combine(
                  op.kind(),
                  x[aligned(in, out.coordinates(k))],
                  y[aligned(right.shape(), out.coordinates(k))],
                  choices));
    }

    @Override
    public Dd[] visit(Concat op) {
      return concat(op, node, values);
    }

    @Override
    public Dd[] visit(MatrixProduct op) {
      Value right = node.inputs().get(1);
      return ReferenceSums.matrixProduct(in, x, right.shape(), values[right.id()], out);
    }

    @Override
    public Dd[] visit(Convolution op) {
      return ReferenceSums.convolution(Reference.this, op, in, x, out);
    }

    @Override
    public Dd[] visit(Dense op) {
      return ReferenceSums.dense(Reference.this, op, in, x, out);
    }

    @Override
    public Dd[] visit(MaxPool op) {
      return each(out, k -> ReferenceSums.largest(op, in, x, out.coordinates(k), rule, choices));
    }

    @Override
    public Dd[] visit(AveragePool op) {
      return each(out, k -> ReferenceSums.average(op, in, x, out.coordinates(k)));
    }

    @Override
    public Dd[] visit(Reduce op) {
      return each(out, k -> ReferenceSums.reduce(op, in, x, out.coordinates(k), rule, choices));
    }

    @Override
    public Dd[] visit(BatchNormalization op) {
      return ReferenceSums.batchNormalization(Reference.this, op, in, x);
    }

    @Override
    public Dd[] visit(LayerNormalization op) {
      return ReferenceSums.layerNormalization(Reference.this, op, in, x);
    }

    @Override
    public Dd[] visit(CumulativeSum op) {
      return each(
          out,
          k -> {
            Dd sum = Dd.ZERO;
            int[] from = out.coordinates(k);
            int at = from[op.axis()];
            for (from[op.axis()] = 0; from[op.axis()] < in.extent(op.axis()); from[op.axis()]++) {
              int ahead = from[op.axis()] - at;
              boolean counts = ahead == 0 ? !op.exclusive() : op.reverse() == ahead > 0;
              sum = counts ? sum.plus(x[flat(in, from)]) : sum;
            }
            return sum;
          });
    }

    @Override
    public Dd[] visit(Softmax op) {
      return each(out, k -> x[k].minus(ReferenceSums.logSum(in, x, k, op.axis())).exp());
    }

    @Override
    public Dd[] visit(LogSoftmax op) {
      return each(out, k -> x[k].minus(ReferenceSums.logSum(in, x, k, op.axis())));
    }

    @Override
    public Dd[] visit(Transpose op) {
      return moved(
          at -> {
            int[] from = new int[at.length];
            for (int axis = 0; axis < at.length; axis++) {
              from[op.permutation()[axis]] = at[axis];
            }
            return from;
          });
    }

    @Override
    public Dd[] visit(Slice op) {
      return movedByAxis((axis, at) -> op.starts()[axis] + op.steps()[axis] * at);
    }

    @Override
    public Dd[] visit(Repeat op) {
      return movedByAxis((axis, at) -> at / op.factors()[axis]);
    }

    @Override
    public Dd[] visit(Gather op) {
      return movedByAxis((axis, at) -> axis == op.axis() ? op.indices()[at] : at);
    }

    @Override
    public Dd[] visit(Pad op) {
      return each(
          out,
          k -> {
            int[] from = out.coordinates(k);
            boolean inside = true;
            for (int axis = 0; axis < from.length; axis++) {
              from[axis] = border(op.mode(), from[axis] - op.before()[axis], in.extent(axis));
              inside &= from[axis] >= 0;
            }
            return inside ? x[flat(in, from)] : Dd.of(op.value());
          });
    }

    private Dd[] moved(UnaryOperator<int[]> from) {
      return each(out, k -> x[flat(in, from.apply(out.coordinates(k)))]);
    }

    private Dd[] movedByAxis(IntBinaryOperator from) {
      return moved(
          at -> {
            int[] read = new int[at.length];
            Arrays.setAll(read, axis -> from.applyAsInt(axis, at[axis]));
            return read;
          });
    }
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

  private Dd parametricRelu(Dd x, Dd slope, ActivationPattern choices) {
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

  private Dd combine(Binary.Kind kind, Dd a, Dd b, ActivationPattern choices) {
    return switch (kind) {
      case ADD -> a.plus(b);
      case SUBTRACT -> a.minus(b);
      case MULTIPLY -> a.times(b);
      case MASK -> b.signum() == 0 ? Dd.ZERO : a;
      case DIVIDE -> a.over(b);
      case POWER -> b.lo == 0 && b.hi == Math.rint(b.hi) ? a.pow(b.hi) : b.times(a.log()).exp();
      case MAXIMUM -> largest(new Dd[] {a, b}, rule.pair(), choices);
      case MINIMUM -> largest(new Dd[] {a.negate(), b.negate()}, rule.pair(), choices).negate();
    };
  }

  /** The largest candidate, or the mean of those that the rule lets share. */
  public static Dd largest(Dd[] candidates, TieRule.Among among, ActivationPattern choices) {
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

  private static double[] winners(Dd[] candidates, TieRule.Among among, ActivationPattern choices) {
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

  private static Dd[] concat(Concat c, Node node, Dd[][] values) {
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

  /** Where a border element is read; -1 where it is the constant. */
  private static int border(Pad.Mode mode, int at, int extent) {
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
