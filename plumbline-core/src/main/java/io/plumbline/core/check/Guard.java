package io.plumbline.core.check;

import io.plumbline.core.ForeignText;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.verdict.Reason;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the check and what the user wrote: hands out arrays of their own, counts calls,
 * looks whether an argument was written to, stops before a call, and says where something happened.
 * Beside x what fails has no value there, as outside a domain; at x it ends the check.
 */
final class Guard {
  private final Differentiated target;
  private final Inputs at;
  private final Box domain;
  private final Reseeding reseeding;
  private final double[] x;
  private final CancellationToken[] tokens;
  private final AtomicLong evaluations = new AtomicLong();
  private final AtomicLong claims = new AtomicLong();
  private volatile @Nullable String trouble;
  private volatile Supplier<String> doing = () -> "nothing was called yet";
  private volatile int outputs = -1;

  Guard(
      Differentiated target,
      Inputs at,
      Box domain,
      Reseeding reseeding,
      CancellationToken... tokens) {
    this.target = target;
    this.reseeding = reseeding;
    this.domain = domain;
    this.at = at;
    this.x = at.flat();
    this.tokens = tokens;
  }

  Inputs at() {
    return at;
  }

  /** How many points the function was evaluated at. */
  long evaluations() {
    return evaluations.get();
  }

  /** How often gradients and products were asked for. */
  long claims() {
    return claims.get();
  }

  Reseeding reseeding() {
    return reseeding;
  }

  /** What last began, for the words of a check that ran out of time. */
  String doing() {
    return doing.get();
  }

  /** The first thing that went wrong beside x; empty if nothing did. */
  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** How many outputs the function has, known after it was evaluated at x. */
  int outputs() {
    return outputs;
  }

  /** The outputs at x; all finite. */
  double[] outputsAtX() {
    if (!domain.holds(x, 0, x.length)) {
      throw new Fault(Reason.NO_VALUE, "x is outside the domain that was given.");
    }
    double[] values = outputsOf(x, 0);
    if (values.length == 0) {
      throw new Fault(Reason.NO_VALUE, "The function returned no numbers.");
    }
    for (double each : values) {
      if (!Double.isFinite(each)) {
        throw new Fault(
            Reason.NO_VALUE,
            trouble != null ? trouble : "The function gave " + each + " at x itself.");
      }
    }
    return values;
  }

  /** The outputs of points one after another; NaN where there is no value. */
  double[] outputs(double[] points, int count) {
    int size = x.length;
    double[] values = new double[Math.multiplyExact(count, outputs)];
    boolean inside = true;
    for (int i = 0; i < count; i++) {
      inside &= domain.holds(points, i * size, size);
    }
    boolean together = inside && !reseeding.isNeeded();
    Optional<double[]> batch = together ? asBatch(points, count) : Optional.empty();
    if (batch.isPresent()) {
      return batch.get();
    }
    for (int i = 0; i < count; i++) {
      if (domain.holds(points, i * size, size)) {
        double[] own = outputsOf(points, i * size);
        System.arraycopy(own, 0, values, i * outputs, outputs);
      } else {
        Arrays.fill(values, i * outputs, (i + 1) * outputs, Double.NaN);
      }
    }
    return values;
  }

  private Optional<double[]> asBatch(double[] points, int count) {
    stopIfAsked();
    doing = () -> "a batch of " + count + " points";
    double[] handed = Arrays.copyOf(points, count * x.length);
    try {
      Optional<double[]> values = target.batch(handed, count);
      if (values.isPresent()) {
        requireUntouched(handed, points, 0, "function");
        evaluations.addAndGet(count);
        for (int k = 0; k < values.get().length; k++) {
          noteIfNotFinite(values.get()[k], points, k / outputs * x.length);
        }
      }
      return values;
    } catch (RuntimeException e) {
      rethrowIfOurs(e);
      // One by one it shows which of the points it was.
      return Optional.empty();
    }
  }

  private double[] outputsOf(double[] points, int from) {
    stopIfAsked();
    long number = evaluations.incrementAndGet();
    doing = () -> "evaluation " + number + ", " + place(points, from);
    double[] handed = Arrays.copyOfRange(points, from, from + x.length);
    double[] values;
    try {
      reseeding.begin(this::drawAtX);
      values = target.outputs(handed, at).clone();
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      rethrowIfOurs(e);
      note("The function threw " + named(e) + " " + place(points, from) + ".");
      values = new double[Math.max(1, outputs)];
      Arrays.fill(values, Double.NaN);
    }
    requireUntouched(handed, points, from, "function");
    if (outputs < 0) {
      outputs = values.length;
    } else if (values.length != outputs) {
      throw new Fault(
          Reason.NO_VALUE,
          "The function returned "
              + ShownNumbers.count(values.length, "number ", "numbers ")
              + place(points, from)
              + " and "
              + outputs
              + " before.");
    }
    for (double each : values) {
      noteIfNotFinite(each, points, from);
    }
    return values;
  }

  private void drawAtX() {
    evaluations.incrementAndGet();
    target.outputs(x.clone(), at);
  }

  private void noteIfNotFinite(double value, double[] points, int from) {
    if (!Double.isFinite(value) && trouble == null) {
      note("The function gave " + value + " " + place(points, from) + ".");
    }
  }

  private synchronized void note(String said) {
    trouble = trouble == null ? said : trouble;
  }

  /** What a user's gradient, product or matrix gives at a point. */
  <T> T asked(String name, double[] point, Function<double[], T> claim) {
    stopIfAsked();
    doing = () -> "the " + name + ", " + place(point, 0);
    claims.incrementAndGet();
    double[] handed = point.clone();
    T given;
    try {
      reseeding.begin(() -> {});
      given = Objects.requireNonNull(claim.apply(handed));
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      rethrowIfOurs(e);
      throw new Fault(
          Reason.NO_GRADIENT, "The " + name + " threw " + named(e) + " " + place(point, 0) + ".");
    }
    requireUntouched(handed, point, 0, name);
    return given;
  }

  /** What a user's gradient or product gives at a point; it has as many numbers as it must. */
  double[] claimed(String name, double[] point, int size, UnaryOperator<double[]> claim) {
    return claimed(name, point, size, size, claim);
  }

  /** The same, where it may have another number of them. */
  double[] claimed(String name, double[] point, int size, int or, UnaryOperator<double[]> claim) {
    double[] values = asked(name, point, claim).clone();
    if (values.length != size && values.length != or) {
      throw new Fault(
          Reason.NO_GRADIENT,
          "The "
              + name
              + " has "
              + values.length
              + " entries, and must have "
              + size
              + (or == size ? "." : ", or " + or + "."));
    }
    return values;
  }

  /** The same beside x, where what throws has no value. */
  double[] claimedBeside(String name, double[] point, int size, UnaryOperator<double[]> claim) {
    try {
      return claimed(name, point, size, claim);
    } catch (Fault fault) {
      if (fault.reason() != Reason.NO_GRADIENT) {
        throw fault;
      }
      double[] none = new double[size];
      Arrays.fill(none, Double.NaN);
      return none;
    }
  }

  void stopIfAsked() {
    for (CancellationToken token : tokens) {
      token.throwIfCancelled();
    }
  }

  private static void rethrowIfOurs(Throwable thrown) {
    if (thrown instanceof Fault fault) {
      throw fault;
    } else if (thrown instanceof CancellationException cancelled) {
      throw cancelled;
    }
  }

  private static String named(Throwable thrown) {
    String message = thrown.getMessage();
    return thrown.getClass().getSimpleName()
        + (message == null ? "" : " (" + ForeignText.excerpt(ForeignText.spaced(message)) + ")");
  }

  private void requireUntouched(double[] handed, double[] points, int from, String who) {
    for (int k = 0; k < handed.length; k++) {
      double before = points[from + k];
      if (Double.doubleToRawLongBits(handed[k]) != Double.doubleToRawLongBits(before)) {
        throw new Fault(
            Reason.ARGUMENT_CHANGED,
            "The "
                + who
                + " wrote "
                + ShownNumbers.number(handed[k])
                + " over "
                + ShownNumbers.number(before)
                + " in its argument, at "
                + at.element(k % x.length)
                + ".");
      }
    }
  }

  /** Where a point is, as seen from x. */
  private String place(double[] points, int from) {
    int first = -1;
    int count = 0;
    for (int k = 0; k < x.length; k++) {
      if (points[from + k] != x[k]) {
        first = first < 0 ? k : first;
        count++;
      }
    }
    if (count == 0) {
      return "at x";
    }
    String one =
        at.element(first) + " + h, h = " + ShownNumbers.number(points[from + first] - x[first]);
    return "at " + (count == 1 ? one : count + " moved entries, such as " + one);
  }
}
