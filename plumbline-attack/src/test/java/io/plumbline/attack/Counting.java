package io.plumbline.attack;

/** A model that counts what it is asked, one for each sample. */
class Counting implements Classifier {
  private final Classifier model;
  long queries;
  long gradients;

  Counting(Classifier model) {
    this.model = model;
  }

  long queries() {
    return queries;
  }

  long gradients() {
    return gradients;
  }

  @Override
  public int inputs() {
    return model.inputs();
  }

  @Override
  public int classes() {
    return model.classes();
  }

  @Override
  public float[][] logits(float[][] samples) {
    queries += samples.length;
    return model.logits(samples);
  }

  /** The same, with gradients. */
  static final class Differentiable extends Counting implements DifferentiableClassifier {
    private final DifferentiableClassifier model;

    Differentiable(DifferentiableClassifier model) {
      super(model);
      this.model = model;
    }

    @Override
    public LossGradients gradients(float[][] samples, int[] labels) {
      queries += samples.length;
      gradients += samples.length;
      return model.gradients(samples, labels);
    }

    @Override
    public LossGradients logitGradients(float[][] samples, int output) {
      queries += samples.length;
      gradients += samples.length;
      return model.logitGradients(samples, output);
    }
  }
}
