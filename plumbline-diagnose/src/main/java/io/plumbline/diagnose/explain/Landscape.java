package io.plumbline.diagnose.explain;

import io.plumbline.core.function.Precision;
import io.plumbline.diagnose.mistakes.InputChange;
import io.plumbline.evaluate.result.Surroundings;
import io.plumbline.graph.loss.Objective;
import io.plumbline.graph.loss.OutputKind;

/** The losses of a model as functions of its input: of one that is read, or that gives values. */
interface Landscape {
  OutputKind kind();

  int outputs();

  /** Whether what the losses are of is known, and with it what any other loss would be. */
  boolean showsScores();

  /** In which arithmetic quotients were evaluated. */
  Precision arithmetic(GivenArray quotients);

  /** The derivative of the loss as stated, as far as it is known. */
  double[] derivative();

  /**
   * How far one value is off that was measured, a standard deviation; 0 of a model that is read.
   */
  double measuredDeviation();

  Spot at(double[] x, Objective objective);

  /** A loss around one input. */
  interface Spot {
    double loss();

    double[] scores();

    /** How far one evaluation of the loss is likely to be off, a standard deviation. */
    double deviation(Precision arithmetic);

    /** What quotients of groups of elements see that are moved by a step to either side. */
    Surroundings surroundings(int[][] groups, double step);

    /**
     * Of the slopes that meet at the input those that an array follows.
     *
     * @param like the array, as what was done to the input has it
     * @param change what was done
     */
    Side side(double[] like, InputChange change);
  }

  /** The slopes that an array follows where several meet. All is in the input's order. */
  interface Side {
    double[] gradient();

    /** What arithmetic may leave of each element of the gradient. */
    double[] rounding(Precision arithmetic);

    /**
     * Central quotients without what kinks do to them.
     *
     * @param moved by how much each element is moved
     * @param quotients as they are
     */
    double[] withoutKinks(double[] moved, double[] quotients);

    /** Central quotients without the noise of the values that they are taken from. */
    double[] withoutNoise(double[] moved, double[] quotients);

    /**
     * Where kinks are.
     *
     * @param given which elements are an image
     * @param source of which input
     * @param step of the quotients
     * @param effects by how much kinks change each quotient, in the array's order
     */
    Ties ties(Disagreement given, CandidateInput source, double step, double[] effects);
  }
}
