/**
 * What one node is lowered with: its inputs and attributes as they are asked for, the graph that it
 * is added to, and the sums that several operators are made of.
 */
@NullMarked
package io.plumbline.readers.onnx.lower;

import org.jspecify.annotations.NullMarked;
