package io.plumbline.core.check;

import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.DifferenceOptions;
import io.plumbline.core.estimate.ValueNoise;
import io.plumbline.core.function.Precision;
import io.plumbline.core.function.ScalarFunction;
import io.plumbline.core.function.Shape;
import io.plumbline.core.verdict.Decision;
import io.plumbline.core.verdict.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** One check under way: the function at its point, and what is known of it so far. */
final class Session {
  /** Values of one point that differ by more roundings than these differ by chance. */
  private static final double ROUNDINGS = 64;

  /** An edge that is nearer, relative to x, cuts the ladder too short. */
  private static final double ROOM = 0x1p-6;

  private final Settings settings;
  private final Inputs at;
  private final Guard guard;
  private final Precision precision;
  private final double[] scale;
  private final double[] sizes;
  private double[] outputs = {};

  Session(
      Differentiated target,
      Inputs given,
      Settings settings,
      long drawn,
      CancellationToken deadline) {
    this.settings = settings;
    this.precision = settings.precision.orElseGet(target::precision);
    this.at = given.with(precision.rounded(given.flat()));
    Reseeding reseeding = new Reseeding(settings.reseed, drawn);
    this.guard = new Guard(target, at, settings.domain, reseeding, settings.cancellation, deadline);
    this.scale = new double[at.size()];
    for (int k = 0; k < scale.length; k++) {
      double size = settings.scale.length == 0 ? 1 : settings.scale[k % settings.scale.length];
      scale[k] = Math.scalb(1.0, Math.getExponent(size));
    }
    this.sizes = sizes(at.flat(), scale);
  }

  /** Asks for the value at x, twice. */
  void begin() {
    outputs = guard.outputsAtX();
    requireSame("when asked again at once", Reason.RANDOM_VALUES);
  }

  /** Asks for the value at x once more, after all others. */
  void end() {
    requireSame("after other points were asked for", Reason.REMEMBERS);
  }

  private void requireSame(String when, Reason otherwise) {
    double[] again = guard.outputsAtX();
    for (int k = 0; k < outputs.length; k++) {
      double rounding = ROUNDINGS * precision.unitRoundoff() * Math.abs(outputs[k]);
      if (Math.abs(again[k] - outputs[k]) > Math.max(rounding, settings.solverTolerance)) {
        throw new Fault(
            otherwise, "At x it gave " + outputs[k] + " first and " + again[k] + " " + when + ".");
      }
    }
  }

  /** How far numbers that must be equal may be apart, relative to what was summed to them. */
  double tolerance() {
    return settings.relativeTolerance.orElse(Row.tolerance(precision.unitRoundoff(), settings));
  }

  /** Another value that claims to be the function's. */
  Relation sameValue(String name, double other) {
    double allowed = tolerance() * Math.abs(outputs[0]) + settings.solverTolerance;
    return Relation.of("the function, and " + name, outputs[0], other, allowed);
  }

  Settings settings() {
    return settings;
  }

  Guard guard() {
    return guard;
  }

  Inputs at() {
    return at;
  }

  Precision precision() {
    return precision;
  }

  double[] outputs() {
    return outputs.clone();
  }

  double scale(int k) {
    return scale[k];
  }

  /** How large each entry is, or that of an ordinary one where it is smaller. */
  double[] sizes() {
    return sizes.clone();
  }

  private static double[] sizes(double[] x, double[] scale) {
    double[] known =
        IntStream.range(0, x.length)
            .mapToDouble(k -> Math.abs(x[k]) / scale[k])
            .filter(each -> each > 0)
            .sorted()
            .toArray();
    double typical = known.length == 0 ? 1 : known[known.length / 2];
    double[] sizes = new double[x.length];
    Arrays.setAll(sizes, k -> Math.max(Math.abs(x[k]), typical * scale[k]));
    return sizes;
  }

  /** One output of the function by some entries, in units of the scales. */
  Chart chart(Outputs of, int output, int[] entries) {
    return chart(of, output, entries, at.flat());
  }

  private Chart chart(Outputs of, int output, int[] entries, double[] x) {
    return new Chart(
        scaled(of, output, entries, x),
        Arrays.stream(entries).mapToDouble(k -> x[k] / scale[k]).toArray(),
        Arrays.stream(entries).mapToDouble(k -> scale[k]).toArray(),
        entries,
        k -> onlyToTheRight(entries[k]),
        Optional.empty(),
        entries.length == x.length,
        (by, parts) -> chart(of, output, entries, beside(by, parts)));
  }

  /** A point of the domain that is beside x in each entry. */
  private double[] beside(double by, IntToDoubleFunction parts) {
    double[] y = at.flat();
    for (int k = 0; k < y.length; k++) {
      double part = parts.applyAsDouble(k);
      double move = by * sizes[k] * Math.abs(part);
      boolean right = part > 0;
      double room = right ? settings.domain.roomAbove(k, y[k]) : settings.domain.roomBelow(k, y[k]);
      double most = Math.min(move, room / 2);
      y[k] = precision.round(y[k] + (right ? most : -most));
    }
    return y;
  }

  private ScalarFunction scaled(Outputs of, int output, int[] entries, double[] x) {
    Shape shape = Shape.of(entries.length);
    return new ScalarFunction.OfBatches() {
      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public Precision precision() {
        return precision;
      }

      @Override
      public void evaluate(double[] points, int count, double[] values) {
        // Where only some entries move, the others would make a batch of it too large.
        int most = entries.length == scale.length ? count : 1;
        double[] some = new double[most];
        for (int from = 0; from < count; from += most) {
          of.take(output, whole(points, from, most), most, some);
          System.arraycopy(some, 0, values, from, most);
        }
      }

      private double[] whole(double[] points, int from, int count) {
        double[] all = new double[count * x.length];
        for (int i = 0; i < count; i++) {
          System.arraycopy(x, 0, all, i * x.length, x.length);
          for (int k = 0; k < entries.length; k++) {
            double z = points[(from + i) * entries.length + k];
            all[i * x.length + entries[k]] = z * scale[entries[k]];
          }
        }
        return all;
      }
    };
  }

  /**
   * To which side an entry must be differenced because the domain ends to the other one; empty
   * where there is room to both.
   */
  Optional<Boolean> onlyToTheRight(int k) {
    double x = at.flat()[k];
    double below = settings.domain.roomBelow(k, x);
    double above = settings.domain.roomAbove(k, x);
    double needed = ROOM * (x == 0 ? scale[k] : Math.abs(x));
    return Math.min(below, above) >= needed ? Optional.empty() : Optional.of(above > below);
  }

  DifferenceOptions options() {
    return DifferenceOptions.defaults()
        .withNoise(settings.solverTolerance)
        .withThreads(guard.reseeding().isNeeded() ? 1 : settings.threads)
        .withProgress(settings.progress)
        .withCancellation(settings.cancellation);
  }

  String doing() {
    return guard.doing();
  }

  /** A check that ends before anything could be judged. */
  CheckResult open(Reason reason, String detail) {
    return new CheckResult(
        Decision.open(reason),
        Optional.of(detail),
        at,
        outputs.clone(),
        List.of(),
        0,
        List.of(),
        ValueNoise.NONE,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        guard.evaluations(),
        guard.claims(),
        settings.seed,
        settings.isSurveyed,
        reseeded());
  }

  /** The seed that is set before every call; none where none is. */
  List<Long> reseeded() {
    Reseeding reseeding = guard.reseeding();
    return reseeding.isNeeded() ? List.of(reseeding.seed()) : List.of();
  }
}
