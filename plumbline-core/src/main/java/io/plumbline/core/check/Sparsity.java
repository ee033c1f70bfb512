package io.plumbline.core.check;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Which entries of a Jacobian or a Hessian may be other than zero. Immutable.
 *
 * <p>Columns that share no row are moved together, each entry being known from the row that it
 * shows in: Curtis, Powell and Reid, On the estimation of sparse Jacobian matrices, 1974. Which are
 * moved together is found greedily, column by column.
 */
public final class Sparsity {
  private final int columns;
  private final int[][] ofRow;

  private Sparsity(int columns, int[][] ofRow) {
    this.columns = columns;
    this.ofRow = ofRow;
  }

  /**
   * A pattern by the columns of each row's entries.
   *
   * @param columns how many columns there are
   * @param ofEachRow their places, from 0, in any order
   * @return the pattern
   * @throws io.plumbline.core.InvalidInputException if a place is there twice, or outside
   */
  public static Sparsity ofRows(int columns, int[]... ofEachRow) {
    Settings.require(columns > 0 && ofEachRow.length > 0, "sparsity", "nothing", "of entries");
    int[][] own = new int[ofEachRow.length][];
    for (int i = 0; i < own.length; i++) {
      own[i] = ofEachRow[i].clone();
      Arrays.sort(own[i]);
      for (int a = 0; a < own[i].length; a++) {
        boolean fits =
            own[i][a] >= 0 && own[i][a] < columns && (a == 0 || own[i][a] > own[i][a - 1]);
        Settings.require(fits, "column", own[i][a], "below " + columns + ", and once in its row");
      }
    }
    return new Sparsity(columns, own);
  }

  /**
   * A pattern by a truth for each entry.
   *
   * @param mayBeOther true where an entry may be other than zero; rows of one length
   * @return the pattern
   * @throws io.plumbline.core.InvalidInputException if the rows are not of one length
   */
  public static Sparsity of(boolean[][] mayBeOther) {
    Settings.require(mayBeOther.length > 0, "sparsity", "nothing", "of entries");
    int columns = mayBeOther[0].length;
    int[][] ofRow = new int[mayBeOther.length][];
    for (int i = 0; i < ofRow.length; i++) {
      boolean[] row = mayBeOther[i];
      Settings.require(
          row.length == columns, "row", row.length + " entries", "as long as the first");
      ofRow[i] = IntStream.range(0, columns).filter(k -> row[k]).toArray();
    }
    return ofRows(columns, ofRow);
  }

  /**
   * A square pattern of a diagonal and some beside it.
   *
   * @param size how many rows, and columns
   * @param below how many diagonals below the main one
   * @param above how many above it
   * @return the pattern
   * @throws io.plumbline.core.InvalidInputException if a number is negative, or there is no row
   */
  public static Sparsity banded(int size, int below, int above) {
    Settings.require(below >= 0 && above >= 0, "band", below + " and " + above, "not negative");
    int[][] ofRow = new int[size][];
    Arrays.setAll(
        ofRow,
        i ->
            IntStream.rangeClosed(Math.max(0, i - below), Math.min(size - 1, i + above)).toArray());
    return ofRows(size, ofRow);
  }

  /**
   * How many rows there are.
   *
   * @return one for each output
   */
  public int rows() {
    return ofRow.length;
  }

  /**
   * How many columns there are.
   *
   * @return one for each input
   */
  public int columns() {
    return columns;
  }

  /**
   * How many entries may be other than zero.
   *
   * @return the number
   */
  public int entries() {
    return Arrays.stream(ofRow).mapToInt(row -> row.length).sum();
  }

  /** The columns of a row, ascending; the pattern's own array. */
  int[] row(int i) {
    return ofRow[i];
  }

  boolean holds(int row, int column) {
    return Arrays.binarySearch(ofRow[row], column) >= 0;
  }

  /** A number for each column, from 0: no row has two columns of one number. */
  int[] groups() {
    int[][] rowsOf = rowsOfColumns();
    int[] groups = new int[columns];
    Arrays.fill(groups, -1);
    int[] takenFor = new int[columns];
    Arrays.fill(takenFor, -1);
    for (int column = 0; column < columns; column++) {
      for (int row : rowsOf[column]) {
        for (int other : ofRow[row]) {
          if (groups[other] >= 0) {
            takenFor[groups[other]] = column;
          }
        }
      }
      int group = 0;
      while (takenFor[group] == column) {
        group++;
      }
      groups[column] = group;
    }
    return groups;
  }

  private int[][] rowsOfColumns() {
    int[] counts = new int[columns];
    for (int[] row : ofRow) {
      for (int column : row) {
        counts[column]++;
      }
    }
    int[][] rowsOf = new int[columns][];
    Arrays.setAll(rowsOf, column -> new int[counts[column]]);
    for (int i = ofRow.length - 1; i >= 0; i--) {
      for (int column : ofRow[i]) {
        rowsOf[column][--counts[column]] = i;
      }
    }
    return rowsOf;
  }
}
