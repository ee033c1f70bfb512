/** Model files into a graph, and {@code .onnx} out of one. */
module io.plumbline.readers {
  requires static transitive org.jspecify;
  requires transitive io.plumbline.graph;
  requires com.google.gson;
  requires com.google.protobuf;
  requires io.jhdf;
  requires io.plumbline.data;
  requires org.tribuo.util.onnx;

  exports io.plumbline.readers;
  exports io.plumbline.readers.onnx;
  exports io.plumbline.readers.onnx.write;
  exports io.plumbline.readers.options;
}
