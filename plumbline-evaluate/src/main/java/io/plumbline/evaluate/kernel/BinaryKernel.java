package io.plumbline.evaluate.kernel;

import io.plumbline.graph.Binary;

/** Two operands of one shape, element by element. */
public final class BinaryKernel extends Kernel<Void> {
  private final Binary.Kind kind;

  public BinaryKernel(String name, int[] in, int out, int rows, int channels, Binary.Kind kind) {
    super(name, in, out, rows, channels);
    this.kind = kind;
  }

  @Override
  public void forward(double[][][] values) {
    eachRow(
        q -> {
          double[] a = values[in[0]][q];
          double[] b = values[in[1]][q];
          double[] y = values[out][q];
          for (int c = 0; c < channels; c++) {
            y[c] = value(a[c], b[c]);
          }
        });
  }

  private double value(double a, double b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case POWER -> Math.pow(a, b);
      case MASK -> b == 0 ? 0 : a;
      case MAXIMUM, MINIMUM -> throw new IllegalStateException("lowered: " + kind);
    };
  }

  private double slopeLeft(double a, double b) {
    return switch (kind) {
      case ADD, SUBTRACT -> 1;
      case MULTIPLY -> b;
      case MASK -> b == 0 ? 0 : 1;
      case DIVIDE -> 1 / b;
      default -> b * Math.pow(a, b - 1);
    };
  }

  private double slopeRight(double a, double b) {
    return switch (kind) {
      case ADD -> 1;
      case SUBTRACT -> -1;
      case MULTIPLY -> a;
      case DIVIDE -> -a / (b * b);
      case MASK -> 0;
      // A power of what is not positive has no slope by its exponent, which is then a constant.
      default -> a > 0 ? Math.pow(a, b) * Math.log(a) : 0;
    };
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double a = values[in[0]][q][c];
        double b = values[in[1]][q][c];
        if (isLeftOut(b)) {
          errors[out][q][c] = 0;
          continue;
        }
        errors[out][q][c] =
            norm.of(slopeLeft(a, b)) * errors[in[0]][q][c]
                + norm.of(slopeRight(a, b)) * errors[in[1]][q][c]
                + norm.size(norm.atMost(2) * u * values[out][q][c]);
      }
    }
  }

  /** Whether the left operand is not chosen; what it is, even no number, does not matter then. */
  private boolean isLeftOut(double b) {
    return kind == Binary.Kind.MASK && b == 0;
  }

  private boolean affine() {
    return kind == Binary.Kind.ADD || kind == Binary.Kind.SUBTRACT;
  }

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {
    spread(values, bars, norm);
  }

  private void spread(double[][][] values, double[][][] bars, Entries norm) {
    eachRow(
        q -> {
          double[] bar = bars[out][q];
          if (affine()) {
            double right = norm.of(slopeRight(0, 0));
            for (int c = 0; c < channels; c++) {
              bars[in[0]][q][c] += bar[c];
              bars[in[1]][q][c] += right * bar[c];
            }
            return;
          }
          for (int c = 0; c < channels; c++) {
            if (bar[c] == 0) {
              continue;
            }
            double a = values[in[0]][q][c];
            double b = values[in[1]][q][c];
            bars[in[0]][q][c] += norm.of(slopeLeft(a, b)) * bar[c];
            bars[in[1]][q][c] += norm.of(slopeRight(a, b)) * bar[c];
          }
        });
  }

  @Override
  public void slopeError(
      double[][][] values,
      double[][][] errors,
      double[][][] bars,
      double[][][] barErrors,
      double u,
      Entries norm) {
    if (affine()) {
      return;
    }
    for (int q = 0; q < rows; q++) {
      for (int c = 0; c < channels; c++) {
        double bar = Math.abs(bars[out][q][c]);
        double b = values[in[1]][q][c];
        if (bar != 0 && !isLeftOut(b)) {
          double a = values[in[0]][q][c];
          double ea = norm.root(errors[in[0]][q][c]);
          double eb = norm.root(errors[in[1]][q][c]);
          barErrors[in[0]][q][c] += norm.size(bar * spreadOf(a, b, ea, eb, true));
          barErrors[in[1]][q][c] += norm.size(bar * spreadOf(a, b, ea, eb, false));
        }
      }
    }
  }

  private double spreadOf(double a, double b, double ea, double eb, boolean left) {
    double here = left ? slopeLeft(a, b) : slopeRight(a, b);
    double most = 0;
    for (int corner = 0; corner < 4; corner++) {
      double x = a + ((corner & 1) == 0 ? ea : -ea);
      double y = b + ((corner & 2) == 0 ? eb : -eb);
      most = Math.max(most, Math.abs((left ? slopeLeft(x, y) : slopeRight(x, y)) - here));
    }
    return most;
  }

  @Override
  public int[] held() {
    return affine() ? NONE : in;
  }

  @Override
  public double backwardSums() {
    return affine() ? 0 : 1;
  }

  @Override
  public double backwardTerms() {
    return affine() ? 2 : 5;
  }

  @Override
  public double pushRoundings() {
    return 10;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    boolean one = changingInputs.length < 2;
    return switch (kind) {
      case ADD, SUBTRACT -> true;
      case MULTIPLY -> one;
      case DIVIDE, MASK -> one && changingInputs.length == 1 && changingInputs[0] == 0;
      default -> false;
    };
  }

  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    Changes.Change left = changes.of(in[0]);
    Changes.Change right = changes.of(in[1]);
    Changes.Change y = changes.of(out);
    boolean both = !left.isNone() && !right.isNone();
    Changes.Change some = left.isNone() ? right : left;
    y.begin(
        both ? Math.min(left.from, right.from) : some.from,
        both ? Math.max(left.to, right.to) : some.to);
    pushRows(point, left, right, left, y);
    pushRows(point, left, right, right, y);
  }

  private void pushRows(
      BasePoint point,
      Changes.Change left,
      Changes.Change right,
      Changes.Change touched,
      Changes.Change y) {
    for (int t = 0; t < touched.count; t++) {
      int q = touched.touched[t];
      if (!y.has(q)) {
        double[] result = y.touch(q);
        if (affine()) {
          for (int c = y.from; c < y.to; c++) {
            result[c] = value(left.at(q, c), right.at(q, c));
          }
        } else {
          double[] a = point.values[in[0]][q];
          double[] b = point.values[in[1]][q];
          for (int c = y.from; c < y.to; c++) {
            result[c] = difference(a[c], b[c], left.at(q, c), right.at(q, c));
          }
        }
      }
    }
  }

  /** The change of the result, never by subtracting two values that agree. */
  private double difference(double a, double b, double da, double db) {
    return switch (kind) {
      case ADD, SUBTRACT -> value(da, db);
      case MULTIPLY -> a * db + da * (b + db);
      case DIVIDE -> (da - a / b * db) / (b + db);
      case MASK -> db == 0 ? value(da, b) : value(a + da, b + db) - value(a, b);
      default -> power(a, b, da, db);
    };
  }

  private static double power(double a, double b, double da, double db) {
    if (a > 0 && a + da > 0) {
      double exponent = db * Math.log(a) + (b + db) * ActivationDifference.log1p(da / a);
      return Math.pow(a, b) * ActivationDifference.expm1(exponent);
    }
    return Math.pow(a + da, b + db) - Math.pow(a, b);
  }
}
