package io.plumbline.diagnose.explain;

/** What the elements of the arrays are by. */
public enum ArrayElements {
  /** The pixels of a picture that the model takes. */
  PIXELS("pixel", "pixels", "input"),
  /** The values of an input that is no picture. */
  INPUTS("value", "values", "input"),
  /** The elements of a weight. */
  WEIGHTS("weight", "weights", "weight"),
  /** What is computed inside the model. */
  VALUES("value", "values", "value");

  private final String one;
  private final String several;
  private final String tensor;

  ArrayElements(String one, String several, String tensor) {
    this.one = one;
    this.several = several;
    this.tensor = tensor;
  }

  /**
   * One of them.
   *
   * @return a noun
   */
  public String one() {
    return one;
  }

  /**
   * What the head of a column says.
   *
   * @return several, as a title begins
   */
  public String title() {
    return Character.toUpperCase(several.charAt(0)) + several.substring(1);
  }

  /**
   * Several of them.
   *
   * @return a noun in the plural
   */
  public String several() {
    return several;
  }

  /** What they are all together. */
  String tensor() {
    return tensor;
  }

  /** Whether the model is given them, so that another sample may be in their place. */
  boolean isInput() {
    return this == PIXELS || this == INPUTS;
  }
}
