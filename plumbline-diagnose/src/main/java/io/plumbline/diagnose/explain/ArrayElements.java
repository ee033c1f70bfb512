package io.plumbline.diagnose.explain;

/** What the elements of the arrays are by. */
public enum ArrayElements {
  /** The pixels of a picture that the model takes. */
  PIXELS("pixel", "pixels", "input", "loss"),
  /** The values of an input that is no picture. */
  INPUTS("value", "values", "input", "loss"),
  /** The elements of a weight. */
  WEIGHTS("weight", "weights", "weight", "loss"),
  /** What is computed inside the model. */
  VALUES("value", "values", "value", "loss"),
  /** The numbers that any function takes. */
  ENTRIES("entry", "entries", "input", "function");

  private final String one;
  private final String several;
  private final String tensor;
  private final String function;

  ArrayElements(String one, String several, String tensor, String function) {
    this.one = one;
    this.several = several;
    this.tensor = tensor;
    this.function = function;
  }

  /**
   * One of them.
   *
   * @return a noun
   */
  public String one() {
    return one;
  }

  /** The same with its article. */
  String each() {
    return (one.charAt(0) == 'e' ? "an " : "a ") + one;
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

  /**
   * What is differentiated by them.
   *
   * @return a noun
   */
  public String function() {
    return function;
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
