package io.plumbline.djl;

import ai.djl.ndarray.types.DataType;

/** The format the engine computes in. */
public enum Precision {
  /** IEEE binary32. */
  FLOAT32(DataType.FLOAT32),
  /** IEEE binary64. */
  FLOAT64(DataType.FLOAT64);

  private final DataType type;

  Precision(DataType type) {
    this.type = type;
  }

  DataType type() {
    return type;
  }

  int bytes() {
    return type.getNumOfBytes();
  }
}
