package io.plumbline.jobs.program;

import io.plumbline.program.Op;
import io.plumbline.program.ProgramFunction;
import java.util.Optional;
import java.util.Set;

/** The gradient that a program serves, in one of the ways it may. */
final class ProgramGradient {
  private ProgramGradient() {}

  /** Of a function of one number; empty where the program serves none. */
  static Optional<double[]> of(ProgramFunction function, double[] x) {
    Set<Op> serves = function.serves();
    if (serves.contains(Op.VALUE_WITH_GRADIENT)) {
      return Optional.of(function.valueAndGradient(x).gradient());
    } else if (serves.contains(Op.GRADIENT)) {
      return Optional.of(function.gradient(x));
    }
    return serves.contains(Op.VJP)
        ? Optional.of(function.vjp(x, new double[] {1}))
        : Optional.empty();
  }
}
