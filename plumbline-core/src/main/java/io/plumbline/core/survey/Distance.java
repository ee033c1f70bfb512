package io.plumbline.core.survey;

/**
 * How far a gradient is from the derivative in norm, with the noise of the estimates taken out. The
 * estimates of different jitters have independent noise, so for each coordinate the mean of (g -
 * e_j)(g - e_l) over all j != l is the square of the distance there, without bias, whatever the
 * noise; the sum over the coordinates is far more precise than any of them.
 *
 * @param least the distance is more than this
 * @param most the distance is less than this
 */
record Distance(double least, double most) {
  private static final double DEVIATIONS = 4;

  static Distance of(double[] gradient, double[][] samples) {
    int jitters = samples.length;
    double total = 0;
    double squares = 0;
    for (int i = 0; i < gradient.length; i++) {
      double sum = 0;
      double own = 0;
      for (double[] sample : samples) {
        double off = gradient[i] - sample[i];
        sum += off;
        own += off * off;
      }
      double term = (sum * sum - own) / (jitters * (jitters - 1));
      total += term;
      squares += term * term;
    }
    double deviation = DEVIATIONS * Math.sqrt(squares);
    return new Distance(
        Math.sqrt(Math.max(0, total - deviation)), Math.sqrt(Math.max(0, total + deviation)));
  }
}
