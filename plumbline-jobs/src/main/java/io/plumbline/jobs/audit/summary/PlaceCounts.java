package io.plumbline.jobs.audit.summary;

import io.plumbline.jobs.audit.rows.AuditRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where in the data samples are right, wrong, undecided and bad: along it, and by the remainder of
 * their index. What a loader gets wrong, one of its workers or the last of its batches, comes again
 * every so many samples.
 */
public final class PlaceCounts {
  /** So many bins along the data, fewer where there are fewer samples. */
  public static final int MOST_BINS = 120;

  private static final int ALL_TO = 64;
  private static final List<Integer> BATCHES =
      List.of(96, 100, 128, 200, 256, 500, 512, 1000, 1024);

  /** Chance makes one in a thousand audits look as if something came again. */
  private static final double CHANCE = 1e-3;

  /** Of millions of samples less stands out from chance too, and is not worth a word. */
  private static final double TIMES = 3;

  private final int samples;
  private final long[][] bins;
  private final List<Remainders> periods;

  /** What a sample counts as. */
  public enum Kind {
    /** The gradient is right. */
    RIGHT,
    /** Nothing could be said of it. */
    UNDECIDED,
    /** It is wrong. */
    WRONG,
    /** The record could not be used. */
    BAD;

    /** What it is called. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(AuditRow row) {
      return row.finding()
          .map(
              found ->
                  switch (found.verdict()) {
                    case PASS -> RIGHT;
                    case INCONCLUSIVE -> UNDECIDED;
                    case FAIL -> WRONG;
                  })
          .orElse(BAD);
    }
  }

  /** Counts by the remainder of the index. */
  private record Remainders(int period, long[][] counts) {
    static Remainders of(int period) {
      return new Remainders(period, new long[Kind.values().length][period]);
    }

    long all(int remainder) {
      long all = 0;
      for (long[] kind : counts) {
        all += kind[remainder];
      }
      return all;
    }

    long all() {
      long all = 0;
      for (int remainder = 0; remainder < period; remainder++) {
        all += all(remainder);
      }
      return all;
    }
  }

  /**
   * Something that comes again.
   *
   * @param kind what it is
   * @param period every so many samples
   * @param remainder of the index
   * @param count how many of them have that remainder
   * @param all how many there are
   * @param here how many samples have that remainder
   * @param rows how many samples there are
   */
  public record Repeating(
      Kind kind, int period, int remainder, long count, long all, long here, long rows) {
    /**
     * How much of what has that remainder is of the kind.
     *
     * @return a share of 1
     */
    public double rate() {
      return (double) count / here;
    }

    /**
     * How much of all else is of the kind.
     *
     * @return a share of 1
     */
    public double elsewhere() {
      return (double) (all - count) / (rows - here);
    }

    /** The logarithm of what bounds the chance of so many at one remainder. */
    private double logChance() {
      double seen = (double) count / all;
      double share = (double) here / rows;
      if (seen <= share) {
        return 0;
      }
      double others = seen == 1 ? 0 : (1 - seen) * Math.log((1 - seen) / (1 - share));
      return -all * (seen * Math.log(seen / share) + others);
    }
  }

  PlaceCounts(int samples) {
    this.samples = samples;
    this.bins = new long[Kind.values().length][Math.min(samples, MOST_BINS)];
    List<Remainders> all = new ArrayList<>();
    for (int period = 2; period <= ALL_TO; period++) {
      all.add(Remainders.of(period));
    }
    BATCHES.forEach(period -> all.add(Remainders.of(period)));
    this.periods = List.copyOf(all);
  }

  void add(AuditRow row) {
    int kind = Kind.of(row).ordinal();
    bins[kind][(int) ((long) row.index() * bins() / samples)]++;
    for (Remainders each : periods) {
      each.counts[kind][row.index() % each.period]++;
    }
  }

  void add(PlaceCounts other) {
    add(bins, other.bins);
    for (int k = 0; k < periods.size(); k++) {
      add(periods.get(k).counts, other.periods.get(k).counts);
    }
  }

  private static void add(long[][] ours, long[][] theirs) {
    for (int kind = 0; kind < ours.length; kind++) {
      for (int k = 0; k < ours[kind].length; k++) {
        ours[kind][k] += theirs[kind][k];
      }
    }
  }

  /**
   * How many bins there are along the data.
   *
   * @return at least 1
   */
  public int bins() {
    return bins[0].length;
  }

  /**
   * Where a bin begins.
   *
   * @param bin from 0
   * @return the index of its first sample
   */
  public int from(int bin) {
    return (int) (((long) bin * samples + bins() - 1) / bins());
  }

  /**
   * How many samples of a bin are of a kind.
   *
   * @param kind what to count
   * @param bin from 0
   * @return the count
   */
  public long count(Kind kind, int bin) {
    return bins[kind.ordinal()][bin];
  }

  /**
   * How many samples with a remainder are of a kind.
   *
   * @param kind what to count
   * @param period what indices are divided by, as of {@link #repeating}
   * @param remainder from 0
   * @return the count
   */
  public long count(Kind kind, int period, int remainder) {
    return periods.stream()
        .filter(each -> each.period == period)
        .findFirst()
        .orElseThrow()
        .counts[kind.ordinal()][remainder];
  }

  /**
   * What of a kind comes again at one remainder more often than chance explains, over all that were
   * tried, and at least thrice as often as elsewhere. How likely so many would be there is bounded
   * as by Chernoff (Annals of Mathematical Statistics 23, 1952).
   *
   * @param kind what may come again
   * @return the period that chance explains least, if there is one
   */
  public Optional<Repeating> repeating(Kind kind) {
    int tried = periods.stream().mapToInt(Remainders::period).sum();
    Optional<Repeating> least =
        periods.stream()
            .flatMap(each -> concentrated(each, kind).stream())
            .filter(each -> each.rate() >= TIMES * each.elsewhere())
            .min(Comparator.comparingDouble(Repeating::logChance));
    return least.filter(each -> each.logChance() + Math.log(tried) < Math.log(CHANCE));
  }

  private static Optional<Repeating> concentrated(Remainders of, Kind kind) {
    long[] counts = of.counts[kind.ordinal()];
    long all = 0;
    int most = 0;
    for (int k = 0; k < counts.length; k++) {
      all += counts[k];
      most = counts[k] > counts[most] ? k : most;
    }
    return all == 0
        ? Optional.empty()
        : Optional.of(
            new Repeating(kind, of.period, most, counts[most], all, of.all(most), of.all()));
  }
}
