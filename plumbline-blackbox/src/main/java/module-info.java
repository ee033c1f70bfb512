/** Models that are evaluated and not read: by ONNX Runtime, or TorchScript through the engine. */
module io.plumbline.blackbox {
  requires transitive io.plumbline.graph;
  requires io.plumbline.djl;
  requires io.plumbline.readers;
  requires com.microsoft.onnxruntime;
  requires static transitive org.jspecify;

  exports io.plumbline.blackbox to
      io.plumbline.jobs;
}
