package io.plumbline.readers.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import io.plumbline.graph.Layout;
import io.plumbline.graph.Node;
import io.plumbline.graph.Op;
import io.plumbline.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Convolutions and pools; ONNX has them with the channels first only. */
final class WindowEmission {
  private WindowEmission() {}

  static void emit(Node node, Emission out) {
    Op op = node.op();
    List<AttributeProto> attributes = new ArrayList<>();
    List<String> weights = new ArrayList<>();
    List<String> operands = new ArrayList<>(List.of(out.name(node.input())));
    Layout layout;
    String type;
    if (op instanceof Op.Convolution c) {
      type = "Conv";
      layout = c.layout();
      addWindow(attributes, c.window());
      attributes.add(Emission.integer("group", c.groups()));
      weights.add(out.initializer(c.weight()));
      if (c.bias() != null) {
        weights.add(out.initializer(c.bias()));
      }
    } else if (op instanceof Op.MaxPool p) {
      type = "MaxPool";
      layout = p.layout();
      addWindow(attributes, p.window());
      attributes.add(Emission.integer("ceil_mode", p.window().ceil() ? 1 : 0));
    } else {
      Op.AveragePool p = (Op.AveragePool) op;
      type = "AveragePool";
      layout = p.layout();
      addWindow(attributes, p.window());
      attributes.add(Emission.integer("count_include_pad", p.countPadding() ? 1 : 0));
      attributes.add(Emission.integer("ceil_mode", p.window().ceil() ? 1 : 0));
    }
    place(node, out, type, layout, operands, weights, attributes.toArray(new AttributeProto[0]));
  }

  private static void addWindow(List<AttributeProto> attributes, Window window) {
    int rank = window.rank();
    int[] pads = Arrays.copyOf(window.padsBegin(), 2 * rank);
    System.arraycopy(window.padsEnd(), 0, pads, rank, rank);
    attributes.add(Emission.integers("kernel_shape", window.kernel()));
    attributes.add(Emission.integers("strides", window.strides()));
    attributes.add(Emission.integers("pads", pads));
    if (Arrays.stream(window.dilations()).anyMatch(dilation -> dilation > 1)) {
      attributes.add(Emission.integers("dilations", window.dilations()));
    }
  }

  private static void place(
      Node node,
      Emission out,
      String type,
      Layout layout,
      List<String> operands,
      List<String> weights,
      AttributeProto[] attributes) {
    String name = node.name();
    if (layout == Layout.CHANNELS_FIRST) {
      operands.addAll(weights);
      out.node(type, name, operands, out.define(node.output()), attributes);
      return;
    }
    int rank = node.input().shape().rank();
    int[] first = new int[rank];
    int[] last = new int[rank];
    for (int axis = 1; axis < rank; axis++) {
      first[axis] = axis == 1 ? rank - 1 : axis - 1;
      last[axis] = axis == rank - 1 ? 1 : axis + 1;
    }
    String moved =
        out.part("Transpose", name + "/channels_first", operands, Emission.integers("perm", first));
    List<String> inner = new ArrayList<>(List.of(moved));
    inner.addAll(weights);
    String result = out.between(name + "/result");
    out.node(type, name, inner, result, attributes);
    out.node(
        "Transpose",
        name + "/channels_last",
        List.of(result),
        out.define(node.output()),
        Emission.integers("perm", last));
  }
}
