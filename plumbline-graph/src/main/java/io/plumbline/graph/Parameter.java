package io.plumbline.graph;

/**
 * A constant of the model: a weight, a bias, a running mean, a scale.
 *
 * @param name as the file names it
 * @param tensor its values
 * @param trainable whether training would change it; counted so in the summary
 */
public record Parameter(String name, Tensor tensor, boolean trainable) {
  /**
   * A parameter that training changes.
   *
   * @param name as the file names it
   * @param tensor its values
   * @return the parameter
   */
  public static Parameter trainable(String name, Tensor tensor) {
    return new Parameter(name, tensor, true);
  }

  /**
   * A parameter that training leaves alone.
   *
   * @param name as the file names it
   * @param tensor its values
   * @return the parameter
   */
  public static Parameter fixed(String name, Tensor tensor) {
    return new Parameter(name, tensor, false);
  }
}
