package io.plumbline.readers.onnx.operators;

import io.plumbline.graph.Binary;
import io.plumbline.graph.Dense;
import io.plumbline.graph.MatrixProduct;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Transpose;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.lower.Call;
import io.plumbline.readers.onnx.lower.NodeLowering;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Matrix products; those with a constant on the right are dense layers. */
public final class MatrixProducts {
  private MatrixProducts() {}

  static void register(Map<String, NodeLowering> types) {
    types.put("Gemm", MatrixProducts::gemm);
    types.put("MatMul", MatrixProducts::matrixProduct);
  }

  private static void gemm(Call call) {
    call.attributes().ignore("broadcast");
    double alpha = call.attributes().number("alpha", 1);
    double beta = call.attributes().number("beta", 1);
    boolean left = call.attributes().integer("transA", 0) != 0;
    boolean right = call.attributes().integer("transB", 0) != 0;
    requireMatrix(call, 0);
    requireMatrix(call, 1);
    Operand a = transposed(call, call.input(0), left);
    Operand b = transposed(call, call.input(1), right);
    boolean dense = b instanceof Operand.Constant && a instanceof Operand.Computed;
    Operand.Constant bias = null;
    if (call.has(2) && call.input(2) instanceof Operand.Constant constant && dense) {
      bias = scaledBias(constant, beta, b.shape().extent(1));
    }
    Operand product;
    if (dense) {
      Parameter weight = call.parameter(scaled((Operand.Constant) b, alpha), true);
      product = call.emit(new Dense(weight, bias == null ? null : call.parameter(bias, true)), a);
    } else {
      product = times(call, call.emit(new MatrixProduct(), a, b), alpha, "alpha");
    }
    if (call.has(2) && bias == null && beta != 0) {
      Operand c = times(call, call.input(2), beta, "beta");
      product = call.emitPart("Add", new Binary(Binary.Kind.ADD), product, c);
    }
    call.give(product);
  }

  private static void requireMatrix(Call call, int index) {
    if (call.input(index).shape().rank() != 2) {
      throw call.error("input " + index + " " + call.input(index).shape() + " must have 2 axes");
    }
  }

  private static Operand transposed(Call call, Operand operand, boolean transpose) {
    return transpose
        ? call.emitPart("Transpose", new Transpose(new int[] {1, 0}), operand)
        : operand;
  }

  private static Operand times(Call call, Operand operand, double factor, String what) {
    return factor == 1
        ? operand
        : call.emitPart(
            "Mul",
            new Binary(Binary.Kind.MULTIPLY),
            operand,
            Operand.Constant.ofNumber(call.name() + "/" + what, factor));
  }

  private static Operand.Constant scaled(Operand.Constant constant, double factor) {
    if (factor == 1) {
      return constant;
    }
    double[] values = Arrays.stream(constant.values()).map(v -> v * factor).toArray();
    return constant.withValues(constant.shape(), values);
  }

  /** A bias by output unit; null where it differs between rows and so is none. */
  private static Operand.@Nullable Constant scaledBias(Operand.Constant c, double beta, int units) {
    for (int axis = 0; axis < c.shape().rank() - 1; axis++) {
      if (c.shape().extent(axis) != 1) {
        return null;
      }
    }
    double[] values = c.values();
    if (values.length == 1 && units > 1) {
      values = new double[units];
      Arrays.fill(values, c.values()[0]);
    }
    if (values.length != units) {
      return null;
    }
    Operand.Constant wide =
        values == c.values() && c.shape().rank() == 1
            ? c
            : c.withValues(Tensor.shapeOf(units), values);
    return scaled(wide, beta);
  }

  private static void matrixProduct(Call call) {
    if (dense(call, null)) {
      return;
    }
    Operand a = call.input(0);
    Operand b = call.input(1);
    if (a.shape().rank() == 0 || b.shape().rank() == 0) {
      throw call.error("operands " + a.shape() + ", " + b.shape() + " must have axes");
    }
    boolean row = a.shape().rank() == 1;
    boolean column = b.shape().rank() == 1;
    if (row) {
      a = call.emitPart("Unsqueeze", new Reshape(Tensor.shapeOf(1, a.shape().size())), a);
    }
    if (column) {
      b = call.emitPart("Unsqueeze", new Reshape(Tensor.shapeOf(b.shape().size(), 1)), b);
    }
    Operand product = call.emit(new MatrixProduct(), a, b);
    if (row || column) {
      int[] kept = product.shape().extents();
      if (column) {
        kept = Arrays.copyOf(kept, kept.length - 1);
      }
      if (row) {
        int at = kept.length - (column ? 1 : 2);
        int[] without = new int[kept.length - 1];
        System.arraycopy(kept, 0, without, 0, at);
        System.arraycopy(kept, at + 1, without, at, without.length - at);
        kept = without;
      }
      product = call.emitPart("Squeeze", new Reshape(Tensor.shapeOf(kept)), product);
    }
    call.give(product);
  }

  /** Lowers a product with a constant matrix on the right; false where it is not one. */
  public static boolean dense(Call call, Operand.@Nullable Constant addend) {
    if (!(call.input(0) instanceof Operand.Computed)
        || !(call.input(1) instanceof Operand.Constant weight)
        || weight.shape().rank() != 2
        || call.input(0).shape().rank() == 0) {
      return false;
    }
    Parameter bias = null;
    if (addend != null) {
      Operand.Constant wide = scaledBias(addend, 1, weight.shape().extent(1));
      if (wide == null || addend.shape().rank() > call.input(0).shape().rank()) {
        return false;
      }
      bias = call.parameter(wide, true);
    }
    call.give(new Dense(call.parameter(weight, true), bias), call.input(0));
    return true;
  }
}
