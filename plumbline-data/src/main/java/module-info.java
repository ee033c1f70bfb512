/** MNIST, IDX files, {@code .npy} arrays and pictures. */
module io.plumbline.data {
  requires transitive io.plumbline.core;
  requires static transitive org.jspecify;
  requires com.google.gson;
  requires io.jhdf;
  requires java.desktop;

  exports io.plumbline.data to
      io.plumbline.dataset,
      io.plumbline.jobs;
  exports io.plumbline.data.hdf5 to
      io.plumbline.dataset,
      io.plumbline.readers;
  exports io.plumbline.data.idx to
      io.plumbline.dataset;
  exports io.plumbline.data.mnist;
  exports io.plumbline.data.npy;
  exports io.plumbline.data.picture;
}
