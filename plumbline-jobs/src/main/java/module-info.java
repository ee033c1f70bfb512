/** What each command does: composes the other modules into results and files. */
module io.plumbline.jobs {
  requires transitive io.plumbline.attack;
  requires transitive io.plumbline.diagnose;
  requires transitive io.plumbline.report;
  requires io.plumbline.blackbox;
  requires io.plumbline.dataset;
  requires io.plumbline.program;
  requires io.plumbline.readers;
  requires com.google.gson;
  requires org.apache.commons.numbers.gamma;
  requires static transitive org.jspecify;

  uses io.plumbline.jobs.audit.AuditCluster;

  exports io.plumbline.jobs to
      io.plumbline.cli;
  exports io.plumbline.jobs.attack to
      io.plumbline.cli;
  exports io.plumbline.jobs.audit to
      io.plumbline.cli;
  exports io.plumbline.jobs.audit.rows to
      io.plumbline.cli;
  exports io.plumbline.jobs.audit.summary to
      io.plumbline.cli;
  exports io.plumbline.jobs.check to
      io.plumbline.cli;
  exports io.plumbline.jobs.check.outcome to
      io.plumbline.cli;
  exports io.plumbline.jobs.check.words to
      io.plumbline.cli;
  exports io.plumbline.jobs.estimate to
      io.plumbline.cli;
  exports io.plumbline.jobs.explain to
      io.plumbline.cli;
  exports io.plumbline.jobs.input to
      io.plumbline.cli;
  exports io.plumbline.jobs.program to
      io.plumbline.cli;
  exports io.plumbline.jobs.report to
      io.plumbline.cli;
  exports io.plumbline.jobs.run to
      io.plumbline.cli;
  exports io.plumbline.jobs.run.result to
      io.plumbline.cli;
  exports io.plumbline.jobs.train to
      io.plumbline.cli;
}
