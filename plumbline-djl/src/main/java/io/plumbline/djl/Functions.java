package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.graph.Activation;

/**
 * The graph's functions of one number in PyTorch. Parameters are kept in float64 (the library's own
 * interface narrows them to float32); forms are chosen so that neither value nor slope overflows.
 */
final class Functions {
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  private Functions() {}

  static NDArray apply(Activation f, NDArray x) {
    double alpha = f.alpha();
    double beta = f.beta();
    return switch (f.kind()) {
      case RELU -> JniUtils.relu((PtNDArray) x);
      case LEAKY_RELU -> NDArrays.where(x.gte(0), x, x.mul(alpha));
      case ELU -> elu(x, alpha, 1);
      case SELU -> elu(x, alpha, 1).mul(beta);
      case CELU -> elu(x, alpha, alpha);
      case SIGMOID -> JniUtils.sigmoid((PtNDArray) x);
      case HARD_SIGMOID -> x.mul(alpha).add(beta).clip(0d, 1d);
      case TANH -> x.tanh();
      case SOFTPLUS -> softplus(x);
      case SOFTSIGN -> JniUtils.softSign((PtNDArray) x);
      case GELU -> JniUtils.gelu((PtNDArray) x);
      case GELU_TANH -> x.mul(JniUtils.sigmoid((PtNDArray) twiceTanhArgument(x)));
      case SILU -> x.mul(JniUtils.sigmoid((PtNDArray) x));
      case CLIP -> x.clip(alpha, beta);
      case HARD_SHRINK -> NDArrays.where(x.abs().gt(alpha), x, x.zerosLike());
      case THRESHOLD -> NDArrays.where(x.gt(alpha), x, x.zerosLike().add(beta));
      // The zero multiple keeps the input in the recorded graph, which a comparison alone leaves.
      case STEP -> x.gt(alpha).toType(x.getDataType(), false).add(x.mul(0));
      case ERF -> JniUtils.erf((PtNDArray) x);
      case EXP -> x.exp();
      case LOG -> x.log();
      case SQRT -> x.sqrt();
      case POWER -> x.pow(alpha);
      case ABS -> x.abs();
      case NEGATE -> x.neg();
      case RECIPROCAL -> x.onesLike().div(x);
      case SIN -> x.sin();
      case COS -> x.cos();
      case TAN -> x.tan();
      case ASIN -> x.asin();
      case ACOS -> x.acos();
      case ATAN -> x.atan();
      case SINH -> x.sinh();
      case COSH -> x.cosh();
      // The library has none of these three inverses for PyTorch.
      case ASINH -> inverseSinh(x);
      case ACOSH -> x.add(x.mul(x).sub(1d).sqrt()).log();
      case ATANH -> x.add(1d).div(x.neg().add(1d)).log().mul(0.5);
      case FLOOR -> x.floor();
      case ROUND -> x.round();
    };
  }

  /** The exponential is taken of min(x, 0), so that the branch not chosen cannot overflow. */
  private static NDArray elu(NDArray x, double alpha, double scale) {
    NDArray below = x.minimum(x.zerosLike()).div(scale).exp().sub(1d).mul(alpha);
    return NDArrays.where(x.gte(0), x, below);
  }

  /** log(e^0 + e^x) through log-softmax: stable on both sides, and its slope at 0 is 1/2. */
  private static NDArray softplus(NDArray x) {
    NDArray pair = NDArrays.stack(new NDList(x.zerosLike(), x), -1);
    int last = pair.getShape().dimension() - 1;
    return JniUtils.slice((PtNDArray) pair.logSoftmax(last), last, 0, 1, 1).squeeze(last).neg();
  }

  /** Of |x|, so that nothing cancels below 0, with the sign of x. */
  private static NDArray inverseSinh(NDArray x) {
    NDArray size = NDArrays.where(x.gte(0), x, x.neg());
    NDArray y = size.add(size.mul(size).add(1d).sqrt()).log();
    return NDArrays.where(x.gte(0), y, y.neg());
  }

  private static NDArray twiceTanhArgument(NDArray x) {
    NDArray cubic = x.mul(x).mul(x).mul(0.044715).add(x);
    return cubic.mul(2 * SQRT_2_OVER_PI);
  }
}
