package io.plumbline.diagnose.explain;

/** The model whose derivatives two arrays should be: one that is read, or that gives values. */
interface ExplainedModel {
  /**
   * Checks one of the two arrays.
   *
   * @param causes whether to look for them where it is wrong
   */
  ArrayVerdict judge(Disagreement given, GivenArray array, boolean causes);

  /**
   * The model's losses.
   *
   * @param given the two arrays
   * @param analytic what a check says of the analytic one
   */
  Landscape landscape(Disagreement given, ArrayVerdict analytic);
}
