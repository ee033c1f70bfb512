package io.plumbline.core.check;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.estimate.CancellationToken;
import io.plumbline.core.estimate.Progress;
import io.plumbline.core.function.Precision;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * What the checks of scalar and of vector valued functions have in common. Immutable: each setting
 * gives another check.
 *
 * @param <C> the check itself
 */
public abstract sealed class FunctionCheck<C extends FunctionCheck<C>>
    permits GradientCheck, JacobianCheck {
  private static final int NEARBY = 4;

  /** How far points beside x are from it, relative to each entry. */
  private static final double BESIDE = 0x1p-8;

  final Differentiated target;
  final Settings settings;

  FunctionCheck(Differentiated target, Settings settings) {
    this.target = target;
    this.settings = settings;
  }

  abstract C with(Settings changed);

  /** The part that knows what was claimed. */
  abstract CheckResult run(Session session);

  final C changed(Consumer<Settings> change) {
    return with(settings.changed(change));
  }

  /**
   * Where to differentiate, for a function of one array.
   *
   * @param x its values, flat in row-major order; copied
   * @return the check there
   * @throws InvalidInputException if it is empty, has not the function's shape, or is not finite
   */
  public final C at(double... x) {
    return at(Inputs.of(x));
  }

  /**
   * Where to differentiate.
   *
   * @param inputs named arrays
   * @return the check there
   * @throws InvalidInputException if they have not the function's shape, or are not finite
   */
  public final C at(Inputs inputs) {
    Inputs named = target.named(inputs);
    double[] x = named.flat();
    for (int k = 0; k < x.length; k++) {
      Settings.require(Double.isFinite(x[k]), named.element(k), x[k], "finite");
    }
    return changed(settings -> settings.at = named);
  }

  /**
   * The arithmetic that the function computes in.
   *
   * @param precision float64 unless the function says otherwise
   * @return the check with it
   */
  public final C precision(Precision precision) {
    return changed(settings -> settings.precision = Optional.of(precision));
  }

  /**
   * Where the function is defined: it is not called elsewhere, and near an edge it is differenced
   * to one side.
   *
   * @param domain bounds that hold the point
   * @return the check with it
   */
  public final C domain(Box domain) {
    return changed(settings -> settings.domain = domain);
  }

  /**
   * How large a change of each entry is an ordinary one, where x does not show it: at zero, or in
   * units of 1e-12 or 1e30. Rounded to a power of two.
   *
   * @param sizes positive, one for all or one for each entry
   * @return the check with them
   * @throws InvalidInputException if one is not positive and finite
   */
  public final C scale(double... sizes) {
    for (double each : sizes) {
      boolean fits = each > 0 && each < Double.POSITIVE_INFINITY;
      Settings.require(fits, "scale", each, "positive and finite");
    }
    double[] own = sizes.clone();
    return changed(settings -> settings.scale = own);
  }

  /**
   * How far values may be off where they do not show it, such as those of a solver that stops at a
   * tolerance.
   *
   * @param bound absolute, in the units of the function
   * @return the check with it
   * @throws InvalidInputException if it is negative or not finite
   */
  public final C solverTolerance(double bound) {
    boolean fits = bound >= 0 && bound < Double.POSITIVE_INFINITY;
    Settings.require(fits, "solver tolerance", bound, "finite and not negative");
    return changed(settings -> settings.solverTolerance = bound);
  }

  /**
   * How far each entry may be off beside what its estimate leaves open.
   *
   * @param relative to the derivative; by default what the function's arithmetic explains
   * @return the check with it
   * @throws InvalidInputException if it is not at least 0 and below 1
   */
  public final C relativeTolerance(double relative) {
    Settings.require(
        relative >= 0 && relative < 1, "relative tolerance", relative, "at least 0 and below 1");
    return changed(settings -> settings.relativeTolerance = Optional.of(relative));
  }

  /**
   * The largest mistake that a PASS may overlook.
   *
   * @param relative to the derivative; 0.01 by default
   * @return the check with it
   * @throws InvalidInputException if it is not positive
   */
  public final C mustSee(double relative) {
    Settings.require(relative > 0, "must see", relative, "positive");
    return changed(settings -> settings.mustSee = relative);
  }

  /**
   * What random points and directions are drawn from: the same seed gives the same bits.
   *
   * @param seed any
   * @return the check with it
   */
  public final C seed(long seed) {
    return changed(settings -> settings.seed = seed);
  }

  /**
   * How a function that draws random numbers is made to draw the same ones again. It is called
   * before every call of the function, and of its gradient, with one seed; the whole check is made
   * with three seeds, which are drawn from that of the check, and passes where it does with each.
   * All calls come from one thread at a time, one point at a time.
   *
   * @param reseed sets the seed of all that the function and the gradient draw from
   * @return the check with it
   */
  public final C reseed(LongConsumer reseed) {
    return changed(settings -> settings.reseed = Optional.of(reseed));
  }

  /**
   * Which entries of the Jacobian, or of the Hessian, may be other than zero: all others are
   * claimed to be zero, which is held too, along random directions. Columns that share no row are
   * moved together, so that a band costs as many evaluations as it is wide.
   *
   * @param pattern of as many rows as there are outputs, and as many columns as inputs
   * @return the check with it
   */
  public final C sparsity(Sparsity pattern) {
    return changed(settings -> settings.sparsity = Optional.of(pattern));
  }

  /**
   * How many threads call the function at once; results do not depend on it.
   *
   * @param threads at least one; more only where the function is safe for them
   * @return the check with it
   * @throws InvalidInputException if there is none
   */
  public final C threads(int threads) {
    Settings.require(threads > 0, "threads", threads, "positive");
    return changed(settings -> settings.threads = threads);
  }

  /**
   * How long the check may take: after that it is inconclusive, also where the function never
   * returns. The function is then called from a thread of its own, which is interrupted in the end.
   *
   * @param budget positive
   * @return the check with it
   * @throws InvalidInputException if it is not positive
   */
  public final C budget(Duration budget) {
    Settings.require(
        !budget.isNegative() && !budget.isZero(), "budget", budget, "longer than nothing");
    return changed(settings -> settings.budget = Optional.of(budget));
  }

  /**
   * Someone to tell how far it has come.
   *
   * @param listener told after each batch, from any thread
   * @return the check with it
   */
  public final C listener(Progress listener) {
    return changed(settings -> settings.progress = listener);
  }

  /**
   * A switch to stop by, before the next call of the function.
   *
   * @param cancellation from then on the check is inconclusive
   * @return the check with it
   */
  public final C cancellation(CancellationToken cancellation) {
    return changed(settings -> settings.cancellation = cancellation);
  }

  /**
   * Makes the check. Whatever the function does is in the result and not thrown.
   *
   * @return the result
   * @throws InvalidInputException if it was not said where, or against what, or if more is
   *     tolerated than a PASS may overlook
   */
  public final CheckResult check() {
    Inputs at = settings.at;
    if (at == null) {
      throw new InvalidInputException("at (nothing) must say where to differentiate");
    }
    settings.relativeTolerance.ifPresent(
        relative ->
            Settings.require(
                relative < settings.mustSee,
                "relative tolerance",
                relative,
                "below the largest mistake that a PASS may overlook (must see), "
                    + settings.mustSee));
    CancellationToken deadline =
        settings.budget.map(CancellationToken::after).orElseGet(CancellationToken::new);
    List<Session> sessions =
        Arrays.stream(Reseeding.seeds(settings))
            .mapToObj(seed -> new Session(target, at, settings, seed, deadline))
            .toList();
    return settings.budget.isEmpty()
        ? each(sessions)
        : Deadline.run(() -> each(sessions), settings.budget.get(), deadline)
            .orElseGet(() -> outOfTime(sessions));
  }

  /** One check after the other, until one fails. */
  private CheckResult each(List<Session> sessions) {
    List<CheckResult> results = new ArrayList<>();
    for (Session session : sessions) {
      results.add(guarded(session));
      if (results.get(results.size() - 1).verdict() == Verdict.FAIL) {
        break;
      }
    }
    return CheckResult.worstOf(results);
  }

  private static CheckResult outOfTime(List<Session> sessions) {
    List<CheckResult> open = new ArrayList<>();
    for (Session each : sessions) {
      if (open.isEmpty() || each.guard().evaluations() > 0) {
        open.add(0, outOfTime(each));
      }
    }
    return CheckResult.worstOf(open);
  }

  private static CheckResult outOfTime(Session session) {
    return session.open(Reason.OUT_OF_TIME, "It was at " + session.doing() + ".");
  }

  /**
   * Makes the check; where x is on a kink, then at points beside it, until one is decided.
   *
   * @return the first result that is decided, or that at x. What was claimed as numbers, and not as
   *     a function, is claimed of all those points
   * @throws InvalidInputException as for {@link #check}
   */
  public final CheckResult checkNearby() {
    CheckResult here = check();
    SplittableRandom random = new SplittableRandom(settings.seed);
    for (int attempt = 0; attempt < NEARBY && isOnKink(here); attempt++) {
      double[] x = here.at().flat();
      double[] other =
          settings
              .retraction
              .map(each -> each.beside(x, BESIDE, random))
              .orElseGet(() -> beside(x, random));
      CheckResult beside = at(here.at().with(other)).check();
      if (beside.verdict() != Verdict.INCONCLUSIVE) {
        return beside;
      }
    }
    return here;
  }

  private static double[] beside(double[] x, SplittableRandom random) {
    double[] other = x.clone();
    for (int k = 0; k < x.length; k++) {
      double by = (0.5 + random.nextDouble() / 2) * (random.nextBoolean() ? 1 : -1);
      other[k] += BESIDE * by * (x[k] == 0 ? 1 : Math.abs(x[k]));
    }
    return other;
  }

  private static boolean isOnKink(CheckResult result) {
    return result.reason().equals(Optional.of(Reason.NOT_SMOOTH));
  }

  private CheckResult guarded(Session session) {
    try {
      return run(session);
    } catch (Fault fault) {
      return session.open(fault.reason(), fault.detail());
    } catch (CancellationException e) {
      return outOfTime(session);
    }
  }
}
