package io.plumbline.dataset;

import io.plumbline.core.InvalidInputException;
import java.nio.file.Path;
import java.util.List;

/** A table in a file, of columns with names. Safe for several threads. */
public interface ColumnFile {
  /** Opens files of a format whose libraries not everyone wants; found as a service. */
  interface Format {
    /**
     * Opens a file.
     *
     * @param file of this format
     * @return the table
     * @throws InvalidInputException if it cannot be read, with the fault alone
     */
    ColumnFile open(Path file);
  }

  /**
   * The names of the columns.
   *
   * @return in the order of the file; those within a structure have its name and a dot before
   *     theirs
   */
  List<String> columns();

  /**
   * How many rows there are.
   *
   * @return at least 0
   */
  long rows();

  /**
   * Reads what is at a row of a column.
   *
   * @param column its place among {@link #columns}
   * @param row from 0, below {@link #rows}
   * @return what is there
   * @throws InvalidInputException if it cannot be read, with the fault alone
   */
  Cell read(int column, int row);
}
