package io.plumbline.program;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.check.Inputs;
import io.plumbline.core.check.ValueAndGradient;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.function.VectorFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function that another program computes, and those of its derivatives that the program serves.
 * Points, gradients and vectors are flat: all inputs, or all outputs, one behind the other, each in
 * row-major order.
 *
 * <p>Several threads may ask; the program is asked one question at a time.
 */
public final class ProgramFunction implements VectorFunction, AutoCloseable {
  /** How long an answer may take, for each point, where nothing else is said. */
  public static final Duration SILENCE = Duration.ofSeconds(60);

  private static final Pattern ADDRESS = Pattern.compile("https?://");

  private final RunningProgram program;
  private final Inputs at;
  private final List<NamedArray.Head> inputs;
  private final List<NamedArray.Head> outputs;
  private volatile @Nullable ProgramEnded ended;

  private ProgramFunction(RunningProgram program, Inputs at) {
    this.program = program;
    this.at = at;
    this.inputs = heads(program.declared().inputs(), at);
    double[] x = precisionOf(inputs).rounded(at.flat());
    List<NamedArray> values = ask(ProgramOp.VALUE, 1, Packed.split(inputs, 1, x), List.of());
    if (values.isEmpty()) {
      throw new ProgramException(program.source() + ": outputs (none) must be one at least", null);
    }
    this.outputs = values.stream().map(NamedArray::head).toList();
  }

  /**
   * Starts a program, or finds a model on a server.
   *
   * @param command its words, taken apart as a shell does, without a shell; or the address of a
   *     server that speaks UM-Bridge 1.0 or the Open Inference Protocol, {@code
   *     http://host:port#model}; the name may be left out where UM-Bridge has one model
   * @param at a point: names and shapes of the inputs; the program is asked for its value there
   * @param silence how long an answer may take, for each point
   * @param token ends the program, in the middle of an answer too
   * @return the function, to be closed
   * @throws InvalidInputException if the program cannot be started, or does not take such inputs
   * @throws ProgramException if it gives no value there
   */
  public static ProgramFunction start(
      String command, Inputs at, Duration silence, CancellationToken token) {
    return of(
        ADDRESS.matcher(command).lookingAt()
            ? HttpServers.model(command, silence, token)
            : ProgramProcess.start(command, silence, token),
        at);
  }

  /**
   * The function that the caller of this process serves.
   *
   * @param caller who is asked
   * @param at a point: names and shapes of the inputs; the caller is asked for its value there
   * @return the function; closing it leaves the caller be
   * @throws InvalidInputException if the caller does not take such inputs
   * @throws ProgramException if it gives no value there
   */
  public static ProgramFunction of(Caller caller, Inputs at) {
    return of(caller.function(), at);
  }

  static ProgramFunction of(RunningProgram program, Inputs at) {
    try {
      return new ProgramFunction(program, at);
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
  }

  private static List<NamedArray.Head> heads(List<Declared.Input> declared, Inputs at) {
    List<NamedArray.Head> heads = new ArrayList<>();
    List<String> names = at.names();
    if (!declared.isEmpty() && declared.size() != names.size()) {
      throw new InvalidInputException(
          "inputs (" + names.size() + ") must be those of the program: " + names(declared));
    }
    for (int k = 0; k < names.size(); k++) {
      Shape shape = at.shape(names.get(k));
      heads.add(
          declared.isEmpty()
              ? new NamedArray.Head(names.get(k), Datatype.FP64, shape)
              : head(declared, names, k, shape));
    }
    return List.copyOf(heads);
  }

  /** One input goes by whatever name; several are found by theirs. */
  private static NamedArray.Head head(
      List<Declared.Input> declared, List<String> names, int k, Shape shape) {
    Declared.Input input =
        names.size() == 1
            ? declared.get(0)
            : declared.stream()
                .filter(each -> each.name().equals(names.get(k)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new InvalidInputException(
                            "input (" + names.get(k) + ") must be one of " + names(declared)));
    if (!input.takes(shape.extents())) {
      throw new InvalidInputException(
          "shape of "
              + input.name()
              + " ("
              + shape
              + ") must be that of the program, "
              + Arrays.toString(input.extents())
              + ", where -1 is any");
    }
    return new NamedArray.Head(input.name(), input.datatype(), shape);
  }

  private static String names(List<Declared.Input> declared) {
    return String.join(", ", declared.stream().map(Declared.Input::name).toList());
  }

  /**
   * What the program may be asked for.
   *
   * @return value, and more
   */
  public Set<ProgramOp> serves() {
    return program.declared().serves();
  }

  /**
   * The inputs that it was started with.
   *
   * @return names, shapes and values
   */
  public Inputs at() {
    return at;
  }

  /**
   * The end of the program.
   *
   * @return what ended it; empty while it answers
   */
  public Optional<ProgramEnded> ended() {
    return Optional.ofNullable(ended);
  }

  @Override
  public Shape shape() {
    return inputs.size() == 1 ? inputs.get(0).shape() : Shape.of(at.size());
  }

  @Override
  public Shape outputs() {
    return outputs.size() == 1 ? outputs.get(0).shape() : Shape.of(Packed.size(outputs));
  }

  /** The coarsest of the numbers that go in and come out. */
  @Override
  public Precision precision() {
    List<NamedArray.Head> all = new ArrayList<>(inputs);
    all.addAll(outputs);
    return precisionOf(all);
  }

  private static Precision precisionOf(List<NamedArray.Head> heads) {
    return heads.stream()
        .map(each -> each.datatype().precision())
        .max(Comparator.comparing(Precision::unitRoundoff))
        .orElseThrow();
  }

  @Override
  public double[] evaluate(double[] x) {
    double[] values = new double[Packed.size(outputs)];
    evaluate(x, 1, values);
    return values;
  }

  @Override
  public void evaluate(double[] points, int count, double[] values) {
    double[] all = ask(ProgramOp.VALUE, points, count, List.of(), outputs);
    System.arraycopy(all, 0, values, 0, all.length);
  }

  /**
   * The function as one of a single value.
   *
   * @return it
   * @throws InvalidInputException if it has several
   */
  public ScalarFunction scalar() {
    requireScalar();
    ProgramFunction self = this;
    return new ScalarFunction() {
      @Override
      public Shape shape() {
        return self.shape();
      }

      @Override
      public Precision precision() {
        return self.precision();
      }

      @Override
      public double evaluate(double[] x) {
        return self.evaluate(x)[0];
      }

      @Override
      public void evaluate(double[] points, int count, double[] values) {
        self.evaluate(points, count, values);
      }
    };
  }

  /**
   * The program's own gradient.
   *
   * @param x a point
   * @return as many numbers
   * @throws ProgramException if the program gives none
   */
  public double[] gradient(double[] x) {
    return ask(ProgramOp.GRADIENT, x, 1, List.of(), inputs);
  }

  /**
   * The program's own value and gradient, out of one answer.
   *
   * @param x a point
   * @return both
   * @throws ProgramException if the program gives none
   * @throws InvalidInputException if it has several values
   */
  public ValueAndGradient valueAndGradient(double[] x) {
    requireScalar();
    List<NamedArray.Head> both = new ArrayList<>(outputs);
    both.addAll(inputs);
    double[] all = ask(ProgramOp.VALUE_WITH_GRADIENT, x, 1, List.of(), both);
    return new ValueAndGradient(all[0], Arrays.copyOfRange(all, 1, all.length));
  }

  private void requireScalar() {
    if (Packed.size(outputs) != 1) {
      throw new InvalidInputException("outputs (" + Packed.size(outputs) + ") must be one number");
    }
  }

  /**
   * The program's own product of the transposed Jacobian with a vector.
   *
   * @param x a point
   * @param u as many numbers as there are outputs
   * @return as many numbers as the point has
   * @throws ProgramException if the program gives none
   */
  public double[] vjp(double[] x, double[] u) {
    return ask(ProgramOp.VJP, x, 1, Packed.split(outputs, 1, u), inputs);
  }

  /**
   * The program's own product of the Jacobian with a vector.
   *
   * @param x a point
   * @param v as many numbers
   * @return as many numbers as there are outputs
   * @throws ProgramException if the program gives none
   */
  public double[] jvp(double[] x, double[] v) {
    return ask(ProgramOp.JVP, x, 1, Packed.split(inputs, 1, v), outputs);
  }

  /**
   * The program's own product of the Hessian with a vector.
   *
   * @param x a point
   * @param v as many numbers
   * @return as many numbers
   * @throws ProgramException if the program gives none
   */
  public double[] hvp(double[] x, double[] v) {
    return ask(ProgramOp.HVP, x, 1, Packed.split(inputs, 1, v), inputs);
  }

  private double[] ask(
      ProgramOp op,
      double[] points,
      int count,
      List<NamedArray> vectors,
      List<NamedArray.Head> expected) {
    List<NamedArray> answer = ask(op, count, Packed.split(inputs, count, points), vectors);
    List<NamedArray> ordered = new ArrayList<>();
    List<NamedArray> left = new ArrayList<>(answer);
    for (NamedArray.Head each : expected) {
      left.stream()
          .filter(
              tensor ->
                  tensor.name().equals(each.name())
                      && tensor.shape().equals(each.shape().withFirst(count)))
          .findFirst()
          .ifPresent(
              tensor -> {
                ordered.add(tensor);
                left.remove(tensor);
              });
    }
    if (ordered.size() != expected.size() || answer.size() != expected.size()) {
      throw new ProgramException(
          program.source()
              + ": answer to "
              + op.word()
              + " ("
              + answer.stream().map(tensor -> text(tensor.head())).toList()
              + " for each point) must be of "
              + expected.stream().map(ProgramFunction::text).toList(),
          null);
    }
    return Packed.joined(ordered, count);
  }

  private static String text(NamedArray.Head head) {
    return head.name() + " " + head.shape();
  }

  private List<NamedArray> ask(
      ProgramOp op, int count, List<NamedArray> points, List<NamedArray> vectors) {
    try {
      return program.ask(op, count, points, vectors);
    } catch (ProgramEnded e) {
      ended = e;
      throw e;
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
