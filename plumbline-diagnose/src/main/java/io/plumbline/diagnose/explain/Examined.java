package io.plumbline.diagnose.explain;

import io.plumbline.diagnose.check.SampleResult;

/** The model whose derivatives two arrays should be: one that is read, or that gives values. */
interface Examined {
  /**
   * Checks one of the two arrays.
   *
   * @param causes whether to look for them where it is wrong
   */
  SampleResult judge(Disagreement given, GivenArray array, boolean causes);

  /**
   * The model's losses.
   *
   * @param given the two arrays
   * @param analytic what a check says of the analytic one
   */
  Landscape landscape(Disagreement given, SampleResult.Judged analytic);
}
