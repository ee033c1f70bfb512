package io.plumbline.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Arrays from PyTorch's memory cut into samples: float[] or double[], as the engine computed. */
final class SampleRows {
  private SampleRows() {}

  static List<Object> of(NDArray array, int count) {
    List<Object> rows = new ArrayList<>(count);
    if (array.getDataType() == DataType.FLOAT32) {
      float[] all = array.toFloatArray();
      int size = all.length / count;
      for (int k = 0; k < count; k++) {
        rows.add(Arrays.copyOfRange(all, k * size, (k + 1) * size));
      }
    } else {
      double[] all = array.toDoubleArray();
      int size = all.length / count;
      for (int k = 0; k < count; k++) {
        rows.add(Arrays.copyOfRange(all, k * size, (k + 1) * size));
      }
    }
    return rows;
  }

  static float[][] floats(List<Object> rows) {
    return rows.stream().map(SampleRows::toFloats).toArray(float[][]::new);
  }

  static double[][] doubles(List<Object> rows) {
    return rows.stream().map(SampleRows::toDoubles).toArray(double[][]::new);
  }

  static double[] toDoubles(Object row) {
    if (row instanceof double[] values) {
      return values.clone();
    }
    float[] values = (float[]) row;
    double[] wide = new double[values.length];
    for (int k = 0; k < wide.length; k++) {
      wide[k] = values[k];
    }
    return wide;
  }

  private static float[] toFloats(Object row) {
    if (row instanceof float[] values) {
      return values.clone();
    }
    double[] values = (double[]) row;
    float[] narrow = new float[values.length];
    for (int k = 0; k < narrow.length; k++) {
      narrow[k] = (float) values[k];
    }
    return narrow;
  }

  static int argmax(Object row) {
    double[] values = toDoubles(row);
    int best = 0;
    for (int k = 1; k < values.length; k++) {
      if (values[k] > values[best]) {
        best = k;
      }
    }
    return best;
  }
}
