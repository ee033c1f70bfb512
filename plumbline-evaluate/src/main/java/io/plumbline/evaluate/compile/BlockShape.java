package io.plumbline.evaluate.compile;

import io.plumbline.evaluate.kernel.ConvolutionKernel;
import io.plumbline.evaluate.kernel.ElementwiseKernel;
import io.plumbline.evaluate.kernel.Kernel;
import io.plumbline.evaluate.kernel.MaximumKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where in a program a block fits: a convolution that only a piecewise linear activation reads, if
 * any, that only a max-pool reads. Holds what does not depend on the point.
 */
public final class BlockShape {
  /** All blocks of a program together hold at most so many weights, 64 MB. */
  private static final long MOST_WEIGHTS = 1L << 23;

  /** The convolution's place in the program. */
  public final int head;

  public final ConvolutionKernel convolution;

  /** Null where the pool reads the convolution itself. */
  public final @Nullable ElementwiseKernel activation;

  public final MaximumKernel pool;

  /** The places in the program of the activation, the convolution's where there is none. */
  public final int activationAt;

  public final int poolAt;

  /** For each window of the pool, the rows of the block's input it depends on, ascending. */
  public final int[][] patches;

  /** For each row of the block's input, the windows that depend on it, ascending. */
  public final int[][] readers;

  /** For each row of the block's input and each of its readers, the row's place in their patch. */
  public final int[][] positions;

  /** By window, place in the window and place in the patch: the tap that joins them, or -1. */
  public final int[][][] taps;

  /** For each input channel, the largest absolute value of its weights. */
  public final double[] heaviest;

  /** The most rows that a window depends on. */
  public final int longest;

  private BlockShape(List<Kernel<?>> kernels, int head, int activationAt, int poolAt) {
    this.head = head;
    this.activationAt = activationAt;
    this.poolAt = poolAt;
    convolution = (ConvolutionKernel) kernels.get(head);
    activation = activationAt == head ? null : (ElementwiseKernel) kernels.get(activationAt);
    pool = (MaximumKernel) kernels.get(poolAt);
    heaviest = convolution.heaviest();
    patches = new int[pool.rows][];
    taps = new int[pool.rows][][];
    int most = 0;
    int[] counts = new int[convolution.inRows];
    for (int p = 0; p < pool.rows; p++) {
      patches[p] = patch(pool.windows.rows[p]);
      taps[p] = taps(pool.windows.rows[p], patches[p]);
      most = Math.max(most, patches[p].length);
      for (int row : patches[p]) {
        counts[row]++;
      }
    }
    longest = most;
    readers = new int[counts.length][];
    Arrays.setAll(readers, row -> new int[counts[row]]);
    positions = new int[counts.length][];
    Arrays.setAll(positions, row -> new int[counts[row]]);
    for (int p = pool.rows - 1; p >= 0; p--) {
      for (int k = 0; k < patches[p].length; k++) {
        int row = patches[p][k];
        readers[row][--counts[row]] = p;
        positions[row][counts[row]] = k;
      }
    }
  }

  private int[] patch(int[] window) {
    TreeSet<Integer> rows = new TreeSet<>();
    for (int q : window) {
      for (int row : convolution.windows.rows[q]) {
        rows.add(row);
      }
    }
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[][] taps(int[] window, int[] patch) {
    int[][] found = new int[window.length][patch.length];
    for (int k = 0; k < window.length; k++) {
      Arrays.fill(found[k], -1);
      int[] read = convolution.windows.rows[window[k]];
      for (int t = 0; t < read.length; t++) {
        found[k][Arrays.binarySearch(patch, read[t])] = convolution.windows.taps[window[k]][t];
      }
    }
    return found;
  }

  /** All that fit in a program, in its order. */
  static List<BlockShape> of(Program program) {
    List<Kernel<?>> kernels = program.kernels;
    int[] reader = onlyReaders(program);
    List<BlockShape> shapes = new ArrayList<>();
    double weights = 0;
    for (int head = 0; head < kernels.size(); head++) {
      if (kernels.get(head) instanceof ConvolutionKernel convolution && convolution.full()) {
        int activationAt = head;
        int poolAt = reader[convolution.out];
        if (poolAt >= 0
            && kernels.get(poolAt) instanceof ElementwiseKernel activation
            && activation.affine(activation.in)) {
          activationAt = poolAt;
          poolAt = reader[activation.out];
        }
        if (poolAt >= 0 && kernels.get(poolAt) instanceof MaximumKernel) {
          BlockShape shape = new BlockShape(kernels, head, activationAt, poolAt);
          if (weights + shape.size() <= MOST_WEIGHTS) {
            weights += shape.size();
            shapes.add(shape);
          }
        }
      }
    }
    return List.copyOf(shapes);
  }

  /** How many weights a block holds, at most. */
  private double size() {
    double rows = 0;
    for (int[] patch : patches) {
      rows += patch.length;
    }
    return rows * convolution.inChannels * pool.channels;
  }

  /** For each value, the place of the only kernel that reads it; -1 where there is not just one. */
  private static int[] onlyReaders(Program program) {
    int[] reader = new int[program.valueCount()];
    Arrays.fill(reader, -1);
    boolean[] shared = new boolean[reader.length];
    shared[program.output] = true;
    for (int k = 0; k < program.kernels.size(); k++) {
      for (int id : program.kernels.get(k).in) {
        shared[id] |= reader[id] >= 0;
        reader[id] = k;
      }
    }
    for (int id = 0; id < reader.length; id++) {
      reader[id] = shared[id] ? -1 : reader[id];
    }
    return reader;
  }
}
