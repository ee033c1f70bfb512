/** The typed graph as an ONNX file. */
@NullMarked
package io.plumbline.readers.onnx.write;

import org.jspecify.annotations.NullMarked;
