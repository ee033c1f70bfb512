package io.plumbline.readers.onnx.lower;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.graph.Activation;
import io.plumbline.graph.Binary;
import io.plumbline.graph.Elementwise;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.Op;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Softmax;
import io.plumbline.graph.Tensor;
import io.plumbline.graph.UnsupportedModelException;
import io.plumbline.graph.Value;
import io.plumbline.readers.onnx.file.Budget;
import io.plumbline.readers.onnx.file.Operand;
import io.plumbline.readers.onnx.file.TensorDecoder;
import io.plumbline.readers.onnx.file.TorchNames;
import io.plumbline.readers.options.WeightReplacement;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The graph under construction: nodes go in, and constants that meet only constants are folded. */
public final class Assembly {
  /** Nodes after functions are inlined; real models have a few hundred. */
  private static final int MOST_NODES = 100_000;

  /**
   * Nodes of the graph: one of the file with many inputs, or a long recurrence, becomes as many.
   */
  private static final int MOST_MADE = 2 * MOST_NODES;

  private final String source;
  private final Graph.Builder builder;
  private final TensorDecoder decoder;
  private final Map<double[], Parameter> parameters = new IdentityHashMap<>();
  private final Map<Operand.Constant, Value> operands = new IdentityHashMap<>();
  private final Map<Operand, StepMeaning> comparisons = new IdentityHashMap<>();
  private final Map<Operand, Op> made = new IdentityHashMap<>();
  private final Map<Operand, Operand> madeOf = new IdentityHashMap<>();
  private final Infinities infinities;
  private final WeightReplacement weights;
  private final TorchNames names;
  private int nodes;
  private int madeNodes;
  private int fileBatch = 1;

  public Assembly(
      String source, TensorDecoder decoder, WeightReplacement weights, TorchNames names) {
    this.weights = weights;
    this.names = names;
    this.source = source;
    this.builder = Graph.builder(source);
    this.decoder = decoder;
    this.infinities = new Infinities(decoder);
  }

  public String source() {
    return source;
  }

  /** The batch the file was written for, where it names one; 1 otherwise. */
  public int fileBatch() {
    return fileBatch;
  }

  public void fileBatch(int batch) {
    fileBatch = batch;
  }

  public TensorDecoder decoder() {
    return decoder;
  }

  /** A weight of the file, or what is read in its place. */
  public Operand.Constant weight(Operand.Constant constant) {
    if (constant.integer()) {
      return constant;
    }
    boolean trainable = constant.shape().rank() > 0;
    Tensor read = names.read(constant.name(), constant.tensor(), trainable, weights);
    return read.values() == constant.values()
        ? constant
        : decoder.typed(
            constant.withValues(constant.shape(), read.values()), decoder.type(constant));
  }

  /** Declares the input; the graph's begins with the batch axis, even where the file's does not. */
  public Operand input(String name, Shape shape, boolean batchFirst) {
    if (batchFirst) {
      return new Operand.Computed(builder.input(name, shape));
    }
    Operand given = new Operand.Computed(builder.input(name, shape.withFirst(1)));
    return emit(name + "/axes", "Reshape", new Reshape(shape), given);
  }

  public Graph build(Operand output, boolean batchFirst) {
    if (output instanceof Operand.Sequence) {
      throw new InvalidModelException(source + ": output must be one tensor, and not a sequence");
    }
    if (infinities.marked(output)) {
      throw new InvalidModelException(source + ": output must be finite");
    }
    if (output instanceof Operand.Computed computed) {
      Shape shape = output.shape();
      boolean leads = batchFirst || shape.rank() > 0 && shape.extent(0) == 1;
      return builder.build(
          leads
              ? computed.value()
              : value(emit("axes", "Reshape", new Reshape(shape.withFirst(1)), output)));
    }
    throw new InvalidModelException(source + ": output must depend on the input");
  }

  /** Counts a node of the file, so that functions calling functions cannot grow without end. */
  public void countNode() {
    if (++nodes > MOST_NODES) {
      throw new InvalidModelException(
          source + ": nodes (more than " + MOST_NODES + ") must be at most " + MOST_NODES);
    }
  }

  Operand emit(String name, String type, Op op, Operand... inputs) {
    for (Operand input : inputs) {
      // What is not folded is looked through for what is not finite.
      decoder.budget().steps(input instanceof Operand.Constant c ? c.values().length : 0);
    }
    decoder.budget().steps((2L + inputs.length) * Budget.NAME + name.length());
    try {
      Operand folded = null;
      if (Arrays.stream(inputs).allMatch(input -> input instanceof Operand.Constant)) {
        folded = folded(op, inputs);
      }
      return folded == null ? add(name, type, op, inputs) : folded;
    } catch (InvalidModelException e) {
      throw e;
    } catch (InvalidInputException e) {
      throw error(name, type, e.getMessage());
    } catch (ArithmeticException e) {
      throw error(name, type, "numbers must be smaller, for its shape cannot be counted");
    }
  }

  private @Nullable Operand folded(Op op, Operand... inputs) {
    Operand.Constant made = ConstantFolding.fold(op, decoder, inputs);
    if (made != null) {
      decoder.budget().arrived(made);
    }
    return made;
  }

  private Operand add(String name, String type, Op op, Operand... given) {
    Operand[] inputs = Arrays.stream(given).map(infinities::finite).toArray(Operand[]::new);
    Operand output = node(name, type, Infinities.finite(op), inputs);
    if (infinities.concern(op, inputs)) {
      infinities.carry(op, output, inputs);
    }
    return output;
  }

  private Operand node(String name, String type, Op op, Operand... inputs) {
    if (++madeNodes > MOST_MADE) {
      throw new InvalidModelException(
          at(name, type) + "nodes made (" + madeNodes + ") must be at most " + MOST_MADE);
    }
    Value[] values = new Value[inputs.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = value(inputs[k]);
    }
    Operand output = new Operand.Computed(builder.add(name, type, op, values));
    made.put(output, op);
    madeOf.put(output, inputs[0]);
    return output;
  }

  /** The elements of a value where {@code keep} is 1, and 0 where it is 0, whatever stood there. */
  public Operand selected(String name, String type, Operand x, Operand.Constant keep) {
    Operand output = node(name, type, new Binary(Binary.Kind.MULTIPLY), x, keep);
    infinities.select(output, x, keep);
    return output;
  }

  public Infinities infinities() {
    return infinities;
  }

  /** Whether a value comes out of a softmax, moved or not. */
  public boolean isSoftmax(Operand operand) {
    Operand from = operand;
    while (made.containsKey(from) && made.get(from).rearranges()) {
      from = madeOf.get(from);
    }
    return made.get(from) instanceof Softmax;
  }

  /** Whether an operand is this function of that other one. */
  public boolean isElementwise(Operand operand, Activation.Kind kind, Operand of) {
    return made.get(operand) instanceof Elementwise elementwise
        && elementwise.function().kind() == kind
        && madeOf.get(operand) == of;
  }

  /** Remembers that an operand holds truth values, and what they say. */
  public void mark(Operand step, StepMeaning meaning) {
    comparisons.put(step, meaning);
  }

  /** What an operand's truth values say; null where it holds numbers. */
  public @Nullable StepMeaning comparison(Operand operand) {
    return comparisons.get(operand);
  }

  private Value value(Operand operand) {
    if (operand instanceof Operand.Computed computed) {
      return computed.value();
    }
    Operand.Constant constant = (Operand.Constant) operand;
    Value known = operands.get(constant);
    if (known == null) {
      // A lone number scales or shifts by design (1/sqrt(2), epsilon); training leaves it alone.
      known = builder.constant(parameter(constant, constant.values().length > 1));
      operands.put(constant, known);
    }
    return known;
  }

  /**
   * The parameter behind a constant: one for each array of values, so that shared weights stay
   * shared.
   */
  Parameter parameter(Operand.Constant constant, boolean trainable) {
    Parameter known = parameters.get(constant.values());
    if (known != null && known.tensor().shape().equals(constant.shape())) {
      return known;
    }
    decoder.budget().steps(constant.values().length);
    for (int k = 0; k < constant.values().length; k++) {
      if (!Double.isFinite(constant.values()[k])) {
        throw new InvalidModelException(
            source
                + ": weight "
                + constant.name()
                + " element "
                + k
                + " ("
                + constant.values()[k]
                + ") must be finite");
      }
    }
    Parameter made =
        new Parameter(constant.name(), constant.tensor(), trainable && constant.weight());
    parameters.put(constant.values(), made);
    return made;
  }

  public InvalidInputException error(String name, String type, String line) {
    return new InvalidModelException(at(name, type) + line);
  }

  UnsupportedModelException unsupported(String name, String type, String what) {
    return new UnsupportedModelException(at(name, type) + what);
  }

  String at(String name, String type) {
    return source + ": node " + name + " (" + type + "): ";
  }
}
