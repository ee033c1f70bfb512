package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.plumbline.core.function.Precision;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Graph;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Node;
import io.plumbline.graph.Parameter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A graph's parameters in PyTorch's memory. Kernels of convolutions over images whose channels
 * stand last are laid out so too, under the same logical shape (O, I, KH, KW).
 */
final class TorchParameters implements AutoCloseable {
  private final PtNDManager manager;
  private final Map<Parameter, PtNDArray> arrays;

  private TorchParameters(PtNDManager manager, Map<Parameter, PtNDArray> arrays) {
    this.manager = manager;
    this.arrays = arrays;
  }

  static TorchParameters load(Graph graph, Precision precision) {
    PtNDManager manager = Torch.newManager();
    Set<Parameter> channelsLast = channelsLastKernels(graph);
    Map<Parameter, PtNDArray> arrays = new IdentityHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      arrays.put(
          parameter, upload(manager, parameter, precision, channelsLast.contains(parameter)));
    }
    return new TorchParameters(manager, arrays);
  }

  private static PtNDArray upload(
      PtNDManager manager, Parameter parameter, Precision precision, boolean channelsLast) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      int[] extents = parameter.tensor().shape().extents();
      NDArray array =
          manager
              .create(parameter.tensor().values(), Pooling.shape(extents))
              .toType(FloatFormats.type(precision), false);
      if (channelsLast) {
        // Copied in the order (O, KH, KW, I), then seen as (O, I, KH, KW) again.
        array = contiguous(manager, array.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2);
      }
      // The arrays so far lie in buffers of the Java heap's making, which lives no longer than
      // they.
      array = array.duplicate();
      NDScope.unregister(array);
      return (PtNDArray) array;
    }
  }

  private static NDArray contiguous(PtNDManager manager, NDArray array) {
    ByteBuffer bytes = array.toByteBuffer(false);
    ByteBuffer direct = manager.allocateDirect(bytes.remaining());
    direct.put(bytes).rewind();
    return manager.create(direct, array.getShape(), array.getDataType());
  }

  private static Set<Parameter> channelsLastKernels(Graph graph) {
    Set<Parameter> found = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Convolution c
          && c.layout() == Layout.CHANNELS_LAST
          && c.window().rank() == 2) {
        found.add(c.weight());
      }
    }
    return found;
  }

  PtNDArray get(Parameter parameter) {
    return Objects.requireNonNull(arrays.get(parameter), parameter.name());
  }

  PtNDManager manager() {
    return manager;
  }

  /** The same memory under new handles, the given parameters asking for gradients of their own. */
  TorchParameters replica(List<Parameter> trainable) {
    Map<Parameter, PtNDArray> aliases = new IdentityHashMap<>(arrays);
    for (Parameter parameter : trainable) {
      PtNDArray alias = JniUtils.detachGradient(get(parameter));
      JniUtils.attachGradient(alias, true);
      aliases.put(parameter, alias);
    }
    return new TorchParameters(manager, aliases);
  }

  /** The values in C order of the logical shape. */
  float[] floats(Parameter parameter) {
    return get(parameter).toFloatArray();
  }

  List<float[]> floats(List<Parameter> parameters) {
    List<float[]> all = new ArrayList<>();
    parameters.forEach(parameter -> all.add(floats(parameter)));
    return all;
  }

  @Override
  public void close() {
    manager.close();
  }
}
