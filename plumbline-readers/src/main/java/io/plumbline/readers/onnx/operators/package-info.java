/**
 * The operators that are read: for each kind one class, which turns nodes of the file into nodes of
 * the graph. {@link io.plumbline.readers.onnx.operators.Operators} lists them.
 */
@NullMarked
package io.plumbline.readers.onnx.operators;

import org.jspecify.annotations.NullMarked;
