package io.plumbline.jobs.audit.rows;

import io.plumbline.core.verdict.Reason;
import io.plumbline.core.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is kept of one sample: nothing that depends on when, where, or beside what it was checked.
 *
 * @param index its place in the data, from 0
 * @param key what people find it by: a file's name, a record's, or the index
 * @param finding what was found; absent of a record that could not be used
 * @param bad why the record could not be used; absent otherwise
 */
public record AuditRow(int index, String key, Optional<Finding> finding, Optional<String> bad) {
  /** A row has the one or the other. */
  public AuditRow {
    if (finding.isPresent() == bad.isPresent()) {
      throw new IllegalArgumentException("a row has either a finding or a fault");
    }
  }

  /**
   * The row of a sample that was checked.
   *
   * @param index its place in the data, from 0
   * @param key what people find it by
   * @param finding what was found
   * @return the row
   */
  public static AuditRow of(int index, String key, Finding finding) {
    return new AuditRow(index, key, Optional.of(finding), Optional.empty());
  }

  /**
   * The row of a record that could not be used.
   *
   * @param index its place in the data, from 0
   * @param key what people find it by
   * @param bad one line that says why
   * @return the row
   */
  public static AuditRow bad(int index, String key, String bad) {
    return new AuditRow(index, key, Optional.empty(), Optional.of(bad));
  }

  /**
   * What was found of a sample. Numbers have six digits; what has no value, as the norm's error
   * where nothing was held against a derivative, is not a number.
   *
   * @param label the class; absent where the target is none
   * @param predicted the output that is largest
   * @param p the probability that the model gives the label; not a number where it gives none
   * @param loss at the sample
   * @param verdict on its gradient
   * @param reason why that is inconclusive
   * @param tieRule the rule that the gradient follows at exact ties, in words; empty where there
   *     are none
   * @param flips near-ties that the gradient decides otherwise than float64 does
   * @param kinks units that lie exactly on a kink, or share a maximum, where the loss depends on
   *     how that is decided: how many by layer
   * @param tied coordinates whose derivative depends on how ties are decided
   * @param resolution the largest mistake that a single decidable coordinate may hide, in the
   *     gradient's unit
   * @param power how large an added mistake must be so as not to pass, relative to the derivative's
   *     norm
   * @param normError the norm of all that is off, relative to the derivative's
   * @param maxError the largest difference, in the gradient's unit
   * @param worst the three coordinates to look at, the worst first
   * @param cause why the gradient is wrong; empty where it is not
   * @param gradient the beginning of the SHA-256 of the gradient, 16 hexadecimal digits
   */
  public record Finding(
      OptionalInt label,
      int predicted,
      double p,
      double loss,
      Verdict verdict,
      Optional<Reason> reason,
      Optional<String> tieRule,
      int flips,
      Map<String, Integer> kinks,
      int tied,
      double resolution,
      double power,
      double normError,
      double maxError,
      List<Worst> worst,
      Optional<Named> cause,
      String gradient) {}

  /**
   * A coordinate.
   *
   * @param coordinate its place in the sample, in C order
   * @param analytic the gradient as given
   * @param numeric the certified difference quotient
   * @param allowed how large their difference may be
   */
  public record Worst(int coordinate, double analytic, double numeric, double allowed) {}

  /**
   * A cause.
   *
   * @param id as in {@code docs/causes}
   * @param sentence what happened, in words
   */
  public record Named(String id, String sentence) {}
}
