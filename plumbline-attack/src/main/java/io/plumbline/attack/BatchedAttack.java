package io.plumbline.attack;

import io.plumbline.core.InvalidInputException;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/** What all attacks have in common: checks, batches, counting and results. */
abstract class BatchedAttack implements Attack {
  /** Many pieces for the engine's threads to share: none waits long for another. */
  private static final int MOST_SAMPLES = 1024;

  /** Values of all samples of a batch: 4 MB for each of the few arrays that are kept. */
  private static final int MOST_VALUES = 1 << 20;

  private static final int FEWEST_SAMPLES = 32;

  private final String name;
  private final long seed;

  BatchedAttack(String name, long seed) {
    this.name = name;
    this.seed = seed;
  }

  /** Moves the batch's points; ends with every open sample's prediction being that of its point. */
  abstract void perturb(AttackedBatch batch, Classifier model, Threat threat, Steps steps);

  /** Says no where this attack cannot serve the threat or the model. */
  void requireServed(Classifier model, Threat threat) {}

  /** Told of each step; throws where the listener wants no more. */
  interface Steps {
    /**
     * A part of the work is done.
     *
     * @param share of this batch, from 0 to 1
     */
    void done(double share);
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final AttackResult run(
      Classifier model, float[][] inputs, int[] labels, Threat threat, AttackListener listener) {
    requireFit(model, inputs, labels, threat.bounds());
    int[] targets = threat.targets(labels, model.classes());
    requireServed(model, threat);
    Results results = new Results(inputs.length, labels);
    int size = Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, MOST_VALUES / model.inputs()));
    for (int from = 0; from < inputs.length; from += size) {
      int to = Math.min(inputs.length, from + size);
      int[] own = Arrays.copyOfRange(labels, from, to);
      int[] goals = targets == null ? own : Arrays.copyOfRange(targets, from, to);
      float[][] clean = Arrays.copyOfRange(inputs, from, to);
      AttackedBatch batch = new AttackedBatch(model, clean, own, goals, threat, seed, from);
      perturb(batch, model, threat, steps(listener, from, to, inputs.length));
      results.add(batch, threat.norm(), from);
      listener.progress(to, inputs.length);
    }
    return results.finished();
  }

  private Steps steps(AttackListener listener, int from, int to, int total) {
    return share -> {
      if (listener.cancelled()) {
        throw new CancellationException("the attack was cancelled");
      }
      listener.progress(from + (long) (share * (to - from)), total);
    };
  }

  static DifferentiableClassifier differentiable(Classifier model, String attack) {
    if (model instanceof DifferentiableClassifier differentiable) {
      return differentiable;
    }
    throw new InvalidInputException(
        "model (of scores alone) must be differentiable for the attack " + attack);
  }

  private static void requireFit(Classifier model, float[][] inputs, int[] labels, Bounds bounds) {
    if (labels.length != inputs.length) {
      throw new InvalidInputException(
          "labels (" + labels.length + ") must be as many as the samples (" + inputs.length + ")");
    }
    for (int k = 0; k < inputs.length; k++) {
      if (inputs[k].length != model.inputs()) {
        throw new InvalidInputException(
            "sample " + k + ": values (" + inputs[k].length + ") must be " + model.inputs());
      }
      if (labels[k] < 0 || labels[k] >= model.classes()) {
        throw new InvalidInputException(
            "label (" + labels[k] + ") must be at least 0 and below " + model.classes());
      }
      for (int i = 0; i < inputs[k].length; i++) {
        if (!bounds.contain(i, inputs[k][i])) {
          throw new InvalidInputException(
              "sample %s: value %s (%s) must lie within the bounds, %s to %s"
                  .formatted(k, i, inputs[k][i], bounds.lower(i), bounds.upper(i)));
        }
      }
    }
  }

  /** Collects batches. */
  private static final class Results {
    private final AttackResult all;

    Results(int count, int[] labels) {
      all =
          new AttackResult(
              labels.clone(),
              new float[count][],
              new boolean[count],
              new double[count],
              new long[count],
              new long[count],
              new int[count],
              new int[count]);
    }

    void add(AttackedBatch batch, Norm norm, int from) {
      int count = batch.count();
      System.arraycopy(batch.points, 0, all.adversarials(), from, count);
      System.arraycopy(batch.success, 0, all.success(), from, count);
      System.arraycopy(batch.queries, 0, all.queries(), from, count);
      System.arraycopy(batch.gradients, 0, all.gradients(), from, count);
      System.arraycopy(batch.cleanPredictions, 0, all.cleanPredictions(), from, count);
      System.arraycopy(batch.predictions, 0, all.predictions(), from, count);
      for (int k = 0; k < count; k++) {
        all.distances()[from + k] =
            batch.success[k]
                ? norm.distance(batch.points[k], batch.balls[k].center())
                : Double.POSITIVE_INFINITY;
      }
    }

    AttackResult finished() {
      return all;
    }
  }
}
