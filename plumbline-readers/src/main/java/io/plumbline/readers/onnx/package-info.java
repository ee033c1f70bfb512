/**
 * ONNX files into the typed graph. A file's many operators are lowered to the graph's few; whatever
 * does not depend on the input is computed while reading.
 */
@NullMarked
package io.plumbline.readers.onnx;

import org.jspecify.annotations.NullMarked;
