package io.plumbline.graph;

/**
 * What to do with each operation. Who must answer for all of them implements this: an operation
 * that is added and forgotten does not compile. Who treats those alike that only move elements
 * begins at {@link OfMovements}; who does so with all that are affine, at {@link OfAffine}; who has
 * only a few in mind, and an answer for all others, at {@link Otherwise}.
 *
 * @param <R> what comes of it
 */
public interface OpVisitor<R> {

  /**
   * For a convolution.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Convolution op);

  /**
   * For a maximum over windows.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(MaxPool op);

  /**
   * For a mean over windows.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(AveragePool op);

  /**
   * For a dense layer.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Dense op);

  /**
   * For a product of matrices.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(MatrixProduct op);

  /**
   * For a function of each element.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Elementwise op);

  /**
   * For a ReLU with a slope of its own.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(ParametricRelu op);

  /**
   * For arithmetic of two tensors.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Binary op);

  /**
   * For a normalization with stored statistics.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(BatchNormalization op);

  /**
   * For a normalization with the sample's own statistics.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(LayerNormalization op);

  /**
   * For a reduction.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Reduce op);

  /**
   * For cumulative sums.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(CumulativeSum op);

  /**
   * For a softmax.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Softmax op);

  /**
   * For the logarithm of a softmax.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(LogSoftmax op);

  /**
   * For another shape.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Reshape op);

  /**
   * For another order of axes.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Transpose op);

  /**
   * For a regular part.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Slice op);

  /**
   * For a border.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Pad op);

  /**
   * For repeated elements.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Repeat op);

  /**
   * For chosen elements.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Gather op);

  /**
   * For tensors one behind another.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Concat op);

  /**
   * For the identity, in inference.
   *
   * @param op the operation
   * @return the answer
   */
  R visit(Dropout op);

  /**
   * For visitors that treat all operations alike that only move elements.
   *
   * @param <R> what comes of it
   */
  interface OfMovements<R> extends OpVisitor<R> {

    /**
     * For an operation that only moves elements.
     *
     * @param op the operation
     * @return the answer
     */
    R moved(Movement op);

    @Override
    default R visit(Reshape op) {
      return moved(op);
    }

    @Override
    default R visit(Transpose op) {
      return moved(op);
    }

    @Override
    default R visit(Slice op) {
      return moved(op);
    }

    @Override
    default R visit(Pad op) {
      return moved(op);
    }

    @Override
    default R visit(Repeat op) {
      return moved(op);
    }

    @Override
    default R visit(Gather op) {
      return moved(op);
    }
  }

  /**
   * For visitors that treat all operations alike that multiply by constants and add constants.
   *
   * @param <R> what comes of it
   */
  interface OfAffine<R> extends OfMovements<R> {

    /**
     * For an affine operation.
     *
     * @param op the operation
     * @return the answer
     */
    R affine(Affine op);

    @Override
    default R moved(Movement op) {
      return affine(op);
    }

    @Override
    default R visit(Convolution op) {
      return affine(op);
    }

    @Override
    default R visit(AveragePool op) {
      return affine(op);
    }

    @Override
    default R visit(Dense op) {
      return affine(op);
    }

    @Override
    default R visit(BatchNormalization op) {
      return affine(op);
    }

    @Override
    default R visit(CumulativeSum op) {
      return affine(op);
    }

    @Override
    default R visit(Dropout op) {
      return affine(op);
    }
  }

  /**
   * For visitors that have a few operations in mind: each method gives the same answer unless it is
   * overridden.
   *
   * @param <R> what comes of it
   */
  interface Otherwise<R> extends OfMovements<R> {

    /**
     * For an operation that has no method of its own.
     *
     * @param op the operation
     * @return the answer
     */
    R otherwise(Op op);

    /**
     * For an operation along an axis that has no method of its own.
     *
     * @param op the operation
     * @return the answer
     */
    default R along(AlongAxis op) {
      return otherwise(op);
    }

    @Override
    default R moved(Movement op) {
      return otherwise(op);
    }

    @Override
    default R visit(Convolution op) {
      return otherwise(op);
    }

    @Override
    default R visit(MaxPool op) {
      return otherwise(op);
    }

    @Override
    default R visit(AveragePool op) {
      return otherwise(op);
    }

    @Override
    default R visit(Dense op) {
      return otherwise(op);
    }

    @Override
    default R visit(MatrixProduct op) {
      return otherwise(op);
    }

    @Override
    default R visit(Elementwise op) {
      return otherwise(op);
    }

    @Override
    default R visit(ParametricRelu op) {
      return otherwise(op);
    }

    @Override
    default R visit(Binary op) {
      return otherwise(op);
    }

    @Override
    default R visit(BatchNormalization op) {
      return otherwise(op);
    }

    @Override
    default R visit(LayerNormalization op) {
      return otherwise(op);
    }

    @Override
    default R visit(Reduce op) {
      return otherwise(op);
    }

    @Override
    default R visit(CumulativeSum op) {
      return along(op);
    }

    @Override
    default R visit(Softmax op) {
      return along(op);
    }

    @Override
    default R visit(LogSoftmax op) {
      return along(op);
    }

    @Override
    default R visit(Concat op) {
      return otherwise(op);
    }

    @Override
    default R visit(Dropout op) {
      return otherwise(op);
    }
  }
}
