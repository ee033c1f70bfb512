package io.plumbline.evaluate.compile;

import io.plumbline.evaluate.kernel.Kernel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of forward passes, one after the other. Of a large network they are most of the
 * memory, and two thirds of them are read by the next operations alone: those are let go of on the
 * way, and their room is used again. Working memory of one thread.
 */
public final class Forward {
  /** By value, row and channel; null of one that was let go of. */
  public final double[][][] values;

  private final Program program;
  private final int[] last;
  private final Map<Long, Deque<double[][]>> idle = new HashMap<>();

  /**
   * Room for the values of a network.
   *
   * @param whole whether all of them stay
   */
  Forward(Program program, boolean whole) {
    this.program = program;
    last = whole ? new int[0] : program.lastReaders();
    values = whole ? program.blank() : program.blankHeld();
  }

  /** Makes room for an operation's result. */
  public void begin(Kernel<?> kernel) {
    if (values[kernel.out] == null) {
      Deque<double[][]> room = idle.get(size(kernel.out));
      values[kernel.out] =
          room == null || room.isEmpty() ? program.room(kernel.out) : room.removeLast();
    }
  }

  /** Lets go of what nobody reads after the operation at a place. */
  public void end(int place) {
    if (last.length == 0) {
      return;
    }
    Kernel<?> kernel = program.kernels.get(place);
    release(kernel.out, place);
    for (int id : kernel.in) {
      release(id, place);
    }
  }

  private void release(int id, int place) {
    if (last[id] == place && values[id] != null) {
      idle.computeIfAbsent(size(id), size -> new ArrayDeque<>()).add(values[id]);
      values[id] = null;
    }
  }

  private long size(int id) {
    return (long) program.rows(id) << Integer.SIZE | program.channels(id);
  }
}
