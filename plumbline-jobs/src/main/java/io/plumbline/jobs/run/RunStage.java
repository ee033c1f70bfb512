package io.plumbline.jobs.run;

/** The stages of the main job, in order. */
public enum RunStage {
  /** The network is built, or read. */
  MODEL("the model"),
  /** It is trained; left out where a model is given. */
  TRAINING("training"),
  /** Loss and accuracy on the test set. */
  TEST("loss and accuracy on the test set"),
  /** The gradient as the original estimates it, beside reverse mode. */
  GRADIENT("the gradient, numeric and analytic"),
  /** The same in float64, off the ties, and over many steps. */
  CAUSES("what makes them differ"),
  /** The gradients by the weights. */
  WEIGHTS("the gradient by the weights"),
  /** The attack. */
  ATTACK("the attack"),
  /** All of it in files. */
  REPORT("the report");

  private final String text;

  RunStage(String text) {
    this.text = text;
  }

  /** A few words for people. */
  @Override
  public String toString() {
    return text;
  }
}
