/** Renders results; computes nothing. */
module io.plumbline.report {
  requires transitive io.plumbline.core;
  requires com.google.gson;
  requires com.samskivert.jmustache;
  requires java.desktop;
  requires java.xml;
  requires xchart;
  requires static transitive org.jspecify;

  exports io.plumbline.report to
      io.plumbline.cli,
      io.plumbline.jobs;
  exports io.plumbline.report.function;
}
