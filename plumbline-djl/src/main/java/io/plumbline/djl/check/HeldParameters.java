package io.plumbline.djl.check;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives a block arrays of our own in place of its parameters', so that these are neither written to
 * nor differentiated: running statistics too stay what they are.
 */
final class HeldParameters extends ParameterStore {
  private final Function<Parameter, NDArray> source;
  private final Map<Parameter, NDArray> asked = new IdentityHashMap<>();

  HeldParameters(NDManager manager, Function<Parameter, NDArray> source) {
    super(manager, false);
    this.source = source;
  }

  @Override
  public @Nullable NDArray getValue(
      @Nullable Parameter parameter, Device device, boolean training) {
    return parameter == null ? null : asked.computeIfAbsent(parameter, source);
  }
}
