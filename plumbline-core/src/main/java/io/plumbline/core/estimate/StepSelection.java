package io.plumbline.core.estimate;

import io.plumbline.core.step.StepChoice;
import io.plumbline.core.step.StepProblem;
import io.plumbline.core.step.StepSearch;
import java.util.Arrays;

/** Runs the searches for all groups' steps in rounds, so that each round is one set of batches. */
final class StepSelection {
  private final Point point;
  private final ProbeEvaluator evaluator;
  private final StepSearch[] searches;

  StepSelection(
      Point point,
      ProbeEvaluator evaluator,
      DifferenceOptions options,
      double value,
      double noise) {
    this.point = point;
    this.evaluator = evaluator;
    this.searches = new StepSearch[point.groups().length];
    for (int g = 0; g < searches.length; g++) {
      searches[g] =
          options
              .steps()
              .begin(
                  new StepProblem(
                      options.stencil(),
                      point.magnitude(g),
                      value,
                      noise,
                      point.smallestStep(g),
                      point.longestStep(g)));
    }
  }

  StepChoice[] choose(int farthest) {
    while (round()) {
      // Every round shrinks the set of open searches or brings them closer to their limit.
    }
    StepChoice[] choices = new StepChoice[searches.length];
    for (int g = 0; g < choices.length; g++) {
      choices[g] = searches[g].choice();
      point.requireStep(g, choices[g].step(), farthest * choices[g].step());
    }
    return choices;
  }

  private boolean round() {
    double[][] probes = new double[searches.length][];
    int total = 0;
    for (int g = 0; g < searches.length; g++) {
      probes[g] = searches[g].probes();
      total += probes[g].length;
    }
    if (total == 0) {
      return false;
    }
    int[] groups = new int[total];
    double[] offsets = new double[total];
    int position = 0;
    for (int g = 0; g < searches.length; g++) {
      Arrays.fill(groups, position, position + probes[g].length, g);
      System.arraycopy(probes[g], 0, offsets, position, probes[g].length);
      position += probes[g].length;
    }
    observe(probes, evaluator.evaluate("steps", groups, offsets));
    return true;
  }

  private void observe(double[][] probes, double[] values) {
    int position = 0;
    for (int g = 0; g < searches.length; g++) {
      if (probes[g].length > 0) {
        int end = position + probes[g].length;
        searches[g].observe(Arrays.copyOfRange(values, position, end));
        position = end;
      }
    }
  }
}
