package io.plumbline.evaluate.kernel;

import io.plumbline.evaluate.result.TieKind;
import io.plumbline.graph.TieRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The largest element of each window, channel by channel: max-pools, maxima over rows, and of
 * pairs.
 */
public final class MaximumKernel extends Kernel<MaximumKernel.Pin> {
  public final Windows windows;
  public final TieKind ties;
  final int inRows;

  public MaximumKernel(
      String name, int[] in, int out, int inRows, Windows windows, int channels, TieKind ties) {
    super(name, in, out, windows.rows.length, channels);
    this.windows = windows;
    this.inRows = inRows;
    this.ties = ties;
  }

  /**
   * Who wins each window.
   *
   * @param winners for each output row and channel, a place in the window; the first of those tied
   * @param shared where a tie is split, by row · channels + channel: all places that share it
   */
  public record Pin(int[][] winners, Map<Integer, int[]> shared) {}

  @Override
  public void forward(double[][][] values) {
    double[][] x = values[in[0]];
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      int[] window = windows.rows[q];
      System.arraycopy(x[window[0]], 0, y, 0, channels);
      for (int k = 1; k < window.length; k++) {
        double[] row = x[window[k]];
        for (int c = 0; c < channels; c++) {
          y[c] = Math.max(y[c], row[c]);
        }
      }
    }
  }

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {
    for (int q = 0; q < rows; q++) {
      double[] y = errors[out][q];
      double[] most = values[out][q];
      Arrays.fill(y, 0);
      for (int row : windows.rows[q]) {
        double[] x = values[in[0]][row];
        double[] e = errors[in[0]][row];
        for (int c = 0; c < channels; c++) {
          // Only an element that may be the largest passes its error on.
          double lack = most[c] - x[c];
          double off = norm.root(e[c]);
          y[c] = Math.max(y[c], off < 0.1 * lack ? 0 : e[c]);
        }
      }
    }
  }

  @Override
  public Pin pin(double[][][] values, TieRule rule) {
    TieRule.Among among =
        switch (ties) {
          case WINDOW -> rule.window();
          case REDUCTION -> rule.reduction();
          case PAIR -> rule.pair();
          case UNIT -> throw new IllegalStateException("a maximum has no slopes to choose");
        };
    List<Integer> order = ties == TieKind.WINDOW ? rule.orders().get(name) : null;
    int[][] winners = new int[rows][channels];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      int[] places = order == null ? null : placed(windows.taps[q], order);
      double[] most = values[out][q];
      for (int step = window.length - 1; step >= 0; step--) {
        // The last to be written wins.
        int scanned = among == TieRule.Among.LAST ? window.length - 1 - step : step;
        int k = places == null ? scanned : places[step];
        double[] x = values[in[0]][window[k]];
        int[] winner = winners[q];
        for (int c = 0; c < channels; c++) {
          winner[c] = x[c] == most[c] ? k : winner[c];
        }
      }
    }
    boolean split = order == null && among == TieRule.Among.SPLIT;
    return new Pin(winners, split ? shared(values) : Map.of());
  }

  /** The places of a window, which may lack some taps at the border, in an order of taps. */
  private static int[] placed(int[] taps, List<Integer> order) {
    int[] places = new int[taps.length];
    int count = 0;
    for (int tap : order) {
      for (int k = 0; k < taps.length; k++) {
        if (taps[k] == tap) {
          places[count++] = k;
        }
      }
    }
    return places;
  }

  private Map<Integer, int[]> shared(double[][][] values) {
    Map<Integer, int[]> shared = new HashMap<>();
    double[][] x = values[in[0]];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      double[] most = values[out][q];
      for (int c = 0; c < channels; c++) {
        int ties = 0;
        for (int row : window) {
          ties += x[row][c] == most[c] ? 1 : 0;
        }
        if (ties > 1) {
          shared.put(q * channels + c, tied(x, window, c, most[c], ties));
        }
      }
    }
    return shared;
  }

  private static int[] tied(double[][] x, int[] window, int c, double most, int ties) {
    int[] places = new int[ties];
    int count = 0;
    for (int k = 0; k < window.length; k++) {
      if (x[window[k]][c] == most) {
        places[count++] = k;
      }
    }
    return places;
  }

  @Override
  void backward(double[][][] values, Pin pin, double[][][] bars, Entries norm) {
    double[][] bar = bars[out];
    double[][] x = bars[in[0]];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      for (int c = 0; c < channels; c++) {
        double b = bar[q][c];
        if (b == 0) {
          continue;
        }
        int[] places = pin.shared.isEmpty() ? null : pin.shared.get(q * channels + c);
        if (places == null) {
          x[window[pin.winners[q][c]]][c] += b;
        } else {
          for (int place : places) {
            x[window[place]][c] += b * norm.of(1.0 / places.length);
          }
        }
      }
    }
  }

  @Override
  public Pin forwardPinned(double[][][] values, double[][][] base, Pin pin) {
    double[][] x = values[in[0]];
    for (int q = 0; q < rows; q++) {
      double[] y = values[out][q];
      int[] window = windows.rows[q];
      int[] winner = pin.winners[q];
      for (int c = 0; c < channels; c++) {
        y[c] = x[window[winner[c]]][c];
      }
    }
    pin.shared.forEach(
        (at, places) -> {
          double sum = 0;
          for (int place : places) {
            sum += x[windows.rows[at / channels][place]][at % channels];
          }
          values[out][at / channels][at % channels] = sum / places.length;
        });
    return pin;
  }

  @Override
  public double backwardSums() {
    return 0;
  }

  @Override
  public double backwardTerms() {
    return 2;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, Pin pin, Changes changes) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      for (int q : windows.readers[x.touched[t]]) {
        if (!y.has(q)) {
          pushRow(q, point, pin, x, y.touch(q), changes);
        }
      }
    }
  }

  @Override
  public void pushReal(BasePoint point, Changes changes) {
    double[][] values = point.values[in[0]];
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      for (int q : windows.readers[x.touched[t]]) {
        if (!y.has(q)) {
          double[] result = y.touch(q);
          double[] most = point.values[out][q];
          for (int c = x.from; c < x.to; c++) {
            // By how much the largest exceeds the old largest: what cancels, cancels exactly.
            double up = Double.NEGATIVE_INFINITY;
            for (int row : windows.rows[q]) {
              up = Math.max(up, values[row][c] - most[c] + x.at(row, c));
            }
            result[c] = up;
          }
        }
      }
    }
  }

  /** One row of {@link #push}. */
  public void pushRow(
      int q, BasePoint point, Pin pin, Changes.Change x, double[] y, Changes changes) {
    int[] window = windows.rows[q];
    double[][] moved = changes.window(window.length);
    for (int k = 0; k < window.length; k++) {
      moved[k] = x.has(window[k]) ? x.rows[window[k]] : point.zeros();
    }
    int[] winners = pin.winners[q];
    for (int c = x.from; c < x.to; c++) {
      y[c] = moved[winners[c]][c];
    }
    double[][] gaps = point.gaps(this)[q];
    for (int k = 0; k < window.length; k++) {
      double[] by = moved[k];
      double[] gap = gaps[k];
      for (int c = x.from; c < x.to; c++) {
        double apart = Math.abs(by[c] - y[c]);
        if (apart > gap[c]) {
          changes.kink(apart, gap[c]);
        }
      }
    }
    if (!pin.shared.isEmpty()) {
      shareRow(pin, q, x, y);
    }
  }

  private void shareRow(Pin pin, int q, Changes.Change x, double[] y) {
    for (int c = x.from; c < x.to; c++) {
      int[] places = pin.shared.get(q * channels + c);
      if (places != null) {
        double sum = 0;
        for (int place : places) {
          sum += x.at(windows.rows[q][place], c);
        }
        y[c] = sum / places.length;
      }
    }
  }

  /** Rounding is deducted; 0 for what cannot be told. */
  @Override
  double[][][] gaps(double[][][] values, double[][][] errors) {
    double[][][] gaps = new double[rows][][];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      double[] most = values[out][q];
      double[] slack = errors[out][q];
      gaps[q] = new double[window.length][channels];
      for (int k = 0; k < window.length; k++) {
        double[] x = values[in[0]][window[k]];
        double[] e = errors[in[0]][window[k]];
        double[] gap = gaps[q][k];
        for (int c = 0; c < channels; c++) {
          double apart = most[c] - x[c] - (slack[c] + e[c]);
          gap[c] = apart > 0 ? apart : 0;
        }
      }
    }
    return gaps;
  }

  @Override
  public Pin winners(Pin pin) {
    return pin;
  }

  @Override
  public Kinks<MaximumKernel.Pin> kinks() {
    return new MaximumKinks(this);
  }
}
