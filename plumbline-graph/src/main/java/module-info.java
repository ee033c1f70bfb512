/**
 * A model as a typed graph: operators, shapes, losses, tie rules. Needs {@code java.base} alone.
 */
module io.plumbline.graph {
  requires transitive io.plumbline.core;
  requires static transitive org.jspecify;

  exports io.plumbline.graph;
  exports io.plumbline.graph.by;
  exports io.plumbline.graph.loss;
}
