package io.plumbline.jobs.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Shape;
import io.plumbline.core.tile.ImageLayout;
import io.plumbline.data.npy.Npy;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.evaluate.Evaluator;
import io.plumbline.graph.Graph;
import io.plumbline.graph.InputLayout;
import io.plumbline.graph.InvalidModelException;
import io.plumbline.graph.by.Line;
import io.plumbline.graph.by.Tangent;
import io.plumbline.graph.loss.Loss;
import io.plumbline.graph.loss.OutputKind;
import io.plumbline.graph.loss.Target;
import io.plumbline.jobs.input.SampleArrays;
import io.plumbline.jobs.input.SampleLosses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Jacobians, Hessians and their products with directions: each output, row or entry is the gradient
 * of a graph of its own.
 */
final class DerivativeQuestions {
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

  static List<Question> of(TensorModel model, Derivative asked) {
    DerivativeQuestions questions = new DerivativeQuestions(model, asked);
    return switch (asked.kind()) {
      case JACOBIAN -> questions.jacobian();
      case JVP -> questions.alongOutputs();
      case HESSIAN -> questions.hessian();
      case HESSIAN_DIAGONAL -> questions.diagonal();
      case HVP -> List.of(questions.product());
    };
  }

  private List<Question> jacobian() {
    double[] all = array(asked.array(), joined(output, input));
    requireFew(output.size());
    SampleLosses.Scored scored = scored(graph, OutputKind.LOGITS);
    List<Question> questions = new ArrayList<>();
    for (int k = 0; k < output.size(); k++) {
      double[] row = Arrays.copyOfRange(all, k * x.length, (k + 1) * x.length);
      questions.add(question(place(output, k), input, scored, k, x, row));
    }
    return questions;
  }

  private List<Question> alongOutputs() {
    double[] all = array(asked.array(), output);
    requireFew(output.size());
    Graph line = Line.of(graph, x, tangent());
    SampleLosses.Scored scored = scored(line, OutputKind.LOGITS);
    List<Question> questions = new ArrayList<>();
    for (int k = 0; k < output.size(); k++) {
      questions.add(along(place(output, k), scored, k, all[k]));
    }
    return questions;
  }

  private List<Question> hessian() {
    double[] all = array(asked.array(), joined(input, input));
    requireFew(x.length);
    Graph loss = loss();
    List<Question> questions = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      double[] row = Arrays.copyOfRange(all, k * x.length, (k + 1) * x.length);
      Graph tangent = tangent(loss, unit(k));
      questions.add(
          question(place(input, k), input, scored(tangent, OutputKind.LOGITS), 0, x, row));
    }
    return questions;
  }

  private List<Question> diagonal() {
    double[] all = array(asked.array(), input);
    requireFew(x.length);
    Graph loss = loss();
    List<Question> questions = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      Graph line = Line.of(tangent(loss, unit(k)), x, unit(k));
      questions.add(along(place(input, k), scored(line, OutputKind.LOGITS), 0, all[k]));
    }
    return questions;
  }

  private Question product() {
    double[] product = array(asked.array(), input);
    Graph tangent = tangent(loss(), tangent());
    return question("with the direction", input, scored(tangent, OutputKind.LOGITS), 0, x, product);
  }

  private Graph loss() {
    SampleLosses.Scored scored = model.scored(graph, x);
    Loss loss = model.settings().of().loss().scalar().of(scored.target());
    return ScalarLoss.of(scored, loss);
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

  private SampleLosses.Scored scored(Graph of, OutputKind kind) {
    Evaluator evaluator = Evaluator.of(of, kind);
    return new SampleLosses.Scored(
        evaluator.watched(model.watch().token(), model.watch().progress()), SampleLosses.OUTPUT);
  }

  /** The derivative along the line at its beginning. */
  private Question along(String place, SampleLosses.Scored scored, int k, double slope) {
    return question(place, Shape.of(1), scored, k, new double[1], new double[] {slope});
  }

  private Question question(
      String place,
      Shape shape,
      SampleLosses.Scored scored,
      int k,
      double[] at,
      double[] gradient) {
    Optional<ImageLayout> layout = shape.equals(input) ? InputLayout.of(graph) : Optional.empty();
    Variable variable =
        new Variable(asked.kind().part(), Optional.of(place), shape.extents(), layout);
    Target target = Target.label(k, scored.model().outputs());
    return new Question(
        variable, new SampleLosses.Scored(scored.model(), target), new Loss.Logit(k), at, gradient);
  }

  private double[] tangent() {
    double[] direction = array(asked.tangent().orElseThrow(), input);
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

  private void requireFew(int rows) {
    if (rows > MOST) {
      throw new InvalidInputException(
          asked.kind()
              + " ("
              + rows
              + " rows) must have at most "
              + MOST
              + ": --jvp, --hvp or --loss dot check products with directions");
    }
  }

  private static double[] array(Path file, Shape shape) {
    String name = String.valueOf(file.getFileName());
    NpyArray array = Npy.read(file);
    SampleArrays.requireFloat(name, array);
    if (!SampleArrays.isOfOne(array.shape(), shape.extents())) {
      throw new InvalidInputException(
          name
              + ": shape "
              + SampleArrays.text(array.shape())
              + " must be "
              + SampleArrays.text(shape.extents()));
    }
    return array.toDoubles();
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
