package io.plumbline.jobs.run;

import io.plumbline.djl.TorchGraph;
import io.plumbline.jobs.run.result.StepCurve;
import io.plumbline.report.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The V curve: the error of central differences over many steps, in both precisions. */
final class VCurve {
  /** Half decades from 1e-7, where float32 no longer moves a bright pixel, to 0.1. */
  private static final double[] STEPS = {
    1e-7, 3e-7, 1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1
  };

  private VCurve() {}

  /**
   * Sweeps at the jittered image: on the ties of the image as it is no step is good.
   *
   * @param engines both
   * @param jittered where
   * @param analytic reverse mode there in float64
   * @param usedStep the run's
   * @param hears of progress
   */
  static StepCurve of(
      Engines engines,
      ExaminedImage jittered,
      double[] analytic,
      double usedStep,
      RunListener hears) {
    double[] steps =
        DoubleStream.concat(DoubleStream.of(STEPS), DoubleStream.of(usedStep))
            .sorted()
            .distinct()
            .toArray();
    double[] float32 = errors(engines.float32(), jittered, analytic, steps, hears);
    double[] float64 = errors(engines.float64(), jittered, analytic, steps, hears);
    return new StepCurve(
        Values.of(steps),
        Values.of(float32),
        Values.of(float64),
        "error in norm, jittered image",
        usedStep,
        best(steps, float32));
  }

  private static double[] errors(
      TorchGraph engine,
      ExaminedImage subject,
      double[] analytic,
      double[] steps,
      RunListener hears) {
    String name = engine.precision().name().toLowerCase(Locale.ROOT);
    List<Double> errors = new ArrayList<>();
    for (double step : steps) {
      hears.progress("steps in " + name, errors.size(), steps.length);
      errors.add(
          io.plumbline.core.compare.StepSweep.over(
                  GradientPair.loss(engine, subject),
                  subject.x(),
                  analytic,
                  new double[] {step},
                  GradientPair.options())
              .get(0)
              .normwiseError());
    }
    hears.progress("steps in " + name, steps.length, steps.length);
    return errors.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Optional<Double> best(double[] steps, double[] errors) {
    int best = -1;
    for (int k = 0; k < errors.length; k++) {
      if (Double.isFinite(errors[k]) && (best < 0 || errors[k] < errors[best])) {
        best = k;
      }
    }
    return best < 0 ? Optional.empty() : Optional.of(steps[best]);
  }
}
