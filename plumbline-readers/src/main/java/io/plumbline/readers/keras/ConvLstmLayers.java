package io.plumbline.readers.keras;

import io.plumbline.graph.Concat;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Parameter;
import io.plumbline.graph.Reshape;
import io.plumbline.graph.Value;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM over a sequence of images, whose products are convolutions (Shi et al., Convolutional
 * LSTM network, NeurIPS 2015, without its peepholes): one cell for each image, all of the same
 * kernels.
 */
final class ConvLstmLayers {
  private final Layer layer;
  private final int rank;
  private final int channelAxis;
  private final int filters;
  private final TensorArithmetic terms;

  private ConvLstmLayers(Layer layer, int rank) {
    this.layer = layer;
    this.rank = rank;
    this.filters = layer.config().integer("filters", 0);
    this.terms = new TensorArithmetic(layer);
    this.channelAxis = layer.layout().channelAxis() == 1 ? 1 : rank + 1;
  }

  static void register(Map<String, LayerTypes.Reading> classes) {
    for (int rank = 1; rank <= 3; rank++) {
      int axes = rank;
      classes.put(
          "ConvLSTM" + rank + "D",
          LayerTypes.one((layer, x) -> new ConvLstmLayers(layer, axes).read(x)));
    }
  }

  private Value read(Value x) {
    Config config = layer.config();
    layer.requireAxes(x, rank + 3);
    layer.requireOff("return_state", "stateful");
    int length = x.shape().extent(1);
    boolean backwards = config.flag("go_backwards", false);
    List<Value> states = new ArrayList<>();
    Value carry = null;
    for (int step = 0; step < length; step++) {
      Value image = terms.place(x, backwards ? length - 1 - step : step);
      Value before = step == 0 ? null : states.get(step - 1);
      Value sums = sums(image, before);
      Value in = gate("recurrent_activation", sums, 0);
      Value fresh = terms.multiply(in, gate("activation", sums, 2));
      carry =
          carry == null
              ? fresh
              : terms.add(terms.multiply(gate("recurrent_activation", sums, 1), carry), fresh);
      Value shown = Activations.of(layer, config.get("activation"), carry);
      states.add(terms.multiply(gate("recurrent_activation", sums, 3), shown));
    }
    Value last = states.get(length - 1);
    return config.flag("return_sequences", false)
        ? layer.add(new Concat(1), states.stream().map(terms::placed).toArray(Value[]::new))
        : layer.add(new Reshape(last.shape()), last);
  }

  /** What all four gates take in; no state stands for one of zeros. */
  private Value sums(Value image, @Nullable Value state) {
    Window window = ConvolutionLayers.window(layer, image, rank);
    Parameter bias =
        layer.config().flag("use_bias", true)
            ? layer.weight("cell", 2, "bias", true, 4 * filters)
            : null;
    Value sums = convolved(image, kernel(0, "kernel", window, image), bias, window);
    if (state == null) {
      return sums;
    }
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    Window around =
        layer.checked(
            () ->
                Window.of(window.kernel(), ones)
                    .same(ConvolutionLayers.spatial(layer, state), true));
    Parameter recurrent = kernel(1, "recurrent_kernel", around, state);
    return terms.add(sums, convolved(state, recurrent, null, around));
  }

  private Parameter kernel(int index, String variable, Window window, Value from) {
    int[] shape = Arrays.copyOf(window.kernel(), rank + 2);
    shape[rank] = from.shape().extent(channelAxis);
    shape[rank + 1] = 4 * filters;
    return layer.weight(
        "cell",
        index,
        variable,
        kernel ->
            rank < 3
                ? ConvolutionLayers.outputChannelsFirst(kernel)
                : VolumeLayers.planesAsChannels(ConvolutionLayers.outputChannelsFirst(kernel)),
        shape);
  }

  private Value convolved(Value x, Parameter kernel, @Nullable Parameter bias, Window window) {
    return rank < 3
        ? layer.add(
            "conv",
            "Conv" + rank + "D",
            new Convolution(kernel, bias, window, 1, layer.layout()),
            x)
        : VolumeLayers.slid(layer, VolumeLayers.channelsFirst(layer, x), kernel, bias, window, 1);
  }

  /** Gates in the order of the file: input i, forget f, candidate c, output o. */
  private Value gate(String activation, Value sums, int gate) {
    Value one = terms.slice(sums, channelAxis, gate * filters, (gate + 1) * filters);
    return Activations.of(layer, layer.config().get(activation), one);
  }
}
