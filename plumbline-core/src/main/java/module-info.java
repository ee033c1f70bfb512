/**
 * Finite differences of any function, with an error bound; metrics; the verdict and its causes; the
 * check of any gradient. Needs {@code java.base} alone.
 */
module io.plumbline.core {
  requires static transitive org.jspecify;

  exports io.plumbline.core;
  exports io.plumbline.core.cause;
  exports io.plumbline.core.check;
  exports io.plumbline.core.compare;
  exports io.plumbline.core.estimate;
  exports io.plumbline.core.function;
  exports io.plumbline.core.noise;
  exports io.plumbline.core.process to
      io.plumbline.blackbox,
      io.plumbline.program;
  exports io.plumbline.core.slip to
      io.plumbline.attack,
      io.plumbline.cli,
      io.plumbline.data,
      io.plumbline.jobs,
      io.plumbline.readers;
  exports io.plumbline.core.step;
  exports io.plumbline.core.survey;
  exports io.plumbline.core.tile;
  exports io.plumbline.core.verdict;
}
