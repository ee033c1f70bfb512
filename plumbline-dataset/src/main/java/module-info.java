/** Samples of data sets of any size, each read when it is asked for. */
module io.plumbline.dataset {
  requires transitive io.plumbline.core;
  requires transitive io.plumbline.data;
  requires com.google.protobuf;
  requires io.jhdf;
  requires static transitive org.jspecify;

  exports io.plumbline.dataset;

  uses io.plumbline.dataset.ColumnFile.Format;
}
