package io.plumbline.core.check;

import io.plumbline.core.verdict.Reason;

/**
 * What a function did that leaves nothing to judge: the check ends here, and its result says so.
 */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String detail;

  /**
   * A fault.
   *
   * @param detail what exactly, and where: one sentence
   */
  Fault(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }
}
