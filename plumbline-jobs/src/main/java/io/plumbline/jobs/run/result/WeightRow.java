package io.plumbline.jobs.run.result;

/**
 * What is said of the gradient by one weight.
 *
 * @param tensor the weight's name
 * @param shape of it, as NumPy writes it
 * @param verdict {@code PASS}, {@code FAIL} or {@code INCONCLUSIVE}
 * @param agree elements that agree with their certified difference
 * @param wrong elements that do not
 * @param open elements of which neither can be said
 * @param normError the norm of the difference over that of the derivative; 0 where nothing was
 *     judged
 */
public record WeightRow(
    String tensor, String shape, String verdict, int agree, int wrong, int open, double normError) {
  /**
   * How many elements it has.
   *
   * @return all of them
   */
  public int elements() {
    return agree + wrong + open;
  }
}
