package io.plumbline.parquet;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.Recent;
import io.plumbline.data.Source;
import io.plumbline.dataset.Cell;
import io.plumbline.dataset.ColumnFile;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.io.api.PrimitiveConverter;

/**
 * A Parquet file. Its footer is kept; pages are read when a row of theirs is asked for. Rows of one
 * group lie behind one another, so that each thread goes on where it is, or begins the group again.
 */
final class ParquetFile implements ColumnFile {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int TAIL_BYTES = 8;

  /** Of samples and of labels, in one file or in two. */
  private static final Recent<Place, Cursor> CURSORS = new Recent<>(4);

  /** Where a cursor is. */
  private record Place(ParquetFile file, int column) {}

  private final Source source;
  private final List<Column> columns;
  private final List<RowGroup> groups;

  /** Where each group ends among all rows. */
  private final long[] ends;

  private ParquetFile(Source source, FileMetaData footer) {
    this.source = source;
    this.columns = Column.of(footer.getSchema());
    this.groups = footer.getRow_groups();
    this.ends = new long[groups.size()];
    long end = 0;
    for (int k = 0; k < ends.length; k++) {
      RowGroup group = groups.get(k);
      require(group.getNum_rows() >= 0 && group.getColumnsSize() == columns.size());
      end = Math.addExact(end, group.getNum_rows());
      ends[k] = end;
    }
    // Each sample is a value of its own, of a bit at least.
    require(end / Byte.SIZE <= source.size().orElse(0));
  }

  /**
   * Reads the footer.
   *
   * @throws InvalidInputException with the fault alone
   */
  static ParquetFile open(Path path) {
    Source source = Source.of(path);
    return guarded(
        () -> {
          long size = source.size().orElse(0);
          require(size >= 2 * TAIL_BYTES);
          ByteBuffer tail = ByteBuffer.wrap(source.part(size - TAIL_BYTES, TAIL_BYTES));
          int length = tail.order(ByteOrder.LITTLE_ENDIAN).getInt();
          require(Arrays.equals(tail.array(), 4, 8, MAGIC, 0, 4));
          require(length > 0 && length <= size - TAIL_BYTES);
          byte[] footer = source.part(size - TAIL_BYTES - length, length);
          return new ParquetFile(
              source,
              Source.of("footer", footer)
                  .read(in -> Util.readFileMetaData(new ByteArrayInputStream(footer))));
        });
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException();
    }
  }

  /** Whatever a damaged file makes the library do, it becomes one line. */
  private static <T> T guarded(Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidInputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new InvalidInputException("must be an undamaged Parquet file", e);
    }
  }

  @Override
  public List<String> columns() {
    return columns.stream().map(Column::name).toList();
  }

  @Override
  public long rows() {
    return ends.length == 0 ? 0 : ends[ends.length - 1];
  }

  @Override
  public Cell read(int column, int row) {
    int group = 0;
    while (ends[group] <= row) {
      group++;
    }
    int found = group;
    long first = ends[found] - groups.get(found).getNum_rows();
    return guarded(() -> read(columns.get(column), found, (int) (row - first)));
  }

  private Cell read(Column column, int group, int row) {
    Place place = new Place(this, column.index());
    Cursor cursor = CURSORS.take(place);
    if (cursor == null || !cursor.leadsTo(group, row)) {
      cursor = cursor(column, group);
    }
    try {
      return cursor.read(row);
    } finally {
      if (cursor.isBetweenRows()) {
        CURSORS.put(place, cursor);
      }
    }
  }

  private Cursor cursor(Column column, int group) {
    Pages pages =
        new Pages(source, groups.get(group).getColumns().get(column.index()).getMeta_data());
    return new Cursor(
        group,
        column,
        new ColumnReaderImpl(column.descriptor(), pages, new PrimitiveConverter() {}, null));
  }
}
