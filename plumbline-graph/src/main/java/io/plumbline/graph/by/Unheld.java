package io.plumbline.graph.by;

import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.BatchNormalization;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Dense;
import io.plumbline.graph.LayerNormalization;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.OpVisitor;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.ParametricRelu;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Terms;
import io.plumbline.graph.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An operation that holds parameters, written with operands in their place: the same function, of
 * weights that are computed.
 */
final class Unheld implements OpVisitor.Otherwise<Value> {
  private final ByTensor by;
  private final Terms terms;
  private final Node node;
  private final Value x;

  Unheld(ByTensor by, Terms terms, Node node, Value[] inputs) {
    this.by = by;
    this.terms = terms;
    this.node = node;
    this.x = inputs[0];
  }

  /** Operations that hold no parameters are copied as they are. */
  @Override
  public Value otherwise(Op op) {
    throw new IllegalStateException("no operands for the parameters of " + op);
  }

  @Override
  public Value visit(Dense op) {
    if (!by.varies(op.weight())) {
      return shifted(terms.node(node.type(), op.linear(), x), op.bias(), -1);
    }
    int features = op.weight().tensor().shape().extent(0);
    int rows = x.shape().size() / features;
    Value product =
        terms.product(terms.reshaped(x, Tensor.shapeOf(rows, features)), by.operand(op.weight()));
    return shifted(terms.reshaped(product, node.output().shape()), op.bias(), -1);
  }

  @Override
  public Value visit(Convolution op) {
    int channelAxis = op.layout().channelAxis();
    if (!by.varies(op.weight())) {
      Op unbiased = op.linear();
      return shifted(terms.node(node.type(), unbiased, x), op.bias(), channelAxis);
    }
    Shape w = op.weight().tensor().shape();
    int outputs = w.extent(0);
    int taps = w.size() / outputs;
    int groups = op.groups();
    int places = node.output().shape().size() / outputs;
    // (groups, outputs of a group, taps) times (groups, taps, places).
    Value kernels =
        terms.reshaped(by.operand(op.weight()), Tensor.shapeOf(groups, outputs / groups, taps));
    Value patches = terms.reshaped(patches(op), Tensor.shapeOf(groups, taps, places));
    Value product =
        terms.reshaped(terms.product(kernels, patches), Tensor.shapeOf(outputs, places));
    boolean last = op.layout() == Layout.CHANNELS_LAST;
    Value images = last ? terms.transposed(product, 1, 0) : product;
    return shifted(terms.reshaped(images, node.output().shape()), op.bias(), channelAxis);
  }

  /** What each window reads: by channel and tap, then by place; 0 in the border. */
  private Value patches(Convolution op) {
    Patches patches = new Patches(op, x.shape(), node.output().shape());
    Value read = terms.gathered(x, patches.places());
    return patches.bordered()
        ? terms.times(read, terms.constant(new Tensor(read.shape(), patches.inside())))
        : read;
  }

  @Override
  public Value visit(BatchNormalization op) {
    Value centred = terms.minus(x, along(op.mean(), op.axis()));
    Value spread =
        terms.of(
            Activation.Kind.SQRT,
            terms.plus(along(op.variance(), op.axis()), terms.number(op.epsilon())));
    Value normalized = terms.over(centred, spread);
    return shifted(scaled(normalized, op.scale(), op.axis()), op.shift(), op.axis());
  }

  @Override
  public Value visit(LayerNormalization op) {
    Value normalized =
        terms.node(node.type(), new LayerNormalization(null, null, op.epsilon(), op.axis()), x);
    int rank = x.shape().rank();
    Shape each = Tensor.shapeOf(Arrays.copyOfRange(x.shape().extents(), op.axis(), rank));
    Parameter scale = op.scale();
    Value stretched =
        scale == null
            ? normalized
            : terms.times(normalized, terms.reshaped(by.operand(scale), each));
    Parameter shift = op.shift();
    return shift == null
        ? stretched
        : terms.plus(stretched, terms.reshaped(by.operand(shift), each));
  }

  /** max(0, x) - slope · max(0, -x). */
  @Override
  public Value visit(ParametricRelu op) {
    Value above = terms.of(Activation.Kind.RELU, x);
    Value below = terms.of(Activation.Kind.RELU, terms.of(Activation.Kind.NEGATE, x));
    return terms.minus(above, terms.times(by.operand(op.slope()), below));
  }

  private Value scaled(Value value, @Nullable Parameter scale, int axis) {
    return scale == null ? value : terms.times(value, along(scale, axis));
  }

  private Value shifted(Value value, @Nullable Parameter shift, int axis) {
    return shift == null ? value : terms.plus(value, along(shift, axis));
  }

  /** A parameter of one axis, along an axis of the node's images. */
  private Value along(Parameter parameter, int axis) {
    int extent = parameter.tensor().shape().size();
    return terms.reshaped(
        by.operand(parameter), Terms.along(axis, extent, node.output().shape().rank()));
  }
}
