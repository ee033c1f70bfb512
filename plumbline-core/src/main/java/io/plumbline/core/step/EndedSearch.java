package io.plumbline.core.step;

/** A search that needs no function values. */
record EndedSearch(StepChoice choice) implements StepSearch {
  @Override
  public double[] probes() {
    return new double[0];
  }

  @Override
  public void observe(double[] values) {
    throw new IllegalStateException("the search has ended");
  }
}
