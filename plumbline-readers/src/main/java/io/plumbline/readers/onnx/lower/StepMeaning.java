package io.plumbline.readers.onnx.lower;

import io.plumbline.readers.onnx.file.Operand;
import org.jspecify.annotations.Nullable;

/**
 * What a step says: a number 0 or 1 that a comparison with a constant gives.
 *
 * @param x the value compared; null where it is no value of the file
 * @param limit the constant it is compared with
 * @param negated whether the step is 1 where x is not above the limit
 */
public record StepMeaning(@Nullable Operand x, double limit, boolean negated) {
  public static final StepMeaning UNKNOWN = new StepMeaning(null, 0, false);
}
