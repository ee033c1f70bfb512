package io.plumbline.network.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The largest element of each window, channel by channel: max-pools and maxima over rows. */
final class MaximumKernel extends Kernel {
  final Windows windows;
  final boolean pool;
  final int inRows;

  MaximumKernel(
      String name, int[] in, int out, int inRows, Windows windows, int channels, boolean pool) {
    super(name, in, out, windows.rows.length, channels);
    this.windows = windows;
    this.inRows = inRows;
    this.pool = pool;
  }

  /**
   * Who wins each window.
   *
   * @param winners for each output row and channel, a place in the window; the first of those tied
   * @param shared where a tie is split, by row · channels + channel: all places that share it
   */
  record Pin(int[][] winners, Map<Integer, int[]> shared) {}

  @Override
  void forward(double[][][] values) {
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
  void forwardError(double[][][] values, double[][][] errors, double u, Norm norm) {
    double[][] e = errors[in[0]];
    double[][] x = values[in[0]];
    for (int q = 0; q < rows; q++) {
      double[] y = errors[out][q];
      double[] most = values[out][q];
      Arrays.fill(y, 0);
      for (int row : windows.rows[q]) {
        for (int c = 0; c < channels; c++) {
          // Only an element that may be the largest passes its error on.
          double lack = most[c] - x[row][c];
          double off = norm.root(e[row][c]);
          if (off >= 0.1 * lack) {
            y[c] = Math.max(y[c], e[row][c]);
          }
        }
      }
    }
  }

  @Override
  Object pin(double[][][] values, TieRule rule) {
    TieRule.Among among = pool ? rule.window() : rule.reduction();
    double[][] x = values[in[0]];
    int[][] winners = new int[rows][channels];
    Map<Integer, int[]> shared = new HashMap<>();
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      double[] most = values[out][q];
      for (int c = 0; c < channels; c++) {
        int ties = 0;
        int winner = -1;
        for (int k = 0; k < window.length; k++) {
          if (x[window[k]][c] == most[c]) {
            ties++;
            if (winner < 0 || among == TieRule.Among.LAST) {
              winner = k;
            }
          }
        }
        winners[q][c] = Math.max(0, winner);
        if (ties > 1 && among == TieRule.Among.SPLIT) {
          shared.put(q * channels + c, tied(x, window, c, most[c], ties));
        }
      }
    }
    return new Pin(winners, shared);
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
  void backward(double[][][] values, Object pin, double[][][] bars, Norm norm) {
    Pin pinned = (Pin) pin;
    double[][] bar = bars[out];
    double[][] x = bars[in[0]];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      for (int c = 0; c < channels; c++) {
        double b = bar[q][c];
        if (b == 0) {
          continue;
        }
        int[] places = pinned.shared.isEmpty() ? null : pinned.shared.get(q * channels + c);
        if (places == null) {
          x[window[pinned.winners[q][c]]][c] += b;
        } else {
          for (int place : places) {
            x[window[place]][c] += b * norm.of(1.0 / places.length);
          }
        }
      }
    }
  }

  @Override
  double backwardTerms() {
    return 2;
  }

  @Override
  boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(Point point, Object pin, Changes changes) {
    Pin pinned = (Pin) pin;
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    y.begin(x.from, x.to);
    for (int t = 0; t < x.count; t++) {
      for (int q : windows.readers[x.touched[t]]) {
        if (!y.has(q)) {
          pushRow(point, pinned, q, x, y.touch(q), changes);
        }
      }
    }
  }

  private void pushRow(
      Point point, Pin pinned, int q, Changes.Change x, double[] y, Changes changes) {
    int[] window = windows.rows[q];
    int[] winners = pinned.winners[q];
    double[] still = point.zeros();
    for (int c = x.from; c < x.to; c++) {
      int row = window[winners[c]];
      y[c] = x.has(row) ? x.rows[row][c] : 0;
    }
    double[][] gaps = point.gaps(this)[q];
    for (int k = 0; k < window.length; k++) {
      double[] moved = x.has(window[k]) ? x.rows[window[k]] : still;
      double[] gap = gaps[k];
      for (int c = x.from; c < x.to; c++) {
        double apart = Math.abs(moved[c] - y[c]);
        if (apart > gap[c] || changes.measuring && apart > 0) {
          changes.kink(apart, gap[c]);
        }
      }
    }
    if (!pinned.shared.isEmpty()) {
      shareRow(pinned, q, x, y);
    }
  }

  private void shareRow(Pin pinned, int q, Changes.Change x, double[] y) {
    for (int c = x.from; c < x.to; c++) {
      int[] places = pinned.shared.get(q * channels + c);
      if (places != null) {
        double sum = 0;
        for (int place : places) {
          sum += x.at(windows.rows[q][place], c);
        }
        y[c] = sum / places.length;
      }
    }
  }

  /** How far below the largest each element is, rounding deducted; 0 for what cannot be told. */
  double[][][] gaps(double[][][] values, double[][][] errors) {
    double[][] x = values[in[0]];
    double[][] e = errors[in[0]];
    double[][][] gaps = new double[rows][][];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      gaps[q] = new double[window.length][channels];
      for (int c = 0; c < channels; c++) {
        double most = values[out][q][c];
        for (int k = 0; k < window.length; k++) {
          double slack = errors[out][q][c] + e[window[k]][c];
          gaps[q][k][c] = Math.max(0, most - x[window[k]][c] - slack);
        }
      }
    }
    return gaps;
  }

  @Override
  void kinks(Point point, Object pin, double[][][] variances, KinkVisitor visitor) {
    Pin pinned = (Pin) pin;
    double[][] x = point.values[in[0]];
    double[][] e = variances[in[0]];
    for (int q = 0; q < rows; q++) {
      int[] window = windows.rows[q];
      for (int c = 0; c < channels; c++) {
        double most = point.values[out][q][c];
        int winner = pinned.winners[q][c];
        boolean shared = pinned.shared.containsKey(q * channels + c);
        for (int k = 0; k < window.length; k++) {
          if (k != winner || shared) {
            double slack = e[window[winner]][c] + e[window[k]][c];
            visitor.rival(this, q, c, winner, k, most - x[window[k]][c], slack);
          }
        }
      }
    }
  }

  @Override
  Object flip(Object pin, NearTie tie) {
    Pin pinned = (Pin) pin;
    int[][] winners = pinned.winners.clone();
    winners[tie.row()] = winners[tie.row()].clone();
    winners[tie.row()][tie.channel()] = tie.place();
    Map<Integer, int[]> shared = new HashMap<>(pinned.shared);
    shared.remove(tie.row() * channels + tie.channel());
    return new Pin(winners, shared);
  }

  @Override
  void flipEffect(Object pin, NearTie tie, double[][][] bars, double[][][] moved) {
    Pin pinned = (Pin) pin;
    int q = tie.row();
    int c = tie.channel();
    double bar = bars[out][q][c];
    int[] window = windows.rows[q];
    int[] places = pinned.shared.get(q * channels + c);
    if (places == null) {
      moved[in[0]][window[pinned.winners[q][c]]][c] -= bar;
    } else {
      for (int place : places) {
        moved[in[0]][window[place]][c] -= bar / places.length;
      }
    }
    moved[in[0]][window[tie.place()]][c] += bar;
  }

  @Override
  double flipScore(Object pin, NearTie tie, double[][][] bars, Changes changes) {
    Pin pinned = (Pin) pin;
    int[] window = windows.rows[tie.row()];
    Changes.Change x = changes.of(in[0]);
    int c = tie.channel();
    int[] places = pinned.shared.get(tie.row() * channels + c);
    double held = x.at(window[pinned.winners[tie.row()][c]], c);
    if (places != null) {
      held = 0;
      for (int place : places) {
        held += x.at(window[place], c) / places.length;
      }
    }
    return bars[out][tie.row()][c] * (x.at(window[tie.place()], c) - held);
  }

  @Override
  void listKinks(Point point, Object pin, Changes changes, List<String> lines) {
    Changes.Change x = changes.of(in[0]);
    Changes.Change y = changes.of(out);
    double[][][] gaps = point.gaps(this);
    for (int t = 0; t < y.count; t++) {
      int q = y.touched[t];
      for (int c = y.from; c < y.to; c++) {
        listWindow(point, q, c, x, y.rows[q][c], gaps[q], lines);
      }
    }
  }

  private void listWindow(
      Point point,
      int q,
      int c,
      Changes.Change x,
      double winner,
      double[][] gaps,
      List<String> lines) {
    List<Integer> tied = new ArrayList<>();
    List<Integer> switched = new ArrayList<>();
    boolean apart = false;
    for (int k = 0; k < gaps.length; k++) {
      double gap = gaps[k][c];
      double moved = Math.abs(x.at(windows.rows[q][k], c) - winner);
      if (gap <= 0) {
        tied.add(k);
        apart |= moved > 0;
      } else if (moved > gap) {
        switched.add(k);
      }
    }
    if (tied.size() > 1 && apart) {
      lines.add(Units.window(point.program, this, q, c, tied, "="));
    } else if (!switched.isEmpty()) {
      switched.add(0, tied.isEmpty() ? 0 : tied.get(0));
      lines.add(Units.window(point.program, this, q, c, switched, "<>"));
    }
  }
}
