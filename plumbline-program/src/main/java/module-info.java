/** Functions and their derivatives that live in other programs. */
module io.plumbline.program {
  requires transitive io.plumbline.core;
  requires com.google.gson;
  requires java.net.http;
  requires static transitive org.jspecify;

  exports io.plumbline.program;
}
