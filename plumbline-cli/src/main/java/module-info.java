/** The commands. */
module io.plumbline.cli {
  requires io.plumbline.jobs;
  requires io.plumbline.program;
  requires io.plumbline.readers;
  requires com.google.gson;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static transitive org.jspecify;

  opens io.plumbline.cli to
      info.picocli;
}
