package io.plumbline.evaluate.kernel;

import io.plumbline.evaluate.result.Kink;
import io.plumbline.evaluate.result.NearTie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The kinks of a maximum: where another element of a window is as large as the winner. */
public final class MaximumKinks extends Kinks<MaximumKernel.Pin> {
  private final MaximumKernel kernel;

  MaximumKinks(MaximumKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  void visit(BasePoint point, MaximumKernel.Pin pin, double[][][] variances, KinkVisitor visitor) {
    double[][] x = point.values[kernel.in[0]];
    double[][] e = variances[kernel.in[0]];
    for (int q = 0; q < kernel.rows; q++) {
      int[] window = kernel.windows.rows[q];
      for (int c = 0; c < kernel.channels; c++) {
        double most = point.values[kernel.out][q][c];
        int winner = pin.winners()[q][c];
        boolean shared = pin.shared().containsKey(q * kernel.channels + c);
        for (int k = 0; k < window.length; k++) {
          if (k != winner || shared) {
            double slack = e[window[winner]][c] + e[window[k]][c];
            visitor.rival(kernel, q, c, winner, k, most - x[window[k]][c], slack);
          }
        }
      }
    }
  }

  @Override
  MaximumKernel.Pin flip(MaximumKernel.Pin pin, NearTie tie) {
    int[][] winners = pin.winners().clone();
    winners[tie.row()] = winners[tie.row()].clone();
    winners[tie.row()][tie.channel()] = tie.place();
    Map<Integer, int[]> shared = new HashMap<>(pin.shared());
    shared.remove(tie.row() * kernel.channels + tie.channel());
    return new MaximumKernel.Pin(winners, shared);
  }

  /** The places of a window that hold its gradient, in equal parts. */
  private int[] holders(MaximumKernel.Pin pin, int row, int channel) {
    int[] shared = pin.shared().get(row * kernel.channels + channel);
    return shared == null ? new int[] {pin.winners()[row][channel]} : shared;
  }

  private int[] holders(MaximumKernel.Pin pin, NearTie tie) {
    return holders(pin, tie.row(), tie.channel());
  }

  private Map<Integer, List<NearTie>> byWindow(List<NearTie> ties) {
    Map<Integer, List<NearTie>> windows = new LinkedHashMap<>();
    for (NearTie tie : ties) {
      int window = tie.row() * kernel.channels + tie.channel();
      windows.computeIfAbsent(window, each -> new ArrayList<>()).add(tie);
    }
    return windows;
  }

  @Override
  void flipEffect(MaximumKernel.Pin pin, NearTie tie, double bar, double[][][] moved) {
    int c = tie.channel();
    int[] window = kernel.windows.rows[tie.row()];
    int[] holders = holders(pin, tie);
    for (int place : holders) {
      moved[kernel.in[0]][window[place]][c] -= bar / holders.length;
    }
    moved[kernel.in[0]][window[tie.place()]][c] += bar;
  }

  @Override
  void spread(MaximumKernel.Pin pin, List<NearTie> ties, double[][][] variances) {
    for (NearTie tie : ties) {
      int row = kernel.windows.rows[tie.row()][tie.place()];
      variances[kernel.in[0]][row][tie.channel()] +=
          variances[kernel.out][tie.row()][tie.channel()];
    }
  }

  @Override
  void widen(MaximumKernel.Pin pin, List<NearTie> ties, Intervals bars) {
    int in = kernel.in[0];
    for (List<NearTie> each : byWindow(ties).values()) {
      int q = each.get(0).row();
      int c = each.get(0).channel();
      int[] window = kernel.windows.rows[q];
      double low = bars.low(kernel.out, q, c);
      double high = bars.high(kernel.out, q, c);
      // Whoever may win has between none and all of it.
      double least = Math.min(0, low);
      double most = Math.max(0, high);
      int[] holders = holders(pin, q, c);
      double parts = holders.length;
      for (int place : holders) {
        bars.replace(in, window[place], c, low / parts, high / parts, least, most);
      }
      for (NearTie tie : each) {
        if (Arrays.stream(holders).noneMatch(place -> place == tie.place())) {
          bars.replace(in, window[tie.place()], c, 0, 0, least, most);
        }
      }
    }
  }

  @Override
  void bound(
      MaximumKernel.Pin pin,
      List<NearTie> ties,
      Intervals bars,
      Changes changes,
      Consumer<Line> lines) {
    Changes.Change x = changes.of(kernel.in[0]);
    Changes.Change y = changes.of(kernel.out);
    for (List<NearTie> each : byWindow(ties).values()) {
      int q = each.get(0).row();
      int c = each.get(0).channel();
      if (y.has(q)) {
        double below = y.rows[q][c];
        double above = below;
        Optional<NearTie> least = Optional.empty();
        Optional<NearTie> most = Optional.empty();
        for (NearTie tie : each) {
          double moves = x.at(kernel.windows.rows[q][tie.place()], c);
          least = moves < below ? Optional.of(tie) : least;
          most = moves > above ? Optional.of(tie) : most;
          below = Math.min(below, moves);
          above = Math.max(above, moves);
        }
        double low = bars.low(kernel.out, q, c);
        double high = bars.high(kernel.out, q, c);
        Line line = Line.of(each.get(0), least, most, below, above, low, high);
        y.rows[q][c] = line.slope();
        lines.accept(line);
      }
    }
  }

  @Override
  boolean covers(MaximumKernel.Pin pin, List<NearTie> ties, MaximumKernel.Pin other) {
    Map<Integer, List<NearTie>> windows = byWindow(ties);
    for (int q = 0; q < kernel.rows; q++) {
      for (int c = 0; c < kernel.channels; c++) {
        int[] here = holders(pin, q, c);
        int[] there = holders(other, q, c);
        if (!Arrays.equals(here, there)
            && !offers(windows.getOrDefault(q * kernel.channels + c, List.of()), here, there)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the near-ties of a window let others hold it, in equal parts, than do. */
  private static boolean offers(List<NearTie> ties, int[] here, int[] there) {
    Set<Integer> places = new HashSet<>();
    ties.forEach(tie -> places.add(tie.place()));
    boolean all = here.length == 1 || Arrays.stream(here).allMatch(places::contains);
    return all
        && Arrays.stream(there)
            .allMatch(place -> places.contains(place) || (here.length == 1 && here[0] == place));
  }

  @Override
  double flipScore(MaximumKernel.Pin pin, NearTie tie, double[][][] bars, Changes changes) {
    int[] window = kernel.windows.rows[tie.row()];
    Changes.Change x = changes.of(kernel.in[0]);
    int c = tie.channel();
    int[] holders = holders(pin, tie);
    double held = 0;
    for (int place : holders) {
      held += x.at(window[place], c) / holders.length;
    }
    return bars[kernel.out][tie.row()][c] * (x.at(window[tie.place()], c) - held);
  }

  @Override
  public void list(BasePoint point, Changes changes, List<Kink> found) {
    Changes.Change y = changes.of(kernel.out);
    for (int t = 0; t < y.count; t++) {
      int q = y.touched[t];
      for (int c = y.from; c < y.to; c++) {
        listWindow(point, q, c, changes, found);
      }
    }
  }

  /** By how much an element of a window moves against the window's winner. */
  private double apart(int q, int c, int place, Changes changes) {
    double moved = changes.of(kernel.in[0]).at(kernel.windows.rows[q][place], c);
    return Math.abs(moved - changes.of(kernel.out).rows[q][c]);
  }

  private void listWindow(BasePoint point, int q, int c, Changes changes, List<Kink> found) {
    double[][] gaps = point.gaps(kernel)[q];
    List<Integer> tied = new ArrayList<>();
    List<Integer> switched = new ArrayList<>();
    boolean apart = false;
    for (int k = 0; k < gaps.length; k++) {
      double moved = apart(q, c, k, changes);
      if (gaps[k][c] <= 0) {
        tied.add(k);
        apart |= moved > 0;
      } else if (moved > gaps[k][c]) {
        switched.add(k);
      }
    }
    if (tied.size() > 1 && apart) {
      found.add(kink(point, q, c, true, tied, "="));
    } else if (!switched.isEmpty()) {
      switched.add(0, tied.isEmpty() ? 0 : tied.get(0));
      found.add(kink(point, q, c, false, switched, "<>"));
    }
  }

  private Kink kink(
      BasePoint point, int q, int c, boolean tied, List<Integer> places, String relation) {
    return new Kink(
        kernel.name,
        q * kernel.channels + c,
        tied,
        true,
        () -> Units.window(point, kernel, q, c, places, relation));
  }
}
