package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.rows.AuditRow.Finding;
import java.util.EnumMap;
import java.util.Map;

/**
 * The error of the gradients against the loss, counted on a grid of logarithms. A loss that is sure
 * leaves float32 few digits: the line of {@link #float32}.
 */
public final class LossPlane {
  /** Half a unit in the last place of 1 in float32. */
  private static final double ROUNDING = 0x1p-24;

  private final Map<Verdict, long[]> counts = new EnumMap<>(Verdict.class);
  private long outside;
  private long probabilities;

  /**
   * The bins of one axis; what lies beyond the last is counted in the last.
   *
   * @param from the exponent of ten where the first begins
   * @param decades how many powers of ten there are
   */
  public record Axis(int from, int decades) {
    private static final int BINS_A_DECADE = 4;

    /**
     * How many bins there are.
     *
     * @return four for each decade
     */
    public int bins() {
      return decades * BINS_A_DECADE;
    }

    private int bin(double value) {
      double place = (StrictMath.log10(value) - from) * BINS_A_DECADE;
      return (int) Math.max(0, Math.min(bins() - 1, Math.floor(place)));
    }

    /**
     * Where a bin begins.
     *
     * @param bin from 0, or a place between
     * @return the value
     */
    public double at(double bin) {
      return Math.pow(10, from + bin / BINS_A_DECADE);
    }

    /**
     * Where a value lies.
     *
     * @param value positive
     * @return in bins, and parts of one
     */
    public double place(double value) {
      return (Math.log10(value) - from) * BINS_A_DECADE;
    }
  }

  /** The loss. */
  public static final Axis LOSS = new Axis(-12, 15);

  /** The norm of all that is off, relative to the derivative's. */
  public static final Axis ERROR = new Axis(-12, 15);

  void add(Finding found) {
    if (!Double.isNaN(found.p())) {
      probabilities++;
    }
    // Where either is no number or infinite, there is no place; a zero lies below every place.
    if (!(found.loss() >= 0 && found.normError() >= 0)
        || found.loss() == Double.POSITIVE_INFINITY
        || found.normError() == Double.POSITIVE_INFINITY) {
      outside++;
      return;
    }
    of(found.verdict())[LOSS.bin(found.loss()) * ERROR.bins() + ERROR.bin(found.normError())]++;
  }

  void add(LossPlane other) {
    other.counts.forEach(
        (verdict, theirs) -> {
          long[] ours = of(verdict);
          for (int k = 0; k < ours.length; k++) {
            ours[k] += theirs[k];
          }
        });
    outside += other.outside;
    probabilities += other.probabilities;
  }

  private long[] of(Verdict verdict) {
    return counts.computeIfAbsent(verdict, any -> new long[LOSS.bins() * ERROR.bins()]);
  }

  /**
   * How many samples lie in a cell.
   *
   * @param verdict that they have
   * @param loss the bin of {@link #LOSS}
   * @param error the bin of {@link #ERROR}
   * @return the count
   */
  public long count(Verdict verdict, int loss, int error) {
    return counts.containsKey(verdict) ? of(verdict)[loss * ERROR.bins() + error] : 0;
  }

  /**
   * How many samples have no place, as one of the two is no number, infinite or negative.
   *
   * @return the count
   */
  public long outside() {
    return outside;
  }

  /**
   * Whether the loss is of a probability, as the line of float32 is.
   *
   * @return whether any sample has one
   */
  public boolean isOfProbability() {
    return probabilities > 0;
  }

  /**
   * What float32 leaves of a gradient of the cross-entropy: p - 1 is rounded to a multiple of
   * 2^-24, and is no larger than 1 - exp(-loss).
   *
   * @param loss of the sample
   * @return the error, relative to the derivative's norm, that rounding p alone may bring
   */
  public static double float32(double loss) {
    return ROUNDING / -Math.expm1(-loss);
  }
}
