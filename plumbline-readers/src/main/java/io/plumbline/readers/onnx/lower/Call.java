package io.plumbline.readers.onnx.lower;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.readers.onnx.file.Operand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One node of the file while it is lowered: what it reads, and where what it gives goes. */
public final class Call {
  /** The line for what no lowering foresaw; the trace shows which. */
  public static final String UNFORESEEN =
      "inputs and attributes must be such as the operator takes";

  private final Assembly assembly;
  private final String name;
  private final String type;
  private final int opset;
  private final List<Operand> inputs;
  private final int outputCount;
  private final List<Operand> outputs = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // Given before any operator sees the call.
  private Attributes attributes;

  /**
   * A call.
   *
   * @param inputs null where an optional one is left out
   */
  public Call(
      Assembly assembly,
      String name,
      String type,
      int opset,
      List<Operand> inputs,
      int outputCount) {
    this.assembly = assembly;
    this.name = name;
    this.type = type;
    this.opset = opset;
    this.inputs = inputs;
    this.outputCount = outputCount;
  }

  public void attributes(Attributes given) {
    attributes = given;
  }

  public Attributes attributes() {
    return attributes;
  }

  public Assembly assembly() {
    return assembly;
  }

  public String name() {
    return name;
  }

  public int opset() {
    return opset;
  }

  public int inputCount() {
    return inputs.size();
  }

  public int outputCount() {
    return outputCount;
  }

  public List<Operand> outputs() {
    return outputs;
  }

  public boolean has(int index) {
    return index < inputs.size() && inputs.get(index) != null;
  }

  /** A tensor. */
  public Operand input(int index) {
    Operand operand = operand(index);
    if (operand instanceof Operand.Sequence) {
      throw error("input " + index + " (a sequence) must be a tensor");
    }
    return operand;
  }

  public Operand.Sequence sequence(int index) {
    if (operand(index) instanceof Operand.Sequence sequence) {
      return sequence;
    }
    throw error("input " + index + " (a tensor) must be a sequence");
  }

  /** A tensor or a sequence. */
  public Operand operand(int index) {
    if (!has(index)) {
      throw error("input " + index + " (none) must be given");
    }
    return inputs.get(index);
  }

  public Operand.Constant constant(int index, String what) {
    if (input(index) instanceof Operand.Constant constant) {
      assembly.decoder().budget().steps(constant.values().length);
      return constant;
    }
    throw error(what + " must be a constant, not computed from the model's input");
  }

  /** A constant that sizes something. */
  public int[] integers(int index, String what) {
    Operand.Constant constant = constant(index, what);
    int[] numbers = new int[constant.values().length];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = clamp((long) constant.values()[k]);
    }
    return numbers;
  }

  /** A constant of one element. */
  public double number(int index, String what) {
    Operand.Constant constant = constant(index, what);
    if (constant.values().length != 1) {
      throw error(what + " " + constant.shape() + " must have 1 element");
    }
    return constant.values()[0];
  }

  /** An attribute that became an input in a later opset; null where neither is given. */
  public int @Nullable [] integers(String attribute, int index) {
    long[] given = attributes.integers(attribute);
    if (given != null) {
      return Arrays.stream(given).mapToInt(Call::clamp).toArray();
    }
    return has(index) ? integers(index, attribute) : null;
  }

  /** Attribute numbers that size something; {@code otherwise} where there are none. */
  public int[] integers(String attribute, int[] otherwise) {
    long[] given = attributes.integers(attribute);
    return given == null ? otherwise : Arrays.stream(given).mapToInt(Call::clamp).toArray();
  }

  /** Attribute numbers, one for each of so many axes and each within what sizes something. */
  public int[] perAxis(String attribute, int least, int... otherwise) {
    int[] given = integers(attribute, otherwise);
    if (given.length != otherwise.length
        || Arrays.stream(given).anyMatch(n -> n < least || n > Tensor.MOST_ELEMENTS)) {
      throw error(
          attribute
              + " ("
              + Arrays.toString(given)
              + ") must be "
              + otherwise.length
              + (otherwise.length == 1 ? " number from " : " numbers from ")
              + least
              + " to "
              + Tensor.MOST_ELEMENTS);
    }
    return given;
  }

  public int integer(String attribute, int otherwise) {
    return clamp(attributes.integer(attribute, otherwise));
  }

  /** An attribute number that counts something. */
  public int atLeast(String attribute, int least, int otherwise) {
    int given = integer(attribute, otherwise);
    if (given < least || given > Tensor.MOST_ELEMENTS) {
      throw error(
          attribute + " (" + given + ") must be from " + least + " to " + Tensor.MOST_ELEMENTS);
    }
    return given;
  }

  private static int clamp(long number) {
    return (int) Math.max(Integer.MIN_VALUE + 1, Math.min(Integer.MAX_VALUE, number));
  }

  public int axis(int axis, int rank) {
    if (rank == 0) {
      throw error("axis (" + axis + ") must be one of an operand's, and this one has none");
    }
    int positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw error("axis (" + axis + ") must be from " + -rank + " to " + (rank - 1));
    }
    return positive;
  }

  /** Axes counted from the front, ascending. */
  public int[] axes(int[] given, int rank) {
    int[] axes = Arrays.stream(given).map(axis -> axis(axis, rank)).sorted().toArray();
    for (int k = 1; k < axes.length; k++) {
      if (axes[k] == axes[k - 1]) {
        throw error("axis (" + axes[k] + ") must be given once");
      }
    }
    return axes;
  }

  public Shape shape(int... extents) {
    try {
      return Tensor.shapeOf(extents);
    } catch (InvalidInputException e) {
      throw error(e.getMessage());
    }
  }

  /** A weight: constant, of finite numbers. */
  public Parameter parameter(Operand.Constant constant, boolean trainable) {
    return assembly.parameter(constant, trainable);
  }

  public Operand emit(Op op, Operand... operands) {
    return assembly.emit(name, type, op, operands);
  }

  /** A further node, where one of the file's takes several. */
  public Operand emitPart(String part, Op op, Operand... operands) {
    return assembly.emit(name + "/" + part, part, op, operands);
  }

  public void give(Operand output) {
    if (output instanceof Operand.Constant constant) {
      assembly.decoder().budget().arrived(constant);
    }
    outputs.add(output);
  }

  public void give(Op op, Operand... operands) {
    give(emit(op, operands));
  }

  /** Refuses an input without elements, of which nothing can be computed. */
  public void requireElement(Shape input) {
    if (input.size() == 0) {
      throw error("input " + input + " must have an element");
    }
  }

  public InvalidInputException error(String line) {
    return assembly.error(name, type, line);
  }

  /** An error of what fits the operator in no way that was foreseen. */
  public InvalidInputException unfit(RuntimeException cause) {
    return new InvalidModelException(assembly.at(name, type) + UNFORESEEN, cause);
  }

  /** An error of what may be sound, but is not read. */
  public UnsupportedModelException unsupported(String line) {
    return assembly.unsupported(name, type, line);
  }
}
