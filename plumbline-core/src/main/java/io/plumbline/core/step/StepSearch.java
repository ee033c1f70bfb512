package io.plumbline.core.step;

/**
 * One search for a step, in rounds, so that the rounds of many searches share a batch: while {@link
 * #probes()} is not empty, evaluate f(x + t) for each t in it and hand the values to {@link
 * #observe}.
 */
public interface StepSearch {
  /** The offsets t at which the search wants the function next; empty when it has ended. */
  double[] probes();

  /** Takes the values at the offsets last asked for, in the same order. */
  void observe(double[] values);

  /** The step; only after the search has ended. */
  StepChoice choice();
}
