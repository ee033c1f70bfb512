package io.plumbline.core.step;

/**
 * Estimates f^(m), m = p + 1, by the m-th difference over a step r, and from it the optimal step.
 *
 * <p>The m-th difference is sum (-1)^(m-k) C(m,k) f(x + t_k), t_k = (k - m/2) r or k r on one side,
 * and carries a noise of at most 2^m e. Where it does not stand out from that, r grows; where it
 * never does, the noise itself bounds |f^(m)|, and the step is as large as that allows.
 */
final class OptimalSearch implements StepSearch {
  private static final int ROUNDS = 6;
  private static final double STANDS_OUT = 8;

  private final StepProblem problem;
  private final int derivative;
  private double radius;
  private double derivativeBound = Double.NaN;
  private StepChoice.Condition condition;
  private int rounds;
  private int evaluations;

  OptimalSearch(StepProblem problem) {
    this.problem = problem;
    this.derivative = problem.stencil().order() + 1;
    double scale = Math.max(Math.abs(problem.value()), problem.noise());
    double relativeNoise = Math.min(problem.noise() / scale, 1);
    double length = Math.max(1, problem.magnitude());
    this.radius = problem.limit(length * Math.pow(relativeNoise, 1.0 / (derivative + 2)));
  }

  @Override
  public double[] probes() {
    if (condition != null) {
      return new double[0];
    }
    double[] offsets = new double[derivative + 1];
    for (int k = 0; k <= derivative; k++) {
      offsets[k] = offset(k) * radius;
    }
    return offsets;
  }

  private double offset(int k) {
    int side = problem.stencil().side();
    return side == 0 ? k - derivative / 2.0 : side * k;
  }

  @Override
  public void observe(double[] values) {
    rounds++;
    evaluations += values.length;
    double difference = 0;
    double binomial = 1;
    for (int k = 0; k <= derivative; k++) {
      difference += ((derivative - k) % 2 == 0 ? binomial : -binomial) * values[k];
      binomial = binomial * (derivative - k) / (k + 1);
    }
    double noise = Math.scalb(problem.noise(), derivative);
    double size = Math.abs(difference);
    if (!Double.isFinite(difference)) {
      moveTo(radius / 8, StepChoice.Condition.EXHAUSTED);
      return;
    }
    derivativeBound = (size + noise) / Math.pow(radius, derivative);
    if (size >= STANDS_OUT * noise) {
      condition = StepChoice.Condition.BALANCED;
    } else {
      moveTo(radius * 4, StepChoice.Condition.NOISE_LIMITED);
    }
  }

  private void moveTo(double next, StepChoice.Condition otherwise) {
    double limited = problem.limit(next);
    if (rounds >= ROUNDS || limited == radius) {
      condition = otherwise;
    } else {
      radius = limited;
    }
  }

  @Override
  public StepChoice choice() {
    return new StepChoice(problem.limit(step()), condition, evaluations);
  }

  private double step() {
    if (Double.isNaN(derivativeBound)) {
      return radius;
    }
    Stencil stencil = problem.stencil();
    double balance =
        stencil.amplification()
            * problem.noise()
            / (stencil.order() * stencil.truncationConstant() * derivativeBound);
    return Math.pow(balance, 1.0 / derivative);
  }
}
