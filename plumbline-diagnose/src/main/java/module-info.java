/** Checks gradients, names mistakes, explains differences. */
module io.plumbline.diagnose {
  requires static transitive org.jspecify;
  requires transitive io.plumbline.evaluate;

  exports io.plumbline.diagnose.check;
  exports io.plumbline.diagnose.explain to
      io.plumbline.blackbox,
      io.plumbline.cli,
      io.plumbline.jobs;
  exports io.plumbline.diagnose.mistakes;
  exports io.plumbline.diagnose.mistakes.weights;
}
