/**
 * What an ONNX file holds, before any of it is understood: its tensors, wherever they are stored,
 * its element types, names, inputs and outputs, and how much of it is looked at.
 */
@NullMarked
package io.plumbline.readers.onnx.file;

import org.jspecify.annotations.NullMarked;
