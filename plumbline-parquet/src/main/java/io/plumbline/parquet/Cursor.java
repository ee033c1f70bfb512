package io.plumbline.parquet;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyArray;
import io.plumbline.data.npy.NpyType;
import io.plumbline.dataset.Cell;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;

/** Goes over one column of one row group, row by row. Not safe for several threads. */
final class Cursor {
  private final int group;
  private final Column column;
  private final ColumnReader reader;
  private final int repeated;
  private final int defined;
  private int row;
  private boolean betweenRows = true;

  /** At the first row. */
  Cursor(int group, Column column, ColumnReader reader) {
    this.group = group;
    this.column = column;
    this.reader = reader;
    this.repeated = column.descriptor().getMaxRepetitionLevel();
    this.defined = column.descriptor().getMaxDefinitionLevel();
  }

  /** Whether a row lies ahead. */
  boolean leadsTo(int wantedGroup, int wantedRow) {
    return group == wantedGroup && row <= wantedRow;
  }

  /** Whether it can go on: where a page is damaged, it is left within a row. */
  boolean isBetweenRows() {
    return betweenRows;
  }

  /**
   * Reads a row.
   *
   * @param wanted one that lies ahead
   * @throws InvalidInputException if it is not of values, or of lists of different lengths
   */
  Cell read(int wanted) {
    betweenRows = false;
    for (; row < wanted; row++) {
      pass();
    }
    row++;
    return column.type().isPresent() ? numbers(column.type().get()) : string();
  }

  /** Nothing is stored where something is null, or a list empty. */
  private boolean isThere() {
    return reader.getCurrentDefinitionLevel() == defined;
  }

  /** Goes on to the next row, whether this one was read or not. */
  private void pass() {
    do {
      if (isThere()) {
        reader.skip();
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
  }

  private Cell string() {
    boolean sound = column.isOfStrings() && repeated == 0;
    boolean missing = !isThere();
    byte[] bytes = sound && !missing ? reader.getBinary().getBytes() : new byte[0];
    pass();
    betweenRows = true;
    require(sound, "must be numbers, lists of numbers or byte strings");
    require(!missing, "must not be null");
    return Cell.of(bytes);
  }

  private Cell numbers(NpyType type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteArrayOutputStream levels = new ByteArrayOutputStream();
    boolean missing = false;
    do {
      levels.write(reader.getCurrentRepetitionLevel());
      if (isThere()) {
        bytes.writeBytes(number(type));
      } else {
        missing = true;
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    betweenRows = true;
    require(!missing, "must not be null, and its lists not be empty");
    return Cell.of(NpyArray.ofBytes(type, bytes.toByteArray(), shape(levels.toByteArray())));
  }

  private byte[] number(NpyType type) {
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case BOOL -> number.put((byte) (reader.getBoolean() ? 1 : 0));
      case FLOAT32 -> number.putFloat(reader.getFloat());
      case FLOAT64 -> number.putDouble(reader.getDouble());
      case INT64, UINT64 -> number.putLong(reader.getLong());
      default -> number.putInt(reader.getInteger());
    }
    return Arrays.copyOf(number.array(), type.bytes());
  }

  /**
   * The extents of lists of lists, by their levels: 0 begins a row, 1 another element of the
   * outermost list, and so on.
   */
  private int[] shape(byte[] levels) {
    int[] begun = new int[repeated + 1];
    for (byte level : levels) {
      for (int depth = level; depth <= repeated; depth++) {
        begun[depth]++;
      }
    }
    int[] shape = new int[repeated];
    for (int depth = 1; depth <= repeated; depth++) {
      shape[depth - 1] = begun[depth] / begun[depth - 1];
    }
    for (int k = 0; k < levels.length; k++) {
      require(levels[k] == level(k, shape), "must be of lists of one length");
    }
    return shape;
  }

  /** At which level an element begins, where all lists have their lengths. */
  private int level(int element, int[] shape) {
    int stride = 1;
    for (int depth = repeated; depth > 0; depth--) {
      stride *= shape[depth - 1];
      if (element % stride != 0) {
        return depth;
      }
    }
    return element == 0 ? 0 : -1;
  }

  private void require(boolean holds, String condition) {
    if (!holds) {
      throw new InvalidInputException("column " + column.name() + " " + condition);
    }
  }
}
