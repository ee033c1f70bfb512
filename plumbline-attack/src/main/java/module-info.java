/** Attacks and adversarial training. */
module io.plumbline.attack {
  requires transitive io.plumbline.djl;
  requires io.plumbline.diagnose;
  requires static transitive org.jspecify;

  exports io.plumbline.attack to
      io.plumbline.cli,
      io.plumbline.jobs;
  exports io.plumbline.attack.training to
      io.plumbline.cli,
      io.plumbline.jobs;
}
