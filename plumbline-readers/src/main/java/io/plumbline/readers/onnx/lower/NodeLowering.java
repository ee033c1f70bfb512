package io.plumbline.readers.onnx.lower;

/** Turns a node of the file into nodes of the graph. */
@FunctionalInterface
public interface NodeLowering {
  void lower(Call call);
}
