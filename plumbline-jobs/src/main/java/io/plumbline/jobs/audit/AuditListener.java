package io.plumbline.jobs.audit;

import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;
import io.plumbline.report.Table;

/** Is told how an audit goes on; may be called by several threads, but by one at a time. */
public interface AuditListener {
  /** Is told, and does nothing. */
  AuditListener NONE = new AuditListener() {};

  /**
   * The work begins.
   *
   * @param plan what is to be done by all
   * @param samples how many are to be checked here and now
   */
  default void begins(AuditPlan plan, int samples) {}

  /**
   * How long the work takes, as its first samples tell.
   *
   * @param seconds all samples that are to be checked here, to about a factor of two
   */
  default void expect(double seconds) {}

  /**
   * What was decided without being asked for, or because it was.
   *
   * @param table a line for each decision
   */
  default void decisions(Table table) {}

  /**
   * A sample is decided.
   *
   * @param row what was found of it
   */
  default void decided(AuditRow row) {}

  /**
   * A chunk is written.
   *
   * @param number which, from 0
   */
  default void written(int number) {}
}
