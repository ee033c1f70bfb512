/** The check of any function's gradient as an assertion. */
module io.plumbline.assertions {
  requires transitive io.plumbline.core;
  requires transitive org.opentest4j;
  requires static transitive org.assertj.core;
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;

  exports io.plumbline.assertions;
}
