/**
 * The engine: a graph rebuilt in PyTorch; training, reverse mode, batched evaluation; the check of
 * any gradient in DJL.
 */
module io.plumbline.djl {
  requires transitive io.plumbline.data;
  requires transitive io.plumbline.graph;
  requires transitive ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires static transitive org.jspecify;

  exports io.plumbline.djl;
  exports io.plumbline.djl.check;
}
