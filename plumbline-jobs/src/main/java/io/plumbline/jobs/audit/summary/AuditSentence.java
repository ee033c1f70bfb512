package io.plumbline.jobs.audit.summary;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import io.plumbline.jobs.audit.summary.CauseCounts.Cause;
import io.plumbline.report.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The sentence on top: what is right, what cannot be seen, what is wrong and why. */
final class AuditSentence {
  private static final int MOST_NAMED = 3;

  /** Those that begin a sentence alone, and are small within one. */
  private static final Set<String> ARTICLES = Set.of("A", "An", "It", "The", "This", "What");

  private final AuditSummary of;
  private final Verdicts verdicts;

  private AuditSentence(AuditSummary of) {
    this.of = of;
    this.verdicts = of.verdicts();
  }

  static String of(AuditSummary summary) {
    return new AuditSentence(summary).sentence();
  }

  private String sentence() {
    List<String> parts = new ArrayList<>();
    if (verdicts.checked() > 0) {
      parts.add(right());
      undecided(parts);
      if (verdicts.count(Verdict.FAIL) > 0) {
        parts.add(wrong());
      }
    }
    if (verdicts.bad() > 0) {
      parts.add(
          verdicts.bad() == 1
              ? "1 record could not be used"
              : Numbers.count(verdicts.bad()) + " records could not be used");
    }
    long missing = of.plan().samples() - of.rows();
    if (missing > 0) {
      parts.add(
          Numbers.count(missing)
              + " of "
              + Numbers.count(of.plan().samples())
              + " samples have not been audited");
    }
    return String.join("; ", parts) + ".";
  }

  private String right() {
    long all = verdicts.checked();
    long right = verdicts.count(Verdict.PASS);
    if (right == all) {
      return all == 1
          ? "The one gradient is right"
          : "All " + Numbers.count(all) + " gradients are right";
    }
    if (right == 0) {
      return all == 1
          ? "The one gradient could not be shown to be right"
          : "None of " + Numbers.count(all) + " gradients could be shown to be right";
    }
    return Numbers.count(right)
        + " of "
        + Numbers.count(all)
        + " gradients "
        + (right == 1 ? "is" : "are")
        + " right";
  }

  private void undecided(List<String> parts) {
    long saturated = verdicts.count(Reason.SATURATED);
    if (saturated > 0) {
      parts.add(
          Numbers.count(saturated)
              + " cannot be seen in "
              + of.arithmetic()
              + " because the network is too sure");
    }
    long clipped = verdicts.count(Reason.CLIPPED);
    if (clipped > 0) {
      parts.add(Numbers.count(clipped) + have(clipped) + " a label whose probability is clipped");
    }
    long zero = verdicts.count(each -> each.reason().filter(Reason::isOfZero).isPresent());
    if (zero > 0) {
      parts.add(Numbers.count(zero) + have(zero) + " a derivative of zero");
    }
    List<Reason> others = verdicts.reasons().stream().filter(reason -> !reason.ofSample()).toList();
    if (!others.isEmpty()) {
      long open = others.stream().mapToLong(verdicts::count).sum();
      parts.add(
          Numbers.count(open)
              + " cannot be decided ("
              + named(
                  others.stream().map(each -> new Share(verdicts.count(each), word(each))).toList(),
                  open)
              + ")");
    }
  }

  private String wrong() {
    long wrong = verdicts.count(Verdict.FAIL);
    List<Cause> causes = of.causes().list();
    return Numbers.count(wrong)
        + (wrong == 1 ? " is wrong" : " are wrong")
        + ofClass(wrong)
        + because(wrong, causes);
  }

  /** Where there is one class in all, nothing is said by naming it. */
  private String ofClass(long wrong) {
    List<Integer> classes = of.labels().list();
    return classes.size() < 2
        ? ""
        : classes.stream()
            .filter(label -> of.labels().count(label, Verdict.FAIL) == wrong)
            .findFirst()
            .map(label -> (wrong == 1 ? ", of class " : ", all of class ") + label)
            .orElse("");
  }

  private static String because(long wrong, List<Cause> causes) {
    if (causes.size() > 1) {
      return ", of "
          + causes.size()
          + " causes ("
          + named(causes.stream().map(each -> new Share(each.count(), each.id())).toList(), wrong)
          + ")";
    }
    Cause cause = causes.get(0);
    return (wrong == 1 ? ", of cause " : ", all of one cause, ")
        + cause.id()
        + (cause.alike() ? ": " + clause(cause.sentence()) : "");
  }

  private record Share(long count, String name) {}

  private static String named(List<Share> shares, long all) {
    if (shares.size() == 1 && shares.get(0).count() == all) {
      return shares.get(0).name();
    }
    return shares.stream()
            .limit(MOST_NAMED)
            .map(each -> Numbers.count(each.count()) + " " + each.name())
            .collect(Collectors.joining(", "))
        + (shares.size() > MOST_NAMED ? ", …" : "");
  }

  /** What comes before the advice, as it stands behind a colon. */
  private static String clause(String sentence) {
    int colon = sentence.indexOf(": ");
    String begin = (colon < 0 ? sentence : sentence.substring(0, colon)).strip();
    String clause = begin.endsWith(".") ? begin.substring(0, begin.length() - 1) : begin;
    int space = clause.indexOf(' ');
    return space > 0 && ARTICLES.contains(clause.substring(0, space))
        ? clause.substring(0, 1).toLowerCase(Locale.ROOT) + clause.substring(1)
        : clause;
  }

  private static String have(long count) {
    return count == 1 ? " has" : " have";
  }

  static String word(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
