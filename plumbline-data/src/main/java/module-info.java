/** MNIST, IDX files and {@code .npy} arrays. */
module io.plumbline.data {
  requires transitive io.plumbline.core;
  requires static transitive org.jspecify;
  requires com.google.gson;

  exports io.plumbline.data.mnist;
  exports io.plumbline.data.npy;
}
