package io.plumbline.jobs.audit.summary;

import io.plumbline.core.InvalidInputException;
import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.report.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How many samples may be other than right: {@code wrong=0,inconclusive=5%}. */
public final class AuditAllowance {
  private static final Pattern ENTRY = Pattern.compile("([a-z]+)=(\\d{1,9}(?:\\.\\d{1,9})?)(%?)");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final Map<Kind, Limit> limits;

  private AuditAllowance(Map<Kind, Limit> limits) {
    this.limits = limits;
  }

  /** What may be limited. */
  private enum Kind {
    WRONG(verdicts -> verdicts.count(Verdict.FAIL), Verdict.FAIL),
    INCONCLUSIVE(verdicts -> verdicts.count(Verdict.INCONCLUSIVE), Verdict.INCONCLUSIVE),
    /** Those of which no gradient could be checked in this precision. */
    SATURATED(
        verdicts -> verdicts.count(each -> each.reason().filter(Reason::ofSample).isPresent()),
        Verdict.INCONCLUSIVE),
    BAD(Verdicts::bad, Verdict.INCONCLUSIVE);

    private final ToLongFunction<Verdicts> count;
    private final Verdict exceeded;

    Kind(ToLongFunction<Verdicts> count, Verdict exceeded) {
      this.count = count;
      this.exceeded = exceeded;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Limit(BigDecimal most, boolean percent) {
    private static final Limit NONE = new Limit(BigDecimal.ZERO, false);

    boolean allows(long count, long rows) {
      BigDecimal many = BigDecimal.valueOf(count);
      return percent
          ? many.multiply(HUNDRED).compareTo(most.multiply(BigDecimal.valueOf(rows))) <= 0
          : many.compareTo(most) <= 0;
    }

    @Override
    public String toString() {
      return most.toPlainString() + (percent ? " %" : "");
    }
  }

  /**
   * One limit, and whether it was kept.
   *
   * @param kind what it is on, a word of the option
   * @param verdict PASS where it was kept; else FAIL where too many are wrong, and INCONCLUSIVE
   *     where too little is known
   * @param sentence how many there are, and how many may be
   */
  public record Held(String kind, Verdict verdict, String sentence) {}

  /**
   * Reads an option's value.
   *
   * @param text limits with commas between: a kind, an equals sign, and a count or a percentage of
   *     all samples that were audited. What is not named may be as many as there are, but for wrong
   *     ones, of which there may then be none
   * @return the allowance
   * @throws InvalidInputException if it is something else, in one line
   */
  public static AuditAllowance of(String text) {
    Map<Kind, Limit> limits = new EnumMap<>(Kind.class);
    for (String entry : text.split(",", -1)) {
      Matcher parts = ENTRY.matcher(entry.strip());
      if (!parts.matches()) {
        throw refused(
            text, "kinds, each with a count or percentage, as in wrong=0,inconclusive=5%");
      }
      Kind kind =
          Arrays.stream(Kind.values())
              .filter(each -> each.word().equals(parts.group(1)))
              .findFirst()
              .orElseThrow(() -> refused(text, "of these kinds: " + kinds()));
      BigDecimal most = new BigDecimal(parts.group(2));
      boolean percent = !parts.group(3).isEmpty();
      if (percent ? most.compareTo(HUNDRED) > 0 : most.stripTrailingZeros().scale() > 0) {
        throw refused(text, "of whole numbers, or of at most 100%");
      }
      if (limits.put(kind, new Limit(most, percent)) != null) {
        throw refused(text, "of each kind once");
      }
    }
    limits.putIfAbsent(Kind.WRONG, Limit.NONE);
    return new AuditAllowance(limits);
  }

  private static InvalidInputException refused(String text, String condition) {
    return new InvalidInputException("--allow (" + text + ") must be " + condition);
  }

  private static String kinds() {
    return Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "));
  }

  /**
   * Holds a summary against the limits.
   *
   * @param summary of an audit
   * @return each of them
   */
  public List<Held> held(AuditSummary summary) {
    List<Held> held = new ArrayList<>();
    limits.forEach(
        (kind, limit) -> {
          long count = kind.count.applyAsLong(summary.verdicts());
          boolean kept = limit.allows(count, summary.rows());
          held.add(
              new Held(
                  kind.word(),
                  kept ? Verdict.PASS : kind.exceeded,
                  Numbers.count(count)
                      + " of "
                      + Numbers.count(summary.rows())
                      + " "
                      + (count == 1 ? "is " : "are ")
                      + kind.word()
                      + ", and at most "
                      + limit
                      + " may be."));
        });
    return held;
  }

  /**
   * The verdict under this allowance.
   *
   * @param summary of an audit
   * @return PASS where all limits are kept; else the worst of those that are not
   */
  public Verdict verdict(AuditSummary summary) {
    return held(summary).stream().map(Held::verdict).max(Verdict::compareTo).orElse(Verdict.PASS);
  }
}
