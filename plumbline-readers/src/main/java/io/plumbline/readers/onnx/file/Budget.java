package io.plumbline.readers.onnx.file;

import io.plumbline.graph.InvalidModelException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What reading one model may take, whatever is in its file: numbers held in memory, and steps of
 * work. Both are counted where they are about to be spent.
 */
public final class Budget {
  /** All constants of a model together: two gigabytes in float64. */
  static final long MOST_ELEMENTS = 1L << 28;

  /** So many elements a file of any size may hold; beyond them it has to be as large itself. */
  static final long ELEMENTS_FOR_FREE = 1L << 24;

  /**
   * Two seconds, whatever is in a file; weights that it really holds allow more. A step is one
   * element moved or computed.
   */
  static final long MOST_STEPS = 1L << 28;

  /** Of a weight of four bytes: read, turned around, shared and handed on, twice each. */
  private static final int STEPS_A_BYTE = 2;

  /** Looking up or remembering a name takes as long as so many elements. */
  public static final int NAME = 64;

  private final String source;
  private long mostElements = ELEMENTS_FOR_FREE;
  private long mostSteps = MOST_STEPS;
  private final Set<double[]> arrived = Collections.newSetFromMap(new IdentityHashMap<>());
  private long elements;
  private long reserved;
  private long steps;

  public Budget(String source) {
    this.source = source;
  }

  /** Weights were found in so many bytes, some four of them in one. */
  void found(long bytes) {
    mostElements = Math.min(MOST_ELEMENTS, mostElements + 4 * bytes);
    mostSteps += STEPS_A_BYTE * bytes;
  }

  /** Accounts for elements that are about to be made: room is refused before it is taken. */
  void elements(long more, String name) {
    elements += more;
    reserved += more;
    if (elements > mostElements) {
      throw new InvalidModelException(
          source
              + ": tensor "
              + name
              + ": brings the model's constants to more than "
              + mostElements
              + " elements");
    }
    steps(more);
  }

  /** Accounts for a constant that is there, unless it was accounted for before it was made. */
  public void arrived(Operand.Constant constant) {
    int size = constant.values().length;
    if (!arrived.add(constant.values())) {
      return;
    }
    if (reserved < size) {
      elements(size - reserved, constant.name());
    }
    reserved -= size;
  }

  /** Accounts for work that is about to be done. */
  public void steps(long more) {
    steps += more;
    if (steps > mostSteps) {
      throw new InvalidModelException(
          source
              + ": work of reading ("
              + steps
              + " steps so far) must be at most "
              + mostSteps
              + " steps");
    }
  }

  /** Reading the same file once more: what was made before is garbage, what was done is not. */
  public void again() {
    elements = 0;
    reserved = 0;
    arrived.clear();
  }
}
