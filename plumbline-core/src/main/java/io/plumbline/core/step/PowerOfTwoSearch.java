package io.plumbline.core.step;

/** Rounds the step of another search to the nearest power of two on the logarithmic scale. */
record PowerOfTwoSearch(StepSearch search) implements StepSearch {
  @Override
  public double[] probes() {
    return search.probes();
  }

  @Override
  public void observe(double[] values) {
    search.observe(values);
  }

  @Override
  public StepChoice choice() {
    StepChoice choice = search.choice();
    return new StepChoice(nearest(choice.step()), choice.condition(), choice.evaluations());
  }

  private static double nearest(double step) {
    double below = Math.max(Math.scalb(1.0, Math.getExponent(step)), Double.MIN_NORMAL);
    return step / below > Math.sqrt(2) && below < 0x1p1023 ? 2 * below : below;
  }
}
