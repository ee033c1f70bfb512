package io.plumbline.network.cause;

import io.plumbline.core.function.Precision;
import io.plumbline.network.eval.Allowance;
import io.plumbline.network.eval.Evaluator;
import io.plumbline.network.eval.Point;
import io.plumbline.network.eval.Surroundings;
import io.plumbline.network.eval.TieRule;
import io.plumbline.network.graph.Graph;
import io.plumbline.network.graph.Op;
import io.plumbline.network.loss.Loss;
import io.plumbline.network.loss.OutputKind;
import io.plumbline.network.loss.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Makes gradients as a framework would hand them out, and plants mistakes into them. */
final class Mistakes {
  /** What is planted; the first word is the cause's id. */
  static final List<String> NAMES =
      List.of(
          "scale negated",
          "scale usual",
          "scale any",
          "axes turned",
          "axes shifted",
          "label",
          "loss softmax twice",
          "loss probability",
          "loss logit",
          "loss squared",
          "accumulated one",
          "accumulated before",
          "input",
          "zero",
          "partly-zero box",
          "partly-zero rows",
          "training-mode dropout",
          "tile",
          "precision bfloat16",
          "precision float16",
          "coordinate one",
          "coordinate some",
          "not-finite",
          "sign-only",
          "clipped",
          "finite-difference");

  private final Evaluator evaluator;
  private final List<Example> batch;
  private final int rows;
  private final int columns;
  private final int channels;
  private final boolean channelsFirst;
  private final Random random;

  Mistakes(Evaluator evaluator, List<Example> batch, boolean channelsFirst, Random random) {
    this.evaluator = evaluator;
    this.batch = batch;
    int[] shape = evaluator.graph().input().shape().extents();
    this.channelsFirst = channelsFirst;
    this.rows = shape[channelsFirst ? 2 : 1];
    this.columns = shape[channelsFirst ? 3 : 2];
    this.channels = shape[channelsFirst ? 1 : 3];
    this.random = random;
  }

  /** The gradient at a sample, null where the mistake makes no difference or is not possible. */
  double[] plant(String name, int index, TieRule rule) {
    Example sample = batch.get(index);
    String[] words = name.split(" ", 2);
    return switch (words[0]) {
      case "label" -> right(index, other(sample.target().label()), rule);
      case "loss" -> otherLoss(words[1], sample, rule);
      case "input" -> right(otherSample(index), null, rule);
      case "accumulated" -> accumulated(words[1], index, rule);
      case "training-mode" -> dropout(sample, rule);
      case "finite-difference" -> quotient(sample);
      default -> changed(name, right(index, null, rule));
    };
  }

  private int other(int label) {
    return (label + 1 + random.nextInt(evaluator.outputs() - 1)) % evaluator.outputs();
  }

  private int otherSample(int index) {
    return (index + 1 + random.nextInt(batch.size() - 1)) % batch.size();
  }

  /** As float32 arithmetic hands it out: off by what rounding may do to it. */
  private double[] right(int index, Integer label, TieRule rule) {
    Example sample = batch.get(index);
    Target target = label == null ? sample.target() : Target.label(label, evaluator.outputs());
    return handedOut(evaluator.at(sample.x(), Loss.CROSS_ENTROPY, target), rule);
  }

  private double[] handedOut(Point point, TieRule rule) {
    double[] gradient = point.gradient(rule);
    Allowance allowance = point.piece(rule).allowance(Precision.FLOAT32);
    for (Allowance.Direction direction : allowance.directions()) {
      double error = direction.bound() / 6 * random.nextGaussian();
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] += error * direction.gradient()[k];
      }
    }
    for (int k = 0; k < gradient.length; k++) {
      gradient[k] = (float) (gradient[k] + allowance.local()[k] / 6 * random.nextGaussian());
    }
    return gradient;
  }

  private double[] otherLoss(String which, Example sample, TieRule rule) {
    int label = sample.target().label();
    ToDoubleFunction<double[]> loss =
        switch (which) {
          case "softmax twice" -> z -> -Math.log(softmax(softmax(z))[label]);
          case "probability" -> z -> (label % 2 == 0 ? 1 : -1) * softmax(z)[label];
          case "logit" -> z -> z[label];
          default ->
              z -> {
                double[] p = softmax(z);
                double sum = 0;
                for (int k = 0; k < p.length; k++) {
                  sum += Math.pow(p[k] - (k == label ? 1 : 0), 2);
                }
                return label % 2 == 0 ? sum : sum / p.length;
              };
        };
    double[] z = evaluator.at(sample.x(), Loss.CROSS_ENTROPY, sample.target()).scores();
    double[] slopes = new double[z.length];
    double h = 1e-5;
    for (int k = 0; k < z.length; k++) {
      double at = z[k];
      z[k] = at + h;
      double above = loss.applyAsDouble(z);
      z[k] = at - h;
      slopes[k] = (above - loss.applyAsDouble(z)) / (2 * h);
      z[k] = at;
    }
    return handedOut(evaluator.at(sample.x(), new FixedSlopes(slopes, true)), rule);
  }

  private static double[] softmax(double[] z) {
    double sum = Arrays.stream(z).map(Math::exp).sum();
    return Arrays.stream(z).map(v -> Math.exp(v) / sum).toArray();
  }

  private double[] accumulated(String which, int index, TieRule rule) {
    double[] sum = right(index, null, rule);
    if (which.equals("one")) {
      add(sum, right(otherSample(index), null, rule));
    }
    for (int before = 0; which.equals("before") && before < index; before++) {
      add(sum, right(before, null, rule));
    }
    return which.equals("before") && index == 0 ? null : sum;
  }

  private static void add(double[] sum, double[] other) {
    for (int k = 0; k < sum.length; k++) {
      sum[k] = (float) (sum[k] + other[k]);
    }
  }

  private double[] dropout(Example sample, TieRule rule) {
    Graph graph = evaluator.graph();
    if (graph.nodes().stream().noneMatch(node -> node.op() instanceof Op.Dropout)) {
      return null;
    }
    Evaluator dropping = Evaluator.of(Networks.dropping(graph, random), evaluator.kind());
    return handedOut(dropping.at(sample.x(), Loss.CROSS_ENTROPY, sample.target()), rule);
  }

  /** (f(x+h) - f(x-h)) / 2h with logits, probabilities and losses in float32. */
  private double[] quotient(Example sample) {
    double h = new double[] {1e-2, 3e-3, 1e-3, 1e-4}[random.nextInt(4)];
    int[][] each = new int[sample.x().length][];
    Arrays.setAll(each, k -> new int[] {k});
    Point point = evaluator.at(sample.x(), Loss.CROSS_ENTROPY, sample.target());
    Surroundings around = point.surroundings(each, h);
    double[] quotients = new double[each.length];
    for (int k = 0; k < each.length; k++) {
      double above = loss32(around.scores(), around.plus()[k], sample.target().label());
      double below = loss32(around.scores(), around.minus()[k], sample.target().label());
      quotients[k] = (float) ((above - below) / (2 * h));
    }
    return quotients;
  }

  private double loss32(double[] scores, double[] change, int label) {
    double[] z = new double[scores.length];
    double size = Arrays.stream(scores).map(Math::abs).max().orElseThrow();
    for (int k = 0; k < z.length; k++) {
      double noise = change[k] == 0 ? 0 : 6e-8 * size * random.nextGaussian();
      z[k] = (float) (scores[k] + change[k] + noise);
    }
    double[] p = softmax(z);
    return evaluator.kind() == OutputKind.LOGITS
        ? (float) -Math.log(p[label])
        : (float) -Math.log((float) p[label]);
  }

  private double[] changed(String name, double[] g) {
    int n = g.length;
    switch (name) {
      case "scale negated":
        return map(g, v -> -v);
      case "scale usual":
        double usual = new double[] {2, 0.5, 255, 1 / 255.0, 1 / 128.0, 16}[random.nextInt(6)];
        return map(g, v -> usual * v);
      case "scale any":
        double any = random.nextBoolean() ? 1.01 : 0.5 + 4 * random.nextDouble();
        return map(g, v -> any * v);
      case "axes turned":
        return turned(g, random.nextInt(4));
      case "axes shifted":
        return shifted(g, random.nextInt(4), random.nextInt(3) + 1, random.nextBoolean());
      case "zero":
        return new double[n];
      case "partly-zero box":
        return erased(g, rows / 3, rows / 3 + 4, columns / 3, columns / 3 + 5);
      case "partly-zero rows":
        return erased(g, rows / 2, rows / 2 + 2, 0, columns);
      case "tile":
        return tiled(g, 2 + random.nextInt(4), random.nextBoolean());
      case "precision bfloat16":
        return map(g, Precision.BFLOAT16::round);
      case "precision float16":
        return map(g, Precision.FLOAT16::round);
      case "coordinate one":
        return struck(g, 1);
      case "coordinate some":
        return struck(g, 2 + random.nextInt(3));
      case "not-finite":
        g[random.nextInt(n)] = random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
        return g;
      case "sign-only":
        double size = random.nextBoolean() ? 1 : (float) 0.1;
        return map(g, v -> size * Math.signum(v));
      default:
        double[] sizes = Arrays.stream(g).map(Math::abs).sorted().toArray();
        double at = sizes[n - 1 - n / (10 + random.nextInt(60))];
        return map(g, v -> Math.max(-at, Math.min(at, v)));
    }
  }

  private static double[] map(double[] g, DoubleUnaryOperator each) {
    return Arrays.stream(g).map(v -> (float) each.applyAsDouble(v)).toArray();
  }

  private int at(int row, int column, int channel) {
    return channelsFirst
        ? (channel * rows + row) * columns + column
        : (row * columns + column) * channels + channel;
  }

  private interface From {
    int[] of(int row, int column);
  }

  private double[] moved(double[] g, From from) {
    double[] result = new double[g.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int[] source = from.of(row, column);
        for (int channel = 0; channel < channels && source != null; channel++) {
          result[at(row, column, channel)] = g[at(source[0], source[1], channel)];
        }
      }
    }
    return result;
  }

  private double[] turned(double[] g, int how) {
    return moved(
        g,
        (r, c) ->
            switch (how) {
              case 0 -> new int[] {c, r};
              case 1 -> new int[] {rows - 1 - r, c};
              case 2 -> new int[] {r, columns - 1 - c};
              default -> new int[] {columns - 1 - c, r};
            });
  }

  private double[] shifted(double[] g, int where, int by, boolean wrap) {
    int down = where % 2 == 0 ? (where == 0 ? by : -by) : 0;
    int right = where % 2 == 1 ? (where == 1 ? by : -by) : 0;
    return moved(
        g,
        (r, c) -> {
          int row = r - down;
          int column = c - right;
          boolean inside = row >= 0 && row < rows && column >= 0 && column < columns;
          return inside || wrap
              ? new int[] {Math.floorMod(row, rows), Math.floorMod(column, columns)}
              : null;
        });
  }

  private double[] erased(double[] g, int top, int bottom, int left, int right) {
    return moved(
        g, (r, c) -> r >= top && r < bottom && c >= left && c < right ? null : new int[] {r, c});
  }

  private double[] tiled(double[] g, int size, boolean mean) {
    double[] result = new double[g.length];
    for (int k = 0; k < rows * columns * channels; k++) {
      int channel = k % channels;
      int column = k / channels % columns;
      int row = k / channels / columns;
      double sum = 0;
      int count = 0;
      for (int r = row / size * size; r < Math.min(rows, row / size * size + size); r++) {
        for (int c = column / size * size;
            c < Math.min(columns, column / size * size + size);
            c++) {
          sum += g[at(r, c, channel)];
          count++;
        }
      }
      result[at(row, column, channel)] = (float) (mean ? sum / count : sum);
    }
    return result;
  }

  private double[] struck(double[] g, int count) {
    double most = Arrays.stream(g).map(Math::abs).max().orElseThrow();
    for (int struck = 0; struck < count; ) {
      int at = random.nextInt(g.length);
      if (Math.abs(g[at]) > 0.02 * most) {
        g[at] = (float) (g[at] * (1.3 + random.nextDouble()));
        struck++;
      }
    }
    return g;
  }
}
