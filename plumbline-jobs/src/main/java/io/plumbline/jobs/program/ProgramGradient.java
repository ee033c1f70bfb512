package io.plumbline.jobs.program;

import io.plumbline.program.ProgramFunction;
import io.plumbline.program.ProgramOp;
import java.util.Optional;
import java.util.Set;

/** The gradient that a program serves, in one of the ways it may. */
final class ProgramGradient {
  private ProgramGradient() {}

  /** Of a function of one number; empty where the program serves none. */
  static Optional<double[]> of(ProgramFunction function, double[] x) {
    Set<ProgramOp> serves = function.serves();
    if (serves.contains(ProgramOp.VALUE_WITH_GRADIENT)) {
      return Optional.of(function.valueAndGradient(x).gradient());
    } else if (serves.contains(ProgramOp.GRADIENT)) {
      return Optional.of(function.gradient(x));
    }
    return serves.contains(ProgramOp.VJP)
        ? Optional.of(function.vjp(x, new double[] {1}))
        : Optional.empty();
  }
}
