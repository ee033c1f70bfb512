package io.plumbline.parquet;

import io.plumbline.core.InvalidInputException;
import io.plumbline.data.npy.NpyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/**
 * A column of a file: a leaf of its schema.
 *
 * @param index among the columns of the file
 * @param name its path without what lists are written with: {@code x} for {@code x.list.element}
 * @param descriptor what the library needs to read it
 * @param type of its numbers; empty where it is of byte strings, or cannot be read
 */
record Column(int index, String name, ColumnDescriptor descriptor, Optional<NpyType> type) {
  private static final int MOST_DEPTH = 32;

  /**
   * Finds the leaves of a schema, which is a tree, written from its root on.
   *
   * @throws InvalidInputException if it is none
   */
  static List<Column> of(List<SchemaElement> schema) {
    List<Column> columns = new ArrayList<>();
    int end = new Walk(schema, columns).children(1, schema.get(0), List.of(), 0, 0);
    if (end != schema.size()) {
      throw new InvalidInputException("schema must be a tree");
    }
    return columns;
  }

  /** Whether its values are byte strings. */
  boolean isOfStrings() {
    PrimitiveTypeName stored = descriptor.getPrimitiveType().getPrimitiveTypeName();
    return stored == PrimitiveTypeName.BINARY || stored == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
  }

  private record Walk(List<SchemaElement> schema, List<Column> columns) {
    /** Goes over the children of an element, and returns the place behind the last. */
    int children(int at, SchemaElement parent, List<String> path, int repeated, int defined) {
      if (path.size() > MOST_DEPTH) {
        throw new InvalidInputException("schema must be " + MOST_DEPTH + " levels deep at most");
      }
      int next = at;
      for (int k = 0; k < parent.getNum_children(); k++) {
        SchemaElement child = schema.get(next);
        FieldRepetitionType repetition = child.getRepetition_type();
        boolean list = repetition == FieldRepetitionType.REPEATED;
        List<String> inner = new ArrayList<>(path);
        inner.add(child.getName());
        int most = defined + (repetition == FieldRepetitionType.REQUIRED ? 0 : 1);
        if (child.isSetType()) {
          leaf(child, inner, repeated + (list ? 1 : 0), most);
          next++;
        } else {
          next = children(next + 1, child, inner, repeated + (list ? 1 : 0), most);
        }
      }
      return next;
    }

    private void leaf(SchemaElement leaf, List<String> path, int repeated, int defined) {
      PrimitiveTypeName stored =
          switch (leaf.getType()) {
            case BYTE_ARRAY -> PrimitiveTypeName.BINARY;
            default -> PrimitiveTypeName.valueOf(leaf.getType().name());
          };
      PrimitiveType type =
          new PrimitiveType(
              Repetition.valueOf(leaf.getRepetition_type().name()),
              stored,
              leaf.getType_length(),
              leaf.getName());
      columns.add(
          new Column(
              columns.size(),
              String.join(".", path)
                  .replaceAll("\\.list\\.(element|item)|\\.bag\\.array_element", ""),
              new ColumnDescriptor(path.toArray(String[]::new), type, repeated, defined),
              number(leaf)));
    }

    /** Small integers are stored in 32 bits. */
    private static Optional<NpyType> number(SchemaElement leaf) {
      return switch (leaf.getType()) {
        case BOOLEAN -> Optional.of(NpyType.BOOL);
        case FLOAT -> Optional.of(NpyType.FLOAT32);
        case DOUBLE -> Optional.of(NpyType.FLOAT64);
        case INT32, INT64 -> Optional.of(whole(leaf));
        default -> Optional.empty();
      };
    }

    private static NpyType whole(SchemaElement leaf) {
      boolean small = leaf.getType() == org.apache.parquet.format.Type.INT32;
      if (leaf.isSetConverted_type()) {
        switch (leaf.getConverted_type()) {
          case INT_8, INT_16, UINT_8, UINT_16, UINT_32, UINT_64 -> {
            return NpyType.valueOf(leaf.getConverted_type().name().replace("_", ""));
          }
          default -> {}
        }
      }
      return small ? NpyType.INT32 : NpyType.INT64;
    }
  }
}
