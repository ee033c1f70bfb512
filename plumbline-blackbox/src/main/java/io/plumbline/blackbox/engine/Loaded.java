package io.plumbline.blackbox.engine;

import io.plumbline.core.InvalidInputException;
import java.nio.ByteBuffer;

/** A model in the engine, within the engine's process. Its errors do not name the file. */
interface Loaded {
  ModelSignature declared();

  /**
   * Evaluates; several threads may.
   *
   * @param values in C order and native order: 8 bytes each where the input is float64, else 4
   * @param shape of the tensor
   * @param output which of the declared ones
   * @throws InvalidInputException if the model cannot be evaluated there
   */
  Output run(ByteBuffer values, long[] shape, int output);
}
