package io.plumbline.data.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.util.Set;
import java.util.function.Function;

/**
 * What is common to reading HDF5 files of strangers: data sets are addressed by path; links, which
 * could lead to other files, are not followed; and what a chunk may unpack to is bounded.
 */
public final class Hdf5 {
  private static final Set<String> LAYOUTS = Set.of("COMPACT", "CONTIGUOUS", "CHUNKED");

  /** As h5py writes them: shuffled, packed, with a checksum. */
  private static final int MOST_FILTERS = 3;

  static {
    BoundedInflation.install();
  }

  private final HdfFile file;
  private final String name;

  /**
   * A file that is open.
   *
   * @param file stays the caller's to close
   * @param name what error messages call it
   */
  public Hdf5(HdfFile file, String name) {
    this.file = file;
    this.name = name;
  }

  /**
   * Finds a data set.
   *
   * @param path names with slashes between them, from the root; one may stand before the first
   * @param error makes an exception of what is wrong
   * @return a data set that is stored in the file itself
   * @throws InvalidInputException as {@code error} makes it. Whatever the library throws where a
   *     file is damaged is thrown on
   */
  public Dataset dataset(String path, Function<String, InvalidInputException> error) {
    Node node = file;
    for (String part : path.replaceFirst("^/", "").split("/")) {
      node = node instanceof Group group ? group.getChildren().get(part) : null;
      if (node == null) {
        throw error.apply("must be in " + name + " at " + Source.printable(path));
      }
      if (node.isLink()) {
        throw error.apply("must not be a link in " + name);
      }
    }
    if (!(node instanceof Dataset dataset)) {
      throw error.apply("must be a dataset in " + name);
    }
    if (!LAYOUTS.contains(dataset.getDataLayout().name())) {
      throw error.apply("must be stored in " + name + " itself");
    }
    int filters = dataset.getFilters().size();
    if (filters > MOST_FILTERS) {
      throw error.apply("filters (" + filters + ") must be at most " + MOST_FILTERS);
    }
    return dataset;
  }
}
