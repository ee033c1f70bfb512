/** The engine: a graph rebuilt in PyTorch; training, reverse mode, batched evaluation. */
module io.plumbline.djl {
  requires transitive io.plumbline.data;
  requires transitive io.plumbline.graph;
  requires ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires static transitive org.jspecify;

  exports io.plumbline.djl;
}
