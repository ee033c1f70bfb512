package io.plumbline.jobs.check.question;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.by.GraphOnLine;
import io.plumbline.graph.by.Tangent;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.check.outcome.Derivative;
import io.plumbline.jobs.check.outcome.Variable;
import io.plumbline.jobs.check.outcome.WorstTable;
import io.plumbline.jobs.input.SampleLosses;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Jacobians, Hessians and their products with directions: each output, row or entry is the gradient
 * of a graph of its own.
 */
public final class DerivativeQuestions {
  /** As many rows as a check takes seconds for; a product with a direction tells as much. */
  private static final int MOST = 4096;

  private final TensorModel model;
  private final Derivative asked;
  private final Graph graph;
  private final double[] x;
  private final Shape input;
  private final Shape output;

  private DerivativeQuestions(TensorModel model, Derivative asked) {
    this.model = model;
    this.asked = asked;
    this.graph = model.graph();
    this.x = model.sample();
    this.input = graph.input().shape().withoutFirst();
    this.output = graph.output().shape().withoutFirst();
  }

  public static List<Supplier<Question>> of(TensorModel model, Derivative asked) {
    DerivativeQuestions questions = new DerivativeQuestions(model, asked);
    return switch (asked.kind()) {
      case JACOBIAN -> questions.jacobian();
      case JVP -> questions.alongOutputs();
      case HESSIAN -> questions.hessian();
      case HESSIAN_DIAGONAL -> questions.diagonal();
      case HVP -> questions.product();
    };
  }

  private List<Supplier<Question>> jacobian() {
    double[] all = given(joined(output, input));
    Evaluator outputs = evaluator(graph);
    return each(output, k -> question(place(output, k), input, outputs, k, x, row(all, k)));
  }

  private List<Supplier<Question>> alongOutputs() {
    double[] all = given(output);
    Evaluator line = evaluator(GraphOnLine.of(graph, x, tangent()));
    return each(output, k -> along(place(output, k), line, k, all[k]));
  }

  private List<Supplier<Question>> hessian() {
    double[] all = given(joined(input, input));
    Graph loss = loss();
    return each(
        input,
        k ->
            question(place(input, k), input, evaluator(tangent(loss, unit(k))), 0, x, row(all, k)));
  }

  private List<Supplier<Question>> diagonal() {
    double[] all = given(input);
    Graph loss = loss();
    return each(
        input,
        k ->
            along(
                place(input, k),
                evaluator(GraphOnLine.of(tangent(loss, unit(k)), x, unit(k))),
                0,
                all[k]));
  }

  private List<Supplier<Question>> product() {
    double[] product = given(input);
    Evaluator along = evaluator(tangent(loss(), tangent()));
    return List.of(() -> question("with the direction", input, along, 0, x, product));
  }

  /** One question for each element of a shape, made when its turn comes. */
  private List<Supplier<Question>> each(Shape shape, IntFunction<Question> of) {
    if (shape.size() > MOST) {
      throw new InvalidInputException(
          asked.kind()
              + " ("
              + shape.size()
              + " rows) must have at most "
              + MOST
              + ": --jvp, --hvp or --loss dot check products with directions");
    }
    return IntStream.range(0, shape.size())
        .<Supplier<Question>>mapToObj(k -> () -> of.apply(k))
        .toList();
  }

  private double[] row(double[] all, int k) {
    return Arrays.copyOfRange(all, k * x.length, (k + 1) * x.length);
  }

  private double[] given(Shape shape) {
    return model.given().orElseThrow().whole(shape);
  }

  private Graph loss() {
    SampleLosses.Scored scored = model.scored(graph, x);
    Loss loss = model.settings().of().loss().scalar().of(scored.target());
    return scored.scalar(loss);
  }

  private Graph tangent(Graph loss, double[] direction) {
    try {
      return Tangent.of(loss, direction);
    } catch (InvalidModelException e) {
      throw new InvalidInputException(
          asked.kind()
              + " must be of a loss that is not linear in the input: of "
              + graph.source()
              + " with this loss the second derivative is zero everywhere",
          e);
    }
  }

  private Evaluator evaluator(Graph of) {
    return model.watched(Evaluator.of(of, OutputKind.LOGITS));
  }

  /** The derivative along the line at its beginning. */
  private Question along(String place, Evaluator line, int k, double slope) {
    return question(place, Shape.of(1), line, k, new double[1], new double[] {slope});
  }

  private Question question(
      String place, Shape shape, Evaluator of, int k, double[] at, double[] gradient) {
    Optional<ImageLayout> layout = shape.equals(input) ? InputLayout.of(graph) : Optional.empty();
    Variable variable =
        new Variable(asked.kind().part(), Optional.of(place), shape.extents(), layout);
    Target target = Target.label(k, of.outputs());
    return new Question(
        variable,
        new SampleLosses.Scored(of, target),
        new Loss.Logit(k),
        at,
        gradient,
        Optional.empty());
  }

  private double[] tangent() {
    double[] direction = GivenArrays.read(asked.tangent().orElseThrow()).whole(input);
    if (Arrays.stream(direction).allMatch(each -> each == 0)) {
      throw new InvalidInputException(
          "--tangent (" + asked.tangent().get() + ") must not be zero everywhere");
    }
    for (double each : direction) {
      if (!Double.isFinite(each)) {
        throw new InvalidInputException(
            "--tangent (" + asked.tangent().get() + ") must be finite, and has " + each);
      }
    }
    return direction;
  }

  private double[] unit(int k) {
    double[] unit = new double[x.length];
    unit[k] = 1;
    return unit;
  }

  private static Shape joined(Shape one, Shape other) {
    int[] extents = Arrays.copyOf(one.extents(), one.rank() + other.rank());
    System.arraycopy(other.extents(), 0, extents, one.rank(), other.rank());
    return Shape.of(extents);
  }

  private static String place(Shape shape, int flat) {
    return WorstTable.place(shape.extents(), flat);
  }
}
