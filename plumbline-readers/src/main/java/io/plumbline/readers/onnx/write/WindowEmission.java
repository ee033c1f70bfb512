package io.plumbline.readers.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.plumbline.graph.AveragePool;
import io.plumbline.graph.ChannelsLast;
import io.plumbline.graph.Convolution;
import io.plumbline.graph.Layout;
import io.plumbline.graph.MaxPool;
import io.plumbline.graph.Node;
import io.plumbline.graph.Sliding;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolutions and pools; ONNX has them with the channels first only. */
final class WindowEmission {
  private WindowEmission() {}

  static void emit(Node node, Convolution op, Emission out) {
    List<String> weights = new ArrayList<>(List.of(out.initializer(op.weight())));
    if (op.bias() != null) {
      weights.add(out.initializer(op.bias()));
    }
    List<AttributeProto> attributes = window(op);
    attributes.add(Emission.integer("group", op.groups()));
    place(node, out, "Conv", op.layout(), weights, attributes);
  }

  static void emit(Node node, MaxPool op, Emission out) {
    List<AttributeProto> attributes = window(op);
    attributes.add(Emission.integer("ceil_mode", op.window().ceil() ? 1 : 0));
    place(node, out, "MaxPool", op.layout(), List.of(), attributes);
  }

  static void emit(Node node, AveragePool op, Emission out) {
    List<AttributeProto> attributes = window(op);
    attributes.add(Emission.integer("count_include_pad", op.countPadding() ? 1 : 0));
    attributes.add(Emission.integer("ceil_mode", op.window().ceil() ? 1 : 0));
    place(node, out, "AveragePool", op.layout(), List.of(), attributes);
  }

  private static List<AttributeProto> window(Sliding op) {
    List<AttributeProto> attributes = new ArrayList<>();
    Window window = op.window();
    int rank = window.rank();
    int[] pads = Arrays.copyOf(window.padsBegin(), 2 * rank);
    System.arraycopy(window.padsEnd(), 0, pads, rank, rank);
    attributes.add(Emission.integers("kernel_shape", window.kernel()));
    attributes.add(Emission.integers("strides", window.strides()));
    attributes.add(Emission.integers("pads", pads));
    if (Arrays.stream(window.dilations()).anyMatch(dilation -> dilation > 1)) {
      attributes.add(Emission.integers("dilations", window.dilations()));
    }
    return attributes;
  }

  private static void place(
      Node node,
      Emission out,
      String type,
      Layout layout,
      List<String> weights,
      List<AttributeProto> attributeList) {
    AttributeProto[] attributes = attributeList.toArray(new AttributeProto[0]);
    List<String> operands = new ArrayList<>(List.of(out.name(node.input())));
    String name = node.name();
    if (layout == Layout.CHANNELS_FIRST) {
      operands.addAll(weights);
      out.node(type, name, operands, out.define(node.output()), attributes);
      return;
    }
    int rank = node.input().shape().rank();
    String moved =
        out.part(
            "Transpose",
            name + "/channels_first",
            operands,
            Emission.integers("perm", ChannelsLast.inverse(rank)));
    List<String> inner = new ArrayList<>(List.of(moved));
    inner.addAll(weights);
    String result = out.between(name + "/result");
    out.node(type, name, inner, result, attributes);
    out.node(
        "Transpose",
        name + "/channels_last",
        List.of(result),
        out.define(node.output()),
        Emission.integers("perm", ChannelsLast.permutation(rank)));
  }
}
