package io.plumbline.djl;

import ai.djl.ndarray.types.DataType;
import io.plumbline.core.InvalidInputException;
import io.plumbline.core.function.Precision;

/** The floating-point formats that PyTorch computes in on a processor. */
final class FloatFormats {
  private FloatFormats() {}

  static DataType type(Precision precision) {
    return switch (precision) {
      case FLOAT32 -> DataType.FLOAT32;
      case FLOAT64 -> DataType.FLOAT64;
      case FLOAT16, BFLOAT16, TF32 ->
          throw new InvalidInputException(
              "precision (" + precision + ") must be FLOAT32 or FLOAT64 for the engine");
    };
  }
}
