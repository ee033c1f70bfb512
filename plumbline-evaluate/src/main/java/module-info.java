/**
 * A graph in float64: values, reverse mode, certified differences, kinks, rounding. Needs {@code
 * java.base} alone.
 */
module io.plumbline.evaluate {
  requires static transitive org.jspecify;
  requires transitive io.plumbline.graph;

  exports io.plumbline.evaluate;
  exports io.plumbline.evaluate.result;
}
