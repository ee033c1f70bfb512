/**
 * Models that cannot be read, only evaluated: through ONNX Runtime, or through PyTorch where the
 * file is TorchScript. A gradient is held against difference quotients whose noise, truncation and
 * kinks are measured; {@code docs/black-box.md} has the reasoning.
 */
@NullMarked
package io.plumbline.blackbox;

import org.jspecify.annotations.NullMarked;
