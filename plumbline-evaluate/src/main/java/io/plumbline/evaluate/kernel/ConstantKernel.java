package io.plumbline.evaluate.kernel;

import java.util.List;

/**
 * A trainable constant that an operation reads as it reads any operand: it computes nothing, and is
 * where a change of the parameter enters the network.
 */
public final class ConstantKernel extends Kernel<Void> {
  private static final int[] NOTHING = {};

  private final Slot slot;

  public ConstantKernel(Slot slot, int out, int rows, int channels) {
    super(slot.name(), NOTHING, out, rows, channels);
    this.slot = slot;
  }

  @Override
  public void forward(double[][][] values) {}

  @Override
  public void forwardError(double[][][] values, double[][][] errors, double u, Entries norm) {}

  @Override
  void backward(double[][][] values, Void pin, double[][][] bars, Entries norm) {}

  @Override
  public double backwardTerms() {
    return 0;
  }

  @Override
  public boolean affine(int[] changingInputs) {
    return true;
  }

  @Override
  void push(BasePoint point, Void pin, Changes changes) {
    throw new IllegalStateException(name + " reads nothing that changes");
  }

  @Override
  public List<Slot> slots() {
    return List.of(slot);
  }

  @Override
  double[] parameterGradient(
      int which, double[][][] values, Void pin, double[][] bar, boolean absolute) {
    return Rows.flatten(bar);
  }

  @Override
  public double[] parameterError(
      int which, double[][][] values, double[][][] errors, double[][] bar) {
    return new double[slot.values().length];
  }

  @Override
  void perturb(BasePoint point, Void pin, int which, int index, double step, Changes changes) {
    Changes.Change y = changes.of(out);
    int channel = index % channels;
    y.begin(channel, channel + 1);
    y.touch(index / channels)[channel] = step;
  }
}
