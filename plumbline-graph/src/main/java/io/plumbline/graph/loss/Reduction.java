package io.plumbline.graph.loss;

/** What becomes of the losses of several outputs, or positions. */
public enum Reduction {
  /** Their mean. */
  MEAN("mean"),
  /** Their sum. */
  SUM("sum");

  private final String word;

  Reduction(String word) {
    this.word = word;
  }

  /** The name to ask by. */
  @Override
  public String toString() {
    return word;
  }
}
