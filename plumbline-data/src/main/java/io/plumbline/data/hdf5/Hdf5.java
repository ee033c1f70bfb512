package io.plumbline.data.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Source;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What is common to reading HDF5 files of strangers: data sets are addressed by path; links, which
 * could lead to other files, are not followed; and what a chunk may unpack to is bounded.
 */
public final class Hdf5 {
  private static final Set<String> LAYOUTS = Set.of("COMPACT", "CONTIGUOUS", "CHUNKED");

  private static final int MOST_NAMED = 64;
  private static final int DEEPEST = 8;

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
   * Opens a file. Where it is no larger than a buffer, it is mapped: then nothing that it says of
   * sizes can make the library take memory for more than there is.
   *
   * @param channel stays the caller's to close
   * @return the file
   * @throws HdfException if it cannot be read
   */
  public static HdfFile opened(FileChannel channel) {
    try {
      return channel.size() <= Integer.MAX_VALUE
          ? HdfFile.fromByteBuffer(channel.map(MapMode.READ_ONLY, 0, channel.size()))
          : new HdfFile(channel);
    } catch (IOException e) {
      throw new HdfException("file must be readable", e);
    }
  }

  /**
   * Names the arrays of numbers of a file.
   *
   * @param path of the file, perhaps damaged
   * @return their paths, without the first slash; as many as are soon found without a link
   */
  public static List<String> arrays(Path path) {
    List<String> found = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(path)) {
      collect(opened(channel), 0, found);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // What was found until the damage is what is named.
      return found;
    }
    return found;
  }

  private static void collect(Group group, int depth, List<String> found) {
    for (Node node : group.getChildren().values()) {
      if (found.size() >= MOST_NAMED || node.isLink()) {
        continue;
      }
      if (node instanceof Dataset dataset && isOfNumbers(dataset)) {
        found.add(node.getPath().substring(1));
      } else if (node instanceof Group inner && depth < DEEPEST) {
        collect(inner, depth + 1, found);
      }
    }
  }

  private static boolean isOfNumbers(Dataset dataset) {
    Class<?> type = dataset.getJavaType();
    return type.isPrimitive() && type != boolean.class;
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
