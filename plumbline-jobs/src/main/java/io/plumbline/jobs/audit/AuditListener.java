package io.plumbline.jobs.audit;

import io.plumbline.jobs.audit.rows.AuditPlan;
import io.plumbline.jobs.audit.rows.AuditRow;

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
