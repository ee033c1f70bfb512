package io.plumbline.readers.onnx.file;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.Value;
import java.util.List;

/**
 * What a name in an ONNX graph stands for: something computed from the input, a constant, or a list
 * of these.
 */
public sealed interface Operand {
  Shape shape();

  /** A value of the graph under construction. */
  record Computed(Value value) implements Operand {
    @Override
    public Shape shape() {
      return value.shape();
    }
  }

  /**
   * A constant. Integers and booleans are held in float64 too: those that size tensors are far
   * below 2^53, and the sentinels near 2^63 are only ever clamped.
   *
   * @param name what messages and parameters call it
   * @param shape its extents
   * @param values in C order; not to be written to
   * @param integer whether the file's type is one of integers or booleans
   * @param weight whether it is an initializer, which training may change
   */
  record Constant(String name, Shape shape, double[] values, boolean integer, boolean weight)
      implements Operand {

    public static Constant ofInteger(String name, long value) {
      return new Constant(name, Tensor.shapeOf(), new double[] {value}, true, false);
    }

    public static Constant ofIntegers(String name, int... values) {
      double[] wide = new double[values.length];
      for (int k = 0; k < values.length; k++) {
        wide[k] = values[k];
      }
      return new Constant(name, Tensor.shapeOf(values.length), wide, true, false);
    }

    public static Constant ofNumber(String name, double value) {
      return new Constant(name, Tensor.shapeOf(), new double[] {value}, false, false);
    }

    public Constant withShape(Shape other) {
      return new Constant(name, other, values, integer, weight);
    }

    public Constant withValues(Shape other, double[] numbers) {
      return new Constant(name, other, numbers, integer, weight);
    }

    public Tensor tensor() {
      return new Tensor(shape, values);
    }
  }

  /**
   * A list of tensors, which has no shape of its own.
   *
   * @param elements none of them a list
   */
  record Sequence(List<Operand> elements) implements Operand {
    @Override
    public Shape shape() {
      throw new InvalidInputException("a sequence must not stand where a tensor does");
    }
  }
}
