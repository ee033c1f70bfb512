package io.plumbline.graph;

/**
 * What a node computes. Readers lower a file's many operators to these few; whoever evaluates needs
 * one kernel for each. Weights are in one order whatever the file's: convolution kernels (O, I/g,
 * KH, KW) or (O, I/g, K), dense kernels (inputs, outputs).
 */
public sealed interface Op {

  /**
   * Convolution over one or two spatial axes (cross-correlation, as every framework means it).
   *
   * @param weight (O, I/groups, KH, KW), or (O, I/groups, K) over one axis
   * @param bias (O), or null
   * @param window the sliding
   * @param groups channels in are split into so many groups, each convolved on its own
   * @param layout of input and output
   */
  record Convolution(Parameter weight, Parameter bias, Window window, int groups, Layout layout)
      implements Op {}

  /**
   * x·W + b over the last axis.
   *
   * @param weight (inputs, outputs)
   * @param bias (outputs), or null
   */
  record Dense(Parameter weight, Parameter bias) implements Op {}

  /** The product of two tensors' last two axes, the others broadcast, as NumPy's matmul. */
  record MatrixProduct() implements Op {}

  /**
   * A function of each element.
   *
   * @param function which
   */
  record Elementwise(Activation function) implements Op {}

  /**
   * x where x is at least 0, slope·x where it is below; the slope is broadcast.
   *
   * @param slope broadcastable to the input
   */
  record ParametricRelu(Parameter slope) implements Op {}

  /**
   * Two tensors, broadcast as NumPy does.
   *
   * @param kind how they are combined
   */
  record Binary(Binary.Kind kind) implements Op {
    /** How two elements are combined. */
    public enum Kind {
      /** a + b. */
      ADD,
      /** a - b. */
      SUBTRACT,
      /** a · b. */
      MULTIPLY,
      /** a / b. */
      DIVIDE,
      /** The larger; a tie is a kink. */
      MAXIMUM,
      /** The smaller; a tie is a kink. */
      MINIMUM,
      /** a to the power of b. */
      POWER
    }
  }

  /**
   * (x - mean) / sqrt(variance + epsilon) · scale + shift, by channel, with the stored statistics.
   *
   * @param scale (C), or null for 1
   * @param shift (C), or null for 0
   * @param mean (C)
   * @param variance (C)
   * @param epsilon added to the variance
   * @param axis of the channels, not negative
   */
  record BatchNormalization(
      Parameter scale,
      Parameter shift,
      Parameter mean,
      Parameter variance,
      double epsilon,
      int axis)
      implements Op {}

  /**
   * Normalization over the axes from {@code axis} to the last, with the sample's own mean and
   * (biased) variance, then scale and shift.
   *
   * @param scale the shape of those axes, or null for 1
   * @param shift the shape of those axes, or null for 0
   * @param epsilon added to the variance
   * @param axis the first of them, not negative
   */
  record LayerNormalization(Parameter scale, Parameter shift, double epsilon, int axis)
      implements Op {}

  /**
   * The largest element of each window; padding never wins. Ties go to whichever rule is asked for.
   *
   * @param window the sliding
   * @param layout of input and output
   */
  record MaxPool(Window window, Layout layout) implements Op {}

  /**
   * The mean of each window.
   *
   * @param window the sliding
   * @param countPadding whether padding counts in the divisor
   * @param layout of input and output
   */
  record AveragePool(Window window, boolean countPadding, Layout layout) implements Op {}

  /**
   * One number of several axes.
   *
   * @param kind how
   * @param axes which, not negative, ascending
   * @param keep whether they stay, with extent 1
   */
  record Reduce(Reduce.Kind kind, int[] axes, boolean keep) implements Op {
    /** How elements are reduced. */
    public enum Kind {
      /** Their mean. */
      MEAN,
      /** Their sum. */
      SUM,
      /** The largest; a tie is a kink. */
      MAXIMUM,
      /** The smallest; a tie is a kink. */
      MINIMUM
    }
  }

  /**
   * exp(x) / sum exp(x) along an axis.
   *
   * @param axis not negative
   */
  record Softmax(int axis) implements Op {}

  /**
   * x - log sum exp(x) along an axis.
   *
   * @param axis not negative
   */
  record LogSoftmax(int axis) implements Op {}

  /**
   * The same elements in C order under another shape.
   *
   * @param shape as many elements
   */
  record Reshape(Shape shape) implements Op {}

  /**
   * Axes in another order.
   *
   * @param permutation output axis i is input axis permutation[i]
   */
  record Transpose(int[] permutation) implements Op {}

  /**
   * A regular part of the input; also a crop and one output of a split.
   *
   * @param starts the first element taken along each axis
   * @param steps the distance to the next, negative to go backwards
   * @param shape how many are taken along each axis
   */
  record Slice(int[] starts, int[] steps, Shape shape) implements Op {}

  /**
   * A border around the input.
   *
   * @param before along each axis, not negative
   * @param after along each axis, not negative
   * @param mode what the border holds
   * @param value the constant, for {@code CONSTANT}
   */
  record Pad(int[] before, int[] after, Mode mode, double value) implements Op {
    /** What a border holds. */
    public enum Mode {
      /** One value. */
      CONSTANT,
      /** The nearest element. */
      EDGE,
      /** The mirrored elements, without the edge itself. */
      REFLECT
    }
  }

  /**
   * Each element repeated along each axis (nearest-neighbour upsampling by whole factors).
   *
   * @param factors how often along each axis
   */
  record Repeat(int[] factors) implements Op {}

  /**
   * Elements chosen along one axis by constant indices.
   *
   * @param axis not negative
   * @param indices not negative
   */
  record Gather(int axis, int[] indices) implements Op {}

  /**
   * Tensors one behind another along an axis.
   *
   * @param axis not negative
   */
  record Concat(int axis) implements Op {}

  /**
   * The identity; in training, zeroes at the given rate and scales the rest by 1/(1 - rate).
   *
   * @param rate from 0 to below 1
   */
  record Dropout(double rate) implements Op {}
}
